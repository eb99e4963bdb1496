import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_SPEC_LENGTH, parseSpec } from './parse.ts';
import { positionAt } from './source.ts';
import { ABOUT_LINEAR, growthOf } from '../test/growth.ts';

const FRONT = '---\nendpoint: GET /x\n---\n';
const STEP = '  - id: main\n    method: GET\n    path: /x\n';
const block = (steps = STEP, language = 'yaml') => `\`\`\`${language}\nsteps:\n${steps}\`\`\`\n`;
const TEST = `## Test Request\n${block()}`;

const parse = (text: string) => parseSpec({ path: 'a.md', text });
const errorsOf = (text: string) =>
  parse(text).diagnostics.flatMap(({ severity, rule }) => (severity === 'error' ? [rule] : []));
const idsOf = (text: string) => parse(text).steps.map(({ id, section }) => `${section}:${id}`);

describe('steps', () => {
  const step = (id: string) => block(`  - { id: ${id}, method: GET, path: /${id} }\n`);

  test('come in the order of the sections, whatever the order in the document', () => {
    const text = `${FRONT}## Cleanup\n${step('c')}## Test Request\n${step('t')}## Prerequisites\n${step('p')}`;
    expect(idsOf(text)).toEqual(['prerequisites:p', 'test:t', 'cleanup:c']);
  });

  test('come from every block of a section, and from every section of that name', () => {
    const text = `${FRONT}## Test Request\n${step('a')}prose\n${step('b')}### More\n${step('c')}## Notes\n## test request\n${step('d')}`;
    expect(idsOf(text)).toEqual(['test:a', 'test:b', 'test:c', 'test:d']);
  });

  test('do not come from prose sections, comments, or blocks without steps', () => {
    const text = `${FRONT}## Summary\n${step('prose')}## Test Request\n<!--\n${step('comment')}-->\n\`\`\`yaml\nexample: 1\n\`\`\`\n${step('main')}`;
    expect(idsOf(text)).toEqual(['test:main']);
    expect(parse(text).diagnostics.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['warning', 'lost-steps'],
    ]);
  });

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['no final newline', (text: string) => text.trimEnd()],
    ['both', (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`],
  ])('are the same with %s', (_name, change) => {
    const plain = parse(FRONT + TEST);
    const changed = parse(change(FRONT + TEST));
    expect(changed.diagnostics).toEqual([]);
    const withoutPlaces = ({ span: _span, spans: _spans, ...rest }: (typeof plain.steps)[number]) => rest;
    expect(changed.steps.map(withoutPlaces)).toEqual(plain.steps.map(withoutPlaces));
  });

  test('written as one flow map are read, too', () => {
    expect(
      idsOf(`${FRONT}## Test Request\n\`\`\`yaml\n{ steps: [{ id: a, method: GET, path: /x }] }\n\`\`\`\n`),
    ).toEqual(['test:a']);
  });
});

