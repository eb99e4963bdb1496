import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Diagnostics } from '../diagnostic.ts';
import { writeExactJson } from '../json/exact-json.ts';
import { readYaml, toJson } from './yaml.ts';
import { ABOUT_LINEAR, growthOf } from '../../test/growth.ts';

function read(text: string) {
  const diagnostics = new Diagnostics();
  const node = readYaml(text, { start: 0, end: text.length }, diagnostics);
  const rules = diagnostics.list.map(({ rule }) => rule);
  return { value: node && toJson(node), rules, list: diagnostics.list };
}

describe('values', () => {
  test.each([
    ['a: 2026-01-31', { a: '2026-01-31' }],
    ['a: yes', { a: 'yes' }],
    ['a: 017', { a: 17 }],
    ['a: 0o17', { a: 15 }],
    ['a: 1.50', { a: 1.5 }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['1: x\n2.0: y', { '1': 'x', '2.0': 'y' }],
    ['a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['&k name: x\nother: *k', { name: 'x', other: 'name' }],
    ['base: &b {x: 1, y: 2}\nm:\n  <<: *b\n  y: 3', { base: { x: 1, y: 2 }, m: { x: 1, y: 3 } }],
    ['a: 9007199254740991', { a: 9007199254740991 }],
    ['', null],
    ['# only a comment', null],
  ])('%j', (text, value) => {
    expect(read(text)).toMatchObject({ value, rules: [] });
  });

  test('a key called __proto__ is an ordinary key and pollutes nothing', () => {
    const { value } = read('__proto__: { polluted: true }\nconstructor: 1');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('what is written as YAML is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
        const { value: back, rules } = read(text);
        if (rules.includes('number-range')) return;
        // Minus zero is written as "-0" and is zero in JSON.
        expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

describe('numbers', () => {
  test.each([
    ['990000000262240065', '990000000262240065'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['+49170123456789012345', '49170123456789012345'],
    ['0.12345678901234567891', '0.12345678901234567891'],
    ['123456789012345.123456', '123456789012345.123456'],
    ['.12345678901234567891', '0.12345678901234567891'],
    ['1e400', '1e400'],
  ])('%s keeps its digits', (source, digits) => {
    expect(writeExactJson(read(`a: ${source}`).value)).toBe(`{"a":${digits}}`);
    expect(writeExactJson(read(`{a: ${source}}`).value)).toBe(`{"a":${digits}}`);
  });

  test.each([
    ['1.10', 1.1],
    ['007', 7],
    ['+49', 49],
    ['0x1F', 31],
    ['0o17', 15],
    ['1e3', 1000],
    ['1.', 1],
  ])('%s is the number that it says, and keeps how it is written', (source, value) => {
    const diagnostics = new Diagnostics();
    const text = `a: ${source}\n`;
    const map = readYaml(text, { start: 0, end: text.length }, diagnostics);
    expect(map).toMatchObject({ entries: [{ value: { value, source } }] });
  });
});

describe('what is refused', () => {
  test.each([
    ['a key that stands twice', 'a: 1\na: 2', 'duplicate-key'],
    ['a hexadecimal integer that a double would round', 'a: 0xfffffffffffffff', 'number-range'],
    ['a tag for bytes', 'a: !!binary aGk=', 'yaml-tag'],
    ['a tag for times', 'a: !!timestamp 2026-01-31', 'yaml-tag'],
    ['a tag of its own', 'a: !x [1]', 'yaml-tag'],
    ['a tag for sets', 'a: !!set {b: }', 'yaml-tag'],
    ['infinity', 'a: .inf', 'number-range'],
    ['an unquoted variable', 'a: {{name}}', 'unquoted-variable'],
    ['two documents', 'a: 1\n---\nb: 2', 'yaml-documents'],
    ['a tab as indentation', 'a:\n\tb: 1', 'yaml'],
    ['an alias without an anchor', 'a: *nowhere', 'yaml'],
    ['an open quote', 'a: "x', 'yaml'],
    ['a map that is deeper than a hundred', `${'{a: '.repeat(150)}1${'}'.repeat(150)}`, 'yaml-depth'],
    ['a list that is deeper than the stack', '['.repeat(20_000), 'yaml'],
    ['a list nested in one line', '- '.repeat(100_000), 'yaml-depth'],
    ['an alias to what holds it', 'a: &a [*a]', 'yaml-aliases'],
  ])('%s', (_name, text, rule) => {
    const { value, rules } = read(text);
    expect(value).toBeUndefined();
    expect(rules).toContain(rule);
  });

  test('an alias bomb is refused once', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map(([...pair]) => pair))
      lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`);
    expect(read(lines.join('\n')).rules).toEqual(['yaml-aliases']);
  });

  test('each says where', () => {
    const text = 'ok: 1\na: 1\na: 2\n';
    const [{ span } = { span: undefined }] = read(text).list;
    expect(span).toEqual({ start: 11, end: 12 });
  });

  test('an unquoted variable is told to be quoted', () => {
    expect(read('a: {{name}}').list[0]?.hint).toContain('quote');
  });
});

test('many keys are read in a time that grows with their number', () => {
  const readKeys = (count: number): void => {
    const text = Array.from({ length: count }, (_, index) => `key${index}: ${index}`).join('\n');
    expect(Object.keys(read(text).value as object)).toHaveLength(count);
  };
  expect(growthOf(readKeys, 20_000)).toBeLessThan(ABOUT_LINEAR);
});

test('any text at all is read or refused with a reason', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'a: ',
          '- ',
          '&x ',
          '*x',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          '|\n',
          '\n',
          '  ',
          '? ',
          '<<: ',
          '#',
          '!t ',
          '{{x}}',
          '\t',
          '---\n',
          '%YAML 1.1\n',
        ),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (source) => {
      const { value, rules } = read(source);
      expect(value === undefined).toBe(rules.length > 0);
    }),
    { seed: 3, numRuns: 1_000 },
  );
});
