import { describe, expect, test } from 'vitest';
import { parseQuery } from '../jsonpath/jsonpath.ts';
import { renderPath } from './path-text.ts';

const fill = (path: string, values: Readonly<Record<string, unknown>>, isAnswered = true) =>
  renderPath(
    path,
    Object.assign((name: string) => values[name], { isAnswered: () => isAnswered }),
  );

const found = (path: string, root: unknown): readonly unknown[] => {
  const read = parseQuery(path);
  if ('problem' in read) throw new Error(read.problem);
  const selected = read.query.find(root, () => 'differs');
  return 'nodes' in selected ? selected.nodes : [];
};

describe('between quotes a value is text', () => {
  const people = [
    { name: "O'Neil" },
    { name: 'a' },
    { name: 'b\\c' },
    { name: 'line\nfeed' },
    { name: '"q"' },
  ];
  test.each(people.map(({ name }) => name))('%j selects itself and nothing else', (name) => {
    for (const path of ["$[?@.name == '{{name}}'].name", '$[?@.name == "<<name>>"].name']) {
      const { value, problems } = fill(path, { name });
      expect(problems).toEqual([]);
      expect(found(value, people)).toEqual([name]);
    }
  });

  test('a value that looks like the rest of a filter selects nothing', () => {
    const { value } = fill("$[?@.name == '{{name}}'].name", { name: "x' || @.name != '" });
    expect(found(value, people)).toEqual([]);
  });

  test('a member may be called anything', () => {
    const { value } = fill("$['{{key}}']", { key: "it's" });
    expect(found(value, { "it's": 1 })).toEqual([1]);
  });
});

describe('elsewhere it is a name or an index', () => {
  test.each([
    ['$.data[{{at}}].id', { at: 1 }, '$.data[1].id'],
    ['$.data[{{at}}].id', { at: -1 }, '$.data[-1].id'],
    ['$.{{name}}.id', { name: 'grüße' }, '$.grüße.id'],
    ['$.{{name}}.id', { name: 'a.b' }, '$.a.b.id'],
    ['{{path}}', { path: '$.data[*]' }, '$.data[*]'],
    ['{{root}}.id', { root: '$.data[0]' }, '$.data[0].id'],
  ])('%s with %j is %s', (path, values, wanted) => {
    expect(fill(path, values)).toEqual({ value: wanted, missing: [], problems: [] });
  });

  test.each([
    ['$.data[?@.v < {{n}}]', 1e21],
    ['$.data[?@.v < {{n}}]', -1.5],
    ['$.data[?@.v < {{n}}]', 1e-7],
  ])('%s with the number %j asks for it', (path, n) => {
    expect(fill(path, { n })).toEqual({ value: `$.data[?@.v < ${n}]`, missing: [], problems: [] });
  });

  test('what the author says himself may be any part of a path', () => {
    expect(fill('$.{{part}}.v', { part: 'items[*]' }, false).problems).toEqual([]);
    expect(fill('$.{{part}}.v', { part: 'items[*]' }, false).value).toBe('$.items[*].v');
  });

  test.each(['', null, '*', '0] || [1', '..id', "a']", '0,1', '?@.a'])('%j is refused', (at) => {
    expect(fill('$.data[{{at}}]', { at }).problems).toEqual([
      `the value of {{at}} would change what the path "$.data[{{at}}]" asks; put it between quotes: ['{{at}}']`,
    ]);
  });
});

describe('an escape is text', () => {
  test.each([
    ["$['\\{{x}}']['{{k}}']", "$['{{x}}']['it\\'s']"],
    ["$['\\<<x>>']['<<k>>']", "$['<<x>>']['it\\'s']"],
    ["$['a\\\\{{k}}']", "$['a\\\\it\\'s']"],
  ])('%s', (path, wanted) => {
    expect(fill(path, { k: "it's" })).toEqual({ value: wanted, missing: [], problems: [] });
  });
});

test('what nobody provides is missing', () => {
  expect(fill("$['{{key}}']", {}).missing).toEqual(['key']);
});