describe('what would be lost without a word is an error', () => {
  test.each([
    ['an unclosed block', `${FRONT}## Test Request\n\`\`\`yaml\nsteps:\n${STEP}`, 'fence'],
    ['a misspelt "steps"', `${FRONT}${TEST}\`\`\`yaml\nstep:\n${STEP}\`\`\`\n`, 'lost-steps'],
    ['a list without "steps:"', `${FRONT}${TEST}\`\`\`yaml\n- id: b\n  method: GET\n\`\`\`\n`, 'lost-steps'],
    ['a section that is nearly one', `${FRONT}${TEST}## Clean up\n${block()}`, 'lost-steps'],
    [
      'a key beside "steps"',
      `${FRONT}## Test Request\n\`\`\`yaml\nsteps:\n${STEP}when: x\n\`\`\`\n`,
      'unknown-key',
    ],
    ['a test of no steps', `${FRONT}## Test Request\n\`\`\`yaml\nsteps: []\n\`\`\`\n`, 'no-test'],
    ['steps that are empty', `${FRONT}## Test Request\n\`\`\`yaml\nsteps:\n\`\`\`\n`, 'no-steps'],
    ['steps that are no list', `${FRONT}## Test Request\n\`\`\`yaml\nsteps: later\n\`\`\`\n`, 'wrong-type'],
    ['no test', `${FRONT}## Prerequisites\n${block()}`, 'no-test'],
    ['an id that is taken', `${FRONT}${TEST}${TEST}`, 'duplicate-id'],
    ['a frontmatter without an end', `---\nendpoint: GET /x\n${TEST}`, 'frontmatter'],
    ['no frontmatter', TEST, 'frontmatter'],
    ['a frontmatter that is a list', `---\n- endpoint\n---\n${TEST}`, 'frontmatter'],
    ['nothing', '', 'empty'],
    ['nothing but a byte order mark', '\ufeff\n', 'empty'],
    ['UTF-16 without a mark', Buffer.from(FRONT, 'utf16le').toString('latin1'), 'not-text'],
    ['a NUL byte at the end', `${FRONT}${TEST}\0`, 'not-text'],
    ['a book', `${FRONT}${'x'.repeat(MAX_SPEC_LENGTH)}`, 'too-large'],
  ])('%s', (_name, text, rule) => {
    expect(errorsOf(text)).toContain(rule);
  });
});

describe('whether a document is a spec', () => {
  test.each([
    ['a page of prose', '# Title\n\ntext\n', false],
    ['a page with other frontmatter', '---\ntitle: x\n---\n# Title\n', false],
    ['prose with steps in a prose section', `# How to\n## Example\n${block()}`, false],
    ['prose about prerequisites', '# How to\n## Prerequisites\n\n- Node\n```sh\nnpm ci\n```\n', false],
    ['a page with tags', '---\ntags: [a]\ntitle: x\n---\n# Title\n', false],
    ['a page of cleanup steps', `## Cleanup\n${block()}`, true],
    ['frontmatter below a blank line', '\n---\nendpoint: GET /x\n---\n', true],
    ['a spec', FRONT + TEST, true],
    ['a test without frontmatter', TEST, true],
    ['frontmatter that is broken', '---\nendpoint: [\n---\n', true],
  ])('%s', (_name, text, isSpec) => {
    expect(parse(text).isSpec).toBe(isSpec);
  });
});

test('a skipped spec needs no test, and what looks like steps in it is a warning', () => {
  const skipped = '---\nendpoint: GET /x\nstatus: skipped\nskipReason: later\n---\n';
  expect(errorsOf(skipped)).toEqual([]);
  const { diagnostics } = parse(`${skipped}## Test Request\n${block(STEP, 'yml2')}`);
  expect(diagnostics.map(({ rule, severity }) => [rule, severity])).toEqual([['lost-steps', 'warning']]);
});

describe('steps: []', () => {
  const none = '```yaml\nsteps: []\n```\n';

  test.each(['Prerequisites', 'Cleanup'])('in %s means none', (title) => {
    expect(parse(`${FRONT}## ${title}\n${none}${TEST}`).diagnostics).toEqual([]);
  });

  test('beside a block of the test that has some means nothing', () => {
    expect(parse(`${FRONT}${TEST}${none}`).diagnostics).toEqual([]);
  });
});

test('lines may end in a carriage return alone, and places stay right', () => {
  const text = `${FRONT}${TEST}`;
  const old = parse(text.replaceAll('\n', '\r'));
  expect(old.diagnostics).toEqual([]);
  expect(old.steps).toEqual(parse(text).steps);
  const wrong = text.replace('path: /x', 'path: x').replaceAll('\n', '\r');
  const [found] = parse(wrong).diagnostics;
  expect(positionAt(wrong, found!.span.start)).toEqual({ line: 9, column: 11 });
});

