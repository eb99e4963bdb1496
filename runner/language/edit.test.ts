import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyEdits, setMetadata } from './edit.ts';
import { readMarkdown } from './markdown/markdown.ts';

const AT = '2026-03-04T05:06:07.089Z';
const VALUES = { status: 'verified', verifiedAt: AT };

function set(
  text: string,
  values: Readonly<Record<string, string>> = VALUES,
): string | { readonly refused: string } {
  const result = setMetadata(text, values);
  return 'refused' in result ? result : applyEdits(text, result.edits);
}
const document = (yaml: string, eol = '\n') => `---${eol}${yaml}---${eol}# Body${eol}status: stays${eol}`;
const setIn = (yaml: string) => {
  const result = set(document(yaml));
  return typeof result === 'string' ? result.slice(4, result.indexOf('---\n# Body')) : result;
};

test('edits are applied whatever their order', () => {
  const edits = [
    { span: { start: 4, end: 5 }, text: 'E' },
    { span: { start: 0, end: 2 }, text: '' },
    { span: { start: 2, end: 2 }, text: '+' },
  ];
  expect(applyEdits('abcde', edits)).toBe('+cdE');
});

describe('a value keeps its style', () => {
  test.each([
    ['status: pending\nverifiedAt: x\n', `status: verified\nverifiedAt: ${AT}\n`],
    ['status: "pending" # why\nverifiedAt: x\n', `status: "verified" # why\nverifiedAt: ${AT}\n`],
    ["status: 'pending'   \nverifiedAt: x\n", `status: 'verified'   \nverifiedAt: ${AT}\n`],
    ['\'status\': pending\n"verifiedAt": x\n', `'status': verified\n"verifiedAt": ${AT}\n`],
    ['status:   pending\nverifiedAt : x\n', `status:   verified\nverifiedAt : ${AT}\n`],
    ['status: # none yet\nverifiedAt:\n', `status: verified # none yet\nverifiedAt: ${AT}\n`],
    ['status: ~\nverifiedAt: null\n', `status: verified\nverifiedAt: ${AT}\n`],
    ['status:\n  pending\nverifiedAt: x\n', `status:\n  verified\nverifiedAt: ${AT}\n`],
    ['status: |\n  pending\nverifiedAt: x\n', `status: verified\nverifiedAt: ${AT}\n`],
    ['status: >-\n  pen\n  ding\nverifiedAt: x\n', `status: verified\nverifiedAt: ${AT}\n`],
    ['{ status: pending, verifiedAt: x }\n', `{ status: verified, verifiedAt: ${AT} }\n`],
    ['  status: pending\n  verifiedAt: x\n', `  status: verified\n  verifiedAt: ${AT}\n`],
    [
      'verifiedAt: x\nnotes: |+\n  a\n\nstatus: pending\n',
      `verifiedAt: ${AT}\nnotes: |+\n  a\n\nstatus: verified\n`,
    ],
  ])('%j', (yaml, changed) => {
    expect(setIn(yaml)).toBe(changed);
  });
});

describe('a key that is missing', () => {
  test.each([
    [
      'lands after the last timestamp',
      'endpoint: x\nsavedAt: a\ntags: [a]\n',
      `endpoint: x\nsavedAt: a\nstatus: verified\nverifiedAt: ${AT}\ntags: [a]\n`,
    ],
    [
      'else after the status',
      'status: pending\ntags: [a]\n',
      `status: verified\nverifiedAt: ${AT}\ntags: [a]\n`,
    ],
    [
      'else at the end',
      'endpoint: x\nnotes: |\n  a\n',
      `endpoint: x\nnotes: |\n  a\nstatus: verified\nverifiedAt: ${AT}\n`,
    ],
    ['also in an empty frontmatter', '', `status: verified\nverifiedAt: ${AT}\n`],
    ['also below a comment', '# only this\n', `status: verified\nverifiedAt: ${AT}\n# only this\n`],
    [
      'as deep as the other keys',
      '  savedAt: a\n  b: c\n',
      `  savedAt: a\n  status: verified\n  verifiedAt: ${AT}\n  b: c\n`,
    ],
    [
      'behind a value of several lines',
      'savedAt: >\n  a\n  b\n# c\ntags: []\n',
      `savedAt: >\n  a\n  b\nstatus: verified\nverifiedAt: ${AT}\n# c\ntags: []\n`,
    ],
    [
      'behind a comment on its line',
      'savedAt: a # b\ntags: []\n',
      `savedAt: a # b\nstatus: verified\nverifiedAt: ${AT}\ntags: []\n`,
    ],
  ])('%s', (_name, yaml, changed) => {
    expect(setIn(yaml)).toBe(changed);
  });

  test('comes with the line ending of the document', () => {
    const text = document('savedAt: a\r\n', '\r\n');
    expect(set(text, { verifiedAt: AT })).toBe(document(`savedAt: a\r\nverifiedAt: ${AT}\r\n`, '\r\n'));
  });
});

test('a document whose lines end in a carriage return alone keeps them', () => {
  const text = '---\rendpoint: GET /x\rstatus: pending # now\r---\r\rtext\r';
  const set = setMetadata(text, { status: 'verified', verifiedAt: '2026-03-02T12:00:00.000Z' });
  expect('edits' in set && applyEdits(text, set.edits)).toBe(
    '---\rendpoint: GET /x\rstatus: verified # now\rverifiedAt: 2026-03-02T12:00:00.000Z\r---\r\rtext\r',
  );
});

