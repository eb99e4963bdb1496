import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { ExactNumber } from '../json/exact-number.ts';
import { parseWrittenJson } from '../json/exact-json.ts';
import { asText, type Lookup, renderFlat, renderJson, Rendering, renderText } from './template.ts';
import { dataOf, textsOf, toWritten, Written } from './written.ts';
import { readYaml } from '../yaml/yaml.ts';

const read = (yaml: string) => {
  const node = readYaml(yaml, { start: 0, end: yaml.length }, new Diagnostics());
  if (node === undefined) throw new Error('the YAML cannot be read');
  return toWritten(node);
};

describe('a scalar of YAML', () => {
  test.each([
    ['1.10', 1.1, '1.10'],
    ['2.0', 2, '2.0'],
    ['007', 7, '007'],
    ['+49', 49, '+49'],
    ['1e3', 1000, '1e3'],
    ['0x1F', 31, '0x1F'],
    ['0o17', 15, '0o17'],
    ['.5', 0.5, '.5'],
    ['5.', 5, '5.'],
    ['True', true, 'True'],
    ['FALSE', false, 'FALSE'],
  ])('%s keeps its value and its text', (yaml, value, text) => {
    const written = read(`{ a: ${yaml} }`);
    expect(dataOf(written)).toEqual({ a: value });
    expect(textsOf(written)).toEqual({ a: text });
  });

  test.each([
    ['5', 5],
    ['-1.5', -1.5],
    ['true', true],
    ['text', 'text'],
    ['"1.10"', '1.10'],
    ['!!str 1.10', '1.10'],
    ['2026-01-02', '2026-01-02'],
    ['~', null],
    ['null', null],
    ['', null],
  ])('%s is its value alone, as that says all', (yaml, value) => {
    expect(read(`a: ${yaml}\n`)).toStrictEqual({ a: value });
  });

  test.each(['~', 'null', 'Null', '', '""'])('%s is the empty text', (yaml) => {
    expect(textsOf(read(`a: ${yaml}\n`))).toEqual({ a: '' });
  });

  test('keeps its digits where a double would round them', () => {
    const written = read('{ id: +990000000262240065, list: [990000000262240065] }');
    expect(textsOf(written)).toEqual({ id: '+990000000262240065', list: ['990000000262240065'] });
    expect(dataOf(written)).toEqual({
      id: new ExactNumber('990000000262240065'),
      list: [new ExactNumber('990000000262240065')],
    });
  });

  test('is the same behind an alias', () => {
    expect(textsOf(read('a: &v 1.10\nb: *v\n'))).toEqual({ a: '1.10', b: '1.10' });
  });
});

test('a number of JSON keeps its value and its text', () => {
  const written = parseWrittenJson('{"a": 1.10, "b": [1e3, 7], "c": "1.10", "d": 990000000262240065}');
  expect(dataOf(written)).toEqual({
    a: 1.1,
    b: [1000, 7],
    c: '1.10',
    d: new ExactNumber('990000000262240065'),
  });
  expect(textsOf(written)).toEqual({ a: '1.10', b: ['1e3', '7'], c: '1.10', d: '990000000262240065' });
  expect(() => parseWrittenJson('{"a": 01}')).toThrow(SyntaxError);
});

test('data without such scalars stays the same object', () => {
  const data = { a: [1, { b: null }] };
  expect(dataOf(data)).toBe(data);
});

test('it shows no members of its own, and is its value in JSON', () => {
  const written = new Written(1.1, '1.10');
  expect(Object.keys(written)).toEqual([]);
  expect(JSON.stringify({ written })).toBe('{"written":1.1}');
});

describe('a variable', () => {
  const variables: Record<string, unknown> = {
    ver: new Written(1.1, '1.10'),
    card: { cvc: new Written(7, '007'), none: null },
    list: [new Written(2, '2.0'), 3],
    flag: new Written(true, 'True'),
    id: new Written(new ExactNumber('990000000262240065'), '+990000000262240065'),
  };
  const lookup: Lookup = (name) => variables[name];

  test.each([
    ['{{ver}}', 1.1],
    ['<<ver>>', 1.1],
    ['{{card.cvc}}', 7],
    ['{{list}}', [2, 3]],
    ['{{card}}', { cvc: 7, none: null }],
    ['{{flag}}', true],
    ['v{{ver}}-{{card.cvc}}', 'v1.10-007'],
    ['card {{card}}', 'card {"cvc":7,"none":null}'],
    ['{{uppercase flag}}', 'TRUE'],
    ['{{append ver "-" card.cvc}}', '1.10-007'],
    ['{{base64 card.cvc}}', btoa('007')],
    ['{{add ver 1}}', 2.1],
    ['{{toNumber ver}}', 1.1],
    ['{{JSONstringify card}}', '{"cvc":7,"none":null}'],
    ['{{JSONstringify id}}', '990000000262240065'],
  ])('%s is a value by itself, and text inside a text', (source, value) => {
    expect(renderText(source, lookup).value).toEqual(value);
  });

  test.each([
    ['{{ver}}', '1.10'],
    ['{{card.cvc}}', '007'],
    ['{{card.none}}', ''],
    ['{{card}}', '{"cvc":7,"none":null}'],
    ['{{id}}', '+990000000262240065'],
  ])('%s is its text where only a text can be meant', (source, text) => {
    expect(renderFlat(source, lookup).value).toBe(text);
  });

  test.each([
    ['{{list}}', ['2.0', '3']],
    ['{{card}}', { cvc: '007', none: '' }],
    ['{{ver}}', '1.10'],
  ])('%s is texts in a query or a form', (source, texts) => {
    expect(new Rendering(lookup).texts(source)).toEqual(texts);
  });

  test('shows no member that only the runner knows', () => {
    expect(renderText('{{ver.text}}', lookup).missing).toEqual(['ver.text']);
    expect(renderText('{{ver.value}}', lookup).missing).toEqual(['ver.value']);
  });

  test('is filled into keys as text', () => {
    expect(renderJson({ '{{ver}}': '{{ver}}' }, lookup).value).toEqual({ '1.10': 1.1 });
    expect(asText(variables['list'])).toBe('[2,3]');
  });
});