test('a diagnostic points into the document, not into its block', () => {
  const text = `${FRONT}## Test Request\n${block(`${STEP}    expct: 1\n`)}`;
  const [found] = parse(text).diagnostics;
  expect(text.slice(found!.span.start, found!.span.end)).toBe('expct');
  expect(found!.hint).toContain('expect');
});

describe('any document at all', () => {
  const piece = fc.constantFrom(
    '---',
    'endpoint: GET /x',
    'status: skip',
    'tokens: [a',
    '## Test Request',
    '## Cleanup',
    '```yaml',
    '```',
    'steps:',
    '  - id: a',
    '    method: GET',
    '    path: /{{',
    '    expect: { status: [2xx] }',
    '    extract: { a: "$..[?(@" }',
    '    retry: { until: "(((" }',
    '    when: "{{"',
    '- - - -',
    '&a [*a]',
    '{{x}}: 1',
    '<!--',
    '-->',
    '',
    '\t',
    '~~~',
    '    body: !!binary x',
    '    __proto__: { x: 1 }',
  );

  test('is parsed without throwing, and what is not run has a reason', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.constantFrom('\n', '\r\n'), (pieces, eol) => {
        const text = pieces.join(eol);
        const spec = parse(text);
        for (const { span } of spec.diagnostics) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(Math.max(text.length, 3));
        }
        const runs = spec.isSpec && spec.diagnostics.every(({ severity }) => severity !== 'error');
        if (runs && spec.metadata.status !== 'skipped')
          expect(spec.steps.some(({ section }) => section === 'test')).toBe(true);
      }),
      { seed: 9, numRuns: 1_500 },
    );
  });

  test('even of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        parse(`---\n${text}\n---\n## Test Request\n\`\`\`yaml\n${text}\n\`\`\`\n`);
      }),
      { seed: 10, numRuns: 500 },
    );
  });

  test.each<[name: string, size: number, textOf: (size: number) => string]>([
    [
      'blank lines in a block',
      300_000,
      (size) => `${FRONT}## Test Request\n\`\`\`yaml\n${'\n'.repeat(size)}x: 1\n\`\`\`\n`,
    ],
    ['a heading as long as a book', 900_000, (size) => `${FRONT}## ${'a'.repeat(size)}\n${block()}`],
    [
      'lists in lists in one line',
      200_000,
      (size) => `${FRONT}## Test Request\n\`\`\`yaml\nsteps: \n${'- '.repeat(size)}\n\`\`\`\n`,
    ],
    [
      'a heading, a block and a key again and again',
      18_000,
      (size) => `${FRONT}${'## Cleanup\n```json\n{ "method": 1 }\n```\n<!-- x -->\n'.repeat(size)}`,
    ],
    ['a comment full of headings', 80_000, (size) => `${FRONT}<!--\n${'## Cleanup\n'.repeat(size)}`],
    [
      'keys and keys',
      60_000,
      (size) => `---\n${Array.from({ length: size }, (_, at) => `stat${at}: 1\n`).join('')}---\n${TEST}`,
    ],
    [
      'brackets in brackets',
      100_000,
      (size) => `${FRONT}## Test Request\n\`\`\`yaml\nsteps: ${'['.repeat(size)}\n\`\`\`\n`,
    ],
  ])('takes a time that grows with its length: %s', (_name, size, textOf) => {
    expect(growthOf((length) => parse(textOf(length)), size)).toBeLessThan(ABOUT_LINEAR);
  });
});

const corpus = join(import.meta.dirname, '../../../shared/corpus/specs');

test.skipIf(!existsSync(corpus))('every real spec is read without an error', async () => {
  const files = (await readdir(corpus, { recursive: true })).filter((file) => file.endsWith('.md'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const spec = parseSpec({ path: file, text: readFileSync(join(corpus, file), 'utf8') });
    expect([file, spec.diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([file, []]);
    expect([file, spec.isSpec]).toEqual([file, true]);
  }
});
