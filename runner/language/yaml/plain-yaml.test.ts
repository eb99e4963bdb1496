import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { readAnyYaml } from './yaml.ts';

const SPEC = `steps:
  - id: create_order
    description: "Order it, which makes a pending request"
    path: /v1/orders/{order_id}?page=1
    params:
      filter[start][eq]: 2026-01-05
      more: { page: 2, deep: { list: [a, 'b c', -1.5] } }
    headers: {}
    body:
      order:
        client_id: "{{client_id}}"
        price: 12.5
        paid: false
        note: null
        lines:
        - sku: a-1
          count: 2

        - sku: 'b: 2'
    extract:
      request_id: $.data.items[?(@.type=='x')].id
    expect:
      status: [200, 201]
      body:
        "$.data.name": two words
  - id: wait
    sleep: 500ms
    tags: []
`;

const wholeOf = (text: string) => ({ start: 0, end: text.length });

function readByLibrary(text: string) {
  const diagnostics = new Diagnostics();
  const node = readAnyYaml(text, wholeOf(text), diagnostics);
  return diagnostics.list.length === 0 ? node : 'refused';
}

test('what specs are written in is read, and as the library reads it', () => {
  const node = readPlainYaml(SPEC, wholeOf(SPEC));
  expect(node).toMatchObject({ kind: 'map', entries: [{ key: 'steps' }] });
  expect(node).toEqual(readByLibrary(SPEC));
});

test('spans are offsets into the whole text', () => {
  const text = `# Title\n${SPEC}`;
  const start = text.indexOf('steps:');
  const node = readPlainYaml(text, { start, end: text.length });
  expect(node).toMatchObject({ kind: 'map', span: { start } });
  expect(node).toEqual(readAnyYaml(text, { start, end: text.length }, new Diagnostics()));
});

test.each([
  ['a comment', 'a: 1 # one\n'],
  ['a line that is a comment', '# one\na: 1\n'],
  ['an anchor', 'a: &x 1\n'],
  ['an alias', 'a: *x\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a block scalar', 'a: |\n  text\n'],
  ['text on two lines', 'a: one\n  two\n'],
  ['an escape', 'a: "one\\ntwo"\n'],
  ['a doubled quote', "a: 'it''s'\n"],
  ['a number in an unusual form', 'a: 0x1F\n'],
  ['a number that no double holds', 'a: 9007199254740993\n'],
  ['a word in an unusual form', 'a: TRUE\n'],
  ['nothing after a key', 'a:\nb: 1\n'],
  ['the same key twice', 'a: 1\na: 2\n'],
  ['a merge', '<<: { a: 1 }\n'],
  ['a second document', 'a: 1\n---\nb: 1\n'],
  ['a tab', 'a:\t1\n'],
  ['Windows line ends', 'a: 1\r\n'],
  ['an unquoted variable', 'a: {{x}}\n'],
  ['a line too deep', 'a:\n    b: 1\n   c: 2\n'],
  ['a flow list that goes on', 'a: [1,\n  2]\n'],
  ['no last line end', 'a: 1'],
  ['nothing', '\n'],
])('%s is left to the library', (_what, text) => {
  expect(readPlainYaml(text, wholeOf(text))).toBeUndefined();
});

test('whatever is damaged is read as the library reads it, or left to it', () => {
  const damage = fc.record({
    at: fc.nat(SPEC.length - 1),
    length: fc.nat(6),
    text: fc.stringMatching(/^[ \n\-:,#'"[\]{}&*!|>%@`?.~0-9aeox+<\\]{0,4}$/),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
      const text = damages.reduce(
        (whole, { at, length, text: put }) => whole.slice(0, at) + put + whole.slice(at + length),
        SPEC,
      );
      const node = readPlainYaml(text, wholeOf(text));
      if (node !== undefined) expect(node).toEqual(readByLibrary(text));
    }),
    { numRuns: 1_000, seed: 7 },
  );
});
