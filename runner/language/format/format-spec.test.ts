import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../markdown/markdown.ts';
import { parseSpec } from '../parse.ts';
import { formatSpec } from './format-spec.ts';

const format = (text: string): string => formatSpec({ path: 'specs/a.md', text }).text;
const leftOf = (text: string): readonly string[] =>
  formatSpec({ path: 'specs/a.md', text }).left.map(({ message }) => message);

const HEAD = '---\nendpoint: GET /v1/things\n---\n# Things\n\n## Test Request\n\n';
const specOf = (block: string): string => `${HEAD}\`\`\`yaml\n${block}\`\`\`\n`;
const blockOf = (text: string): string => /```yaml\r?\n(.*)```/s.exec(text)![1]!;
const formatted = (block: string): string => blockOf(format(specOf(block)));

/** The text without its frontmatter and the contents of its fences. */
function proseOf(text: string): string {
  const { frontmatter, fences } = readMarkdown(text);
  const parts = [...(frontmatter === undefined ? [] : [frontmatter]), ...fences.map(({ span }) => span)];
  const starts = [0, ...parts.map(({ end }) => end)];
  return starts.map((start, at) => text.slice(start, parts[at]?.start)).join('\0');
}

describe('keys', () => {
  test('stand in the order of the manual, in steps and in what these hold', () => {
    expect(
      formatted(
        [
          'steps:',
          '  - method: GET',
          '    expect:',
          '      body:',
          '        $.b: 1',
          '        $.a: 2',
          '      status: 200',
          '    extract: { z: { optional: true, path: $.z }, a: $.a }',
          '    path: /v1/things',
          '    id: list',
          '',
        ].join('\n'),
      ),
    ).toBe(
      [
        'steps:',
        '  - id: list',
        '    method: GET',
        '    path: /v1/things',
        '    extract: { z: { path: $.z, optional: true }, a: $.a }',
        '    expect:',
        '      status: 200',
        '      body:',
        '        $.b: 1',
        '        $.a: 2',
        '',
      ].join('\n'),
    );
  });

  test('that mean nothing in the frontmatter stay, below the others', () => {
    const text = '---\nowner: us\ntags: [a]\nendpoint: GET /v1/things\n---\n## Test Request\n';
    expect(format(text)).toBe('---\nendpoint: GET /v1/things\ntags: [a]\nowner: us\n---\n## Test Request\n');
  });

  test('stay where they are in a block with an alias', () => {
    const block =
      'steps:\n  - id: a\n    headers: &all\n      x: y\n    method: GET\n    path: /v1\n  - headers: *all\n    id: b\n    method: GET\n    path: /v1\n';
    expect(formatted(block)).toBe(block);
  });
});

describe('comments', () => {
  test('go with the key that they stand above or behind', () => {
    expect(
      formatted(
        [
          'steps:',
          '  # the first',
          '  - method: GET   # as always',
          '    # where',
          '    path: /v1/things',
          '    # its name',
          '    id: list',
          '    # at the end',
          '',
        ].join('\n'),
      ),
    ).toBe(
      [
        'steps:',
        '  # the first',
        '  # its name',
        '  - id: list',
        '    method: GET   # as always',
        '    # where',
        '    path: /v1/things',
        '    # at the end',
        '',
      ].join('\n'),
    );
  });

  test('that are indented deeper than a key belong to its value', () => {
    const block =
      'steps:\n  - id: a\n    expect:\n      status: 200\n      # maxMs: 100\n    method: GET\n    path: /v1\n';
    expect(formatted(block)).toBe(
      'steps:\n  - id: a\n    method: GET\n    path: /v1\n    expect:\n      status: 200\n      # maxMs: 100\n',
    );
  });

  test('keep a list in lines', () => {
    const block =
      'steps:\n  - id: a\n    method: GET\n    path: /v1\n    body:\n      - 1 # one\n      - 2\n';
    expect(formatted(block)).toBe(block);
  });
});