describe('is refused', () => {
  test.each([
    ['no frontmatter', '# x\n'],
    ['no end of it', '---\nstatus: x\n'],
    ['no YAML', document('status: [\n')],
    ['a list', document('- status\n')],
    ['a key that stands twice', document('status: a\nstatus: b\n')],
    ['a value that is a list', document('status: [a]\n')],
    ['an alias', document('a: &a x\nstatus: *a\n')],
    ['an anchor', document('status: &a x\nb: *a\n')],
    ['a tag', document('status: !!str x\n')],
    ['a comment that would be lost', document('status: | # why\n  x\n')],
    ['a key to add to a flow map', document('{ endpoint: x }\n')],
    ['an alias to itself', document('a: &a [*a]\nstatus: x\n')],
    ['lists in lists', document(`a: \n${'- '.repeat(50_000)}\n`)],
  ])('%s', (_name, text) => {
    expect(set(text)).toHaveProperty('refused');
  });
});

test.each([
  'true',
  'null',
  '5',
  'a: b',
  '# c',
  '',
  ' x ',
  'ü',
  '"',
  "'",
  'a\nb',
  '2026-01-01',
  '- a',
  '{{x}}',
])('the value %j reads back as the same text', (value) => {
  for (const yaml of ['', 'notes: old\n', 'notes: "old"\n', "notes: 'old'\n", 'notes:\n']) {
    const result = set(document(yaml), { notes: value });
    if (typeof result !== 'string') continue;
    const { start, end } = readMarkdown(result).frontmatter!;
    expect(parse(result.slice(start, end))).toEqual({ notes: value });
  }
});

describe('any frontmatter', () => {
  const style = fc.constantFrom(
    (value: string) => value,
    (value: string) => `"${value}"`,
    (value: string) => `'${value}'`,
    (value: string) => `${value}   `,
    (value: string) => `${value} # a comment: "with" 'all'`,
    (value: string) => `|\n    ${value}\n    more`,
    (value: string) => `>-\n    ${value}\n\n    more`,
    (value: string) => `\n    ${value}`,
  );
  const word = fc.constantFrom('pending', 'verified', '2026-01-01T00:00:00.000Z', 'x y', 'ü', '0');
  const line = (key: fc.Arbitrary<string>) =>
    fc.tuple(key, style, word).map(([name, styled, value]) => `${name}: ${styled(value)}`);
  const target = line(fc.constantFrom('status', 'savedAt', 'verifiedAt', '"status"', "'verifiedAt'"));
  const other = fc.oneof(
    line(fc.constantFrom('endpoint', 'domain', 'notes', '"odd key"')),
    fc.constantFrom(
      'tags: [a,  b ]',
      'tokens:\n  - staff # first\n  - admin',
      'empty:',
      '# a comment',
      '',
      'map: {a: 1, b: [2]}',
      'deep:\n  status: inner\n  verifiedAt: inner',
      'keep: |+\n  x\n',
      'status: &s x',
      'again: *s',
      'timesReused: 0',
      'status:',
      '"a": "b\\n"',
      "'single': 'it''s'",
    ),
  );
  const anyDocument = fc
    .record({
      lines: fc.array(fc.oneof(target, other), { maxLength: 8 }),
      eol: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\ufeff'),
      body: fc.constantFrom('', '\n## Test Request\nstatus: pending\n---\n', '\nno newline'),
    })
    .map(({ lines, eol, mark, body }) => {
      const yaml = lines.map((each) => `${each}\n`).join('');
      return mark + `---\n${yaml}---${body}`.replaceAll('\n', eol);
    });
  const yamlOf = (text: string) => {
    const { start, end } = readMarkdown(text).frontmatter!;
    return text.slice(start, end);
  };

  test('changes in its metadata and nowhere else, and only once', () => {
    let changed = 0;
    fc.assert(
      fc.property(
        anyDocument,
        fc.constantFrom(VALUES, { ...VALUES, savedAt: AT }, { status: 'failed' }),
        (text, values) => {
          const result = set(text, values);
          if (typeof result !== 'string') return;
          changed++;
          const before = parse(yamlOf(text)) as Record<string, unknown> | null;
          expect(parse(yamlOf(result))).toEqual({ ...before, ...values });
          const frontmatter = readMarkdown(text).frontmatter!;
          expect(result.startsWith(text.slice(0, frontmatter.start))).toBe(true);
          expect(result.endsWith(text.slice(frontmatter.end))).toBe(true);
          expect(set(result, values)).toBe(result);
          expect(/[^\r]\n/.test(result.slice(0, result.indexOf('---', 4)))).toBe(/[^\r]\n/.test(text));
        },
      ),
      { seed: 11, numRuns: 2_000 },
    );
    expect(changed).toBeGreaterThan(500);
  });

  test('keeps every line that holds none of the keys', () => {
    fc.assert(
      fc.property(anyDocument, (text) => {
        const result = set(text);
        if (typeof result !== 'string') return;
        const kept = text
          .split('\n')
          .filter((each) => /^(tags|tokens| {2}- |map|deep|# |timesReused|empty)/.test(each));
        const lines = result.split('\n');
        for (const each of kept) expect(lines).toContain(each);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test('or text at all is refused or changed, and nothing is thrown', () => {
    const piece = fc.constantFrom(
      '---\n',
      'status: ',
      'verifiedAt:',
      '\n',
      'x',
      '"',
      "'",
      '|',
      '>',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!t ',
      '# c',
      '- ',
      '? ',
      ': ',
      '  ',
      '\r\n',
      '...\n',
      '<<: ',
      '\ufeff',
      '%YAML 1.1\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = `---\n${pieces.join('')}\n---\n`;
        const result = set(text);
        if (typeof result === 'string')
          expect(parse(yamlOf(result), { logLevel: 'silent' })).toMatchObject(VALUES);
      }),
      { seed: 13, numRuns: 2_000 },
    );
  });
});
