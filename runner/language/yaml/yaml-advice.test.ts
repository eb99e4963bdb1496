import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { readYaml } from './yaml.ts';

/** The first error of a text, with the text at its place. */
function errorIn(text: string): { at: string; message: string; hint: string | undefined } {
  const diagnostics = new Diagnostics();
  readYaml(text, { start: 0, end: text.length }, diagnostics);
  const { span, message, hint } = diagnostics.list.find(({ severity }) => severity === 'error')!;
  const line = text.slice(0, span.start).split('\n').length;
  return { at: `${line}: ${text.slice(span.start, span.end)}`, message, hint };
}

describe('braces without quotes', () => {
  test.each([
    ['path: {{base}}/items', '1: {{base}}/items', '"{{base}}/items"'],
    ['path: {{base}}/items  # all', '1: {{base}}/items', '"{{base}}/items"'],
    ['- path: {{base}}-{{id}}', '1: {{base}}-{{id}}', '"{{base}}-{{id}}"'],
    ['headers: { X-A: Bearer {{x}} }', '1: Bearer {{x}}', '"Bearer {{x}}"'],
    ['headers: { X-A: "a", X-B: b {{x}}, X-C: c }', '1: b {{x}}', '"b {{x}}"'],
    ['path: {id}/items', '1: {id}/items', '"{id}/items"'],
    ['path: {{{base}}}/items', '1: {{{base}}}/items', '"{{base}}/items"'],
    ['body: {{a "b"}}x', '1: {{a "b"}}x', `'{{a "b"}}x'`],
  ])('%s', (text, at, quoted) => {
    const found = errorIn(text);
    expect(found).toMatchObject({ at, hint: `quote the value: ${quoted}` });
    expect(found.message).toContain('expected text in quotes');
  });
});

describe('indentation', () => {
  test.each([
    ['one blank too few', 'steps:\n  - id: a\n   method: GET\n    path: /x', '3: method', 4, 3],
    ['at the dash', 'steps:\n  - id: a\n  method: GET\n    path: /x', '3: method', 4, 2],
    ['too many', 'steps:\n  - id: a\n      method: GET\n    path: /x', '3: method', 4, 6],
    ['a key deeper than its neighbour', 'steps:\n- id: a\n  method: GET\n   path: /x', '4: path', 2, 3],
    ['an item to the left', 'steps:\n  - id: a\n    path: /x\n - id: b\n   path: /y', '4: -', 2, 1],
    ['an item to the right', 'steps:\n  - id: a\n    path: /x\n   - id: b', '4: -', 2, 3],
    ['below a text of lines', 'a: |\n  b: 1\n    c: 2\nd:\n  e: 1\n   f: 2', '6: f', 2, 3],
  ])('%s', (_name, text, at, wanted, found) => {
    const { at: place, message, hint } = errorIn(text);
    expect(place).toBe(at);
    expect(message).toMatch(
      new RegExp(`expected "[^"]+" behind ${wanted} blanks.* found it behind ${found} blank`),
    );
    expect(hint).toContain(`indent this line by ${wanted} blanks`);
  });
});

test.each([
  ['a dash', 'steps:\n  -id: a\n   path: /x', '2: -id', 'write it like: - id:'],
  ['a colon', 'id: a\nmethod:GET\npath: /x', '2: method:GET', 'write it like: method: GET'],
])('the blank behind %s', (_name, text, at, hint) => {
  expect(errorIn(text)).toMatchObject({ at, hint });
});

test.each([
  ['no quote at all', 'a: "x\nb: 1\n', '1: "x', /expected a second ", *|expected a second " .*found none/],
  ['a typographic one', 'a: 1\nb: "x\u201d\nc: 2\n', '2: "x\u201d', /found \u201d, a typographic quote/],
  ['a typographic apostrophe', "a: 'x\u2019\nb: 1\n", "1: 'x\u2019", /found \u2019, a typographic quote/],
])('a quote that is closed by %s is shown where it opens', (_name, text, at, message) => {
  const found = errorIn(text);
  expect(found.at).toBe(at);
  expect(found.message).toMatch(message);
});

test.each([
  [
    'a colon in a value',
    'a: 1\nnotes: see: the wiki',
    '2: see: the wiki',
    'quote the value: "see: the wiki"',
  ],
  ['a reserved sign', 'user: @me', '1: @me', 'write it like: "@me"'],
])('%s', (_name, text, at, hint) => {
  expect(errorIn(text)).toMatchObject({ at, hint });
});