describe('values', () => {
  const writtenOf = (written: string): string =>
    formatted(`steps:\n  - id: a\n    method: POST\n    path: /v1\n    body:\n      x: ${written}\n`)
      .split('\n')
      .at(-2)!
      .replace('      x: ', '');

  test.each([
    ['"a word"', 'a word'],
    ["'a word'", 'a word'],
    ['"/v1/{{id}}/x"', '/v1/{{id}}/x'],
    ['"it\'s"', "it's"],
    ["'{{x}}'", '"{{x}}"'],
    ['[1,2 , 3]', '[1, 2, 3]'],
    ['{a: 1,"b": "c d"}', '{ a: 1, b: c d }'],
    ['[ "a,b", \'c\' ]', '["a,b", c]'],
    ['[ ]', '[]'],
  ])('%s is written %s', (written, expected) => {
    expect(writtenOf(written)).toBe(expected);
  });

  test.each([
    '"no"',
    '"1.0"',
    '"010"',
    '"null"',
    '"a: b"',
    '"a #b"',
    '"- a"',
    '"{{x}}"',
    '""',
    '" a"',
    '"a\\nb"',
    '"a \\"b\\""',
    '"2026-01-01"',
    '"a:"',
    '1.0',
    '010',
    '~',
    'no',
    '"\u00a0a"',
    '!!str 1',
  ])('%s stays', (written) => {
    expect(writtenOf(written)).toBe(written);
  });

  test('that take several lines stay, and move with their key', () => {
    const text = ['|', '  first', '', '     deeper', '  # no comment'];
    const at = (indent: string): string =>
      text.map((line, n) => (n === 0 || line === '' ? line : indent + line)).join('\n');
    expect(
      formatted(
        `steps:\n- id: a\n  method: POST\n  path: /v1\n  content_type: text/plain\n  body: ${at('  ')}\n`,
      ),
    ).toBe(
      `steps:\n  - id: a\n    method: POST\n    path: /v1\n    body: ${at('    ')}\n    content_type: text/plain\n`,
    );
  });

  test('of a list stand in brackets where they fit on a line', () => {
    const long = Array.from({ length: 9 }, (_, at) => `        - a_longer_word_${at}\n`).join('');
    const block = `steps:\n  - id: a\n    method: POST\n    path: /v1\n    body:\n      short:\n      - 1\n      - "no"\n      long:\n${long}`;
    expect(formatted(block)).toBe(block.replace('short:\n      - 1\n      - "no"', 'short: [1, "no"]'));
  });
});

describe('a document', () => {
  test('keeps its line endings and its byte order mark', () => {
    const lines = [
      '---',
      'tags: ["a"]',
      'endpoint: GET /v1/things',
      '---',
      '## Test Request',
      '```yaml',
      'steps:',
      '- method: GET',
      '  path: "/v1/things"',
      '  id: a',
      '```',
      '',
    ];
    const expected = [
      '---',
      'endpoint: GET /v1/things',
      'tags: [a]',
      '---',
      '## Test Request',
      '```yaml',
      'steps:',
      '  - id: a',
      '    method: GET',
      '    path: /v1/things',
      '```',
      '',
    ];
    for (const end of ['\n', '\r\n', '\r'])
      expect(format(`\ufeff${lines.join(end)}`)).toBe(`\ufeff${expected.join(end)}`);
  });

  test('that is no spec stays as it is', () => {
    const text = '# Notes\n\n```yaml\nb:   1\n```\n';
    expect(formatSpec({ path: 'notes.md', text })).toEqual({ text, left: [] });
  });

  test('with a block that cannot be read keeps that block, and says so', () => {
    const broken = specOf('steps:\n  - id: "a\n    method: GET\n').replace(
      'GET /v1/things',
      '"GET /v1/things"',
    );
    expect(format(broken)).toBe(broken.replace('"GET /v1/things"', 'GET /v1/things'));
    expect(leftOf(broken)).toHaveLength(1);
  });

  test('whose keys are written with question marks keeps them', () => {
    const block = 'steps:\n  - ? id\n    : a\n    method: GET\n    path: /v1\n';
    expect(formatted(block)).toBe(block);
    expect(leftOf(specOf(block))).toEqual([
      'the block is left as it is: it has keys that are not written as "key: value"',
    ]);
  });

  test('nested deeply takes no longer by the level', () => {
    const depth = 80;
    const nest = Array.from({ length: depth }, (_, at) => `${' '.repeat(6 + at)}a:`).join('\n');
    const block = `steps:\n  - id: a\n    method: POST\n    path: /v1\n    body:\n${nest} 1\n`;
    expect(format(format(specOf(block)))).toBe(format(specOf(block)));
  });
});

const folder = join(import.meta.dirname, '../../../specs');
const own = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));

test.each(own)('%s is formatted once, and keeps its prose', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const once = format(text);
  expect(format(once)).toBe(once);
  expect(proseOf(once)).toBe(proseOf(text));
  expect(leftOf(text)).toEqual([]);
});

const TEXTS = [
  'a',
  'two words',
  'no',
  '1.0',
  '010',
  '-5',
  'a: b',
  'a #b',
  "it's",
  '"q"',
  '{{x}}',
  '/v1/{{x}}',
  '<<x>>',
  '$.a[0].b',
  'é',
  '',
  ' a ',
  'a, b',
  '[a',
  'x:',
  '\u00a0',
  '~',
  '- a',
  'a\\b',
  '2026-01-01',
  'null',
];

type Written =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'block'; readonly lines: readonly string[] };

const quoted = (text: string, style: number): string =>
  style === 0 ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;

const scalars = fc.oneof(
  fc.tuple(fc.constantFrom(...TEXTS), fc.nat(1)).map(([text, style]) => quoted(text, style)),
  fc.constantFrom(
    'a',
    'true',
    'null',
    '1.10',
    '007',
    '0',
    'plain words',
    'x/y',
    '1e3',
    '!!str 5',
    '&it word',
  ),
);
const inline = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalars.filter((text) => !text.startsWith('!') && !text.startsWith('&')),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',  ')}]`),
    fc
      .array(tie('value'), { maxLength: 3 })
      .map((items) => `{${items.map((item, at) => `k${at}: ${item}`).join(' , ')}}`),
  ),
})).value;

const comment = fc.constantFrom('', '', '', '# said', '', '#said: no');
const indented = (lines: readonly string[], by: string): readonly string[] =>
  lines.map((line) => (line === '' ? '' : by + line));

/** A value in any form that YAML has: on the line of its key, or on lines below. */
const values = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.oneof(scalars, inline), comment)
      .map(([text, said]): Written => ({ kind: 'line', text: said === '' ? text : `${text}  ${said}` })),
    fc.constantFrom<Written>(
      { kind: 'line', text: '|' + '\n    kept\n      deeper\n\n    # text' },
      { kind: 'line', text: '>-' + '\n    folded\n    on' },
      { kind: 'line', text: '"two\n    lines"' },
      { kind: 'line', text: '[1,\n    2]' },
      { kind: 'line', text: '{ a: 1, # first\n    b: 2 }' },
    ),
    fc
      .tuple(
        fc.array(fc.tuple(tie('value'), comment), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('  ', '    '),
      )
      .map(
        ([items, by]): Written => ({
          kind: 'block',
          lines: indented(
            items.flatMap(([value, said], at) => [
              ...(said === '' ? [] : [said]),
              ...keyed(`key${at}`, value),
            ]),
            by,
          ),
        }),
      ),
    fc
      .tuple(
        fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '  ', '   '),
        comment,
      )
      .map(
        ([items, by, said]): Written => ({
          kind: 'block',
          lines: indented(
            [...(said === '' ? [] : [said]), ...items.flatMap((value) => marked('-', value))],
            by,
          ),
        }),
      ),
  ),
})).value;

function marked(mark: string, value: Written): readonly string[] {
  if (value.kind === 'block')
    return [mark, ...(value.lines[0]!.startsWith(' ') ? value.lines : indented(value.lines, '  '))];
  const [first = '', ...others] = value.text.split('\n');
  return [`${mark} ${first}`, ...others];
}
const keyed = (key: string, value: Written): readonly string[] => marked(`${key}:`, value);

const steps = fc
  .record({
    id: fc.constantFrom('a', '"a"', "'a'  # its name"),
    path: fc.constantFrom('/v1', '"/v1/{{x}}"', "'/v1'"),
    body: values,
    params: fc.option(inline),
    comments: fc.array(comment, { minLength: 6, maxLength: 6 }),
    blanks: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    indent: fc.constantFrom('', '  ', '    '),
  })
  .map(({ id, path, body, params, comments, blanks, order, indent }) => {
    const keys = [
      [`id: ${id}`],
      ['method: POST'],
      [`path: ${path}`],
      keyed('body', body),
      params === null ? [] : [`expect: { body: { $.a: { equals: ${params} } } }`],
    ];
    const lines = order.flatMap((at, nth) => [
      ...(nth > 0 && comments[at] !== '' ? [comments[at]!] : []),
      ...keys[at]!,
      ...(blanks[at] === true ? [''] : []),
    ]);
    const [first, ...others] = lines;
    return ['steps:', ...indented([`- ${first}`, ...indented(others, '  ')], indent), ''].join('\n');
  });

const LOST = /read otherwise/;

test('generated steps in any form keep their meaning and their comments, and are formatted once', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom('\n', '\r\n'), (block, end) => {
      const text = specOf(block).replaceAll('\n', end);
      const { text: once, left } = formatSpec({ path: 'a.md', text });
      expect(left.filter(({ message }) => LOST.test(message))).toEqual([]);
      expect(format(once)).toBe(once);
      expect(proseOf(once)).toBe(proseOf(text));
      expect((once.match(/#/g) ?? []).length).toBe((text.match(/#/g) ?? []).length);
      expect(once.split(end).length - once.split('\n').length).toBe(0);
      const diagnostics = (of: string): readonly string[] =>
        parseSpec({ path: 'a.md', text: of })
          .diagnostics.map(({ message }) => message)
          .toSorted();
      expect(diagnostics(once)).toEqual(diagnostics(text));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150) },
  );
});

test('of a document that is cut anywhere nothing is lost', () => {
  const text = `${HEAD}Prose: "with" 'quotes'.\n\n\`\`\`yaml\nsteps:\n  - method: GET # now\n    id: "a"\n    path: /v1\n    expect:\n      status:\n        - 200\n\`\`\`\n\n## Notes\n`;
  for (let end = 0; end <= text.length; end++) {
    const cut = text.slice(0, end);
    const once = format(cut);
    expect(format(once)).toBe(once);
    expect(proseOf(once)).toBe(proseOf(cut));
  }
});
