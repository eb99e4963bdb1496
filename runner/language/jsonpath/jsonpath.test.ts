import { afterEach, describe, expect, test, vi } from 'vitest';
import { Visits } from './visits.ts';
import { parseQuery } from './jsonpath.ts';
import type { TestPattern } from '../matcher/match.ts';

const tryPattern: TestPattern = (pattern, text) =>
  new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs';

function select(path: string, root: unknown): readonly unknown[] {
  const result = parseQuery(path);
  if ('problem' in result) throw new Error(result.problem);
  const selection = result.query.select(root, tryPattern);
  if ('problem' in selection) throw new Error(selection.problem);
  return selection.nodes;
}
const problemOf = (path: string): string | undefined => {
  const result = parseQuery(path);
  return 'problem' in result ? result.problem : undefined;
};

const shop = {
  data: {
    items: [
      { id: 1, type: 'service', price: 0, name: 'a.b', owner: 'joe@root.com' },
      { id: 2, type: 'event', price: 20, name: "it's", owner: 'ann@path.org' },
      { id: 3, type: 'event', price: 30, name: 'x)', owner: null },
    ],
    empty: [],
    nothing: null,
    zero: 0,
    no: false,
    text: '',
    'odd.key': 'odd',
  },
};

describe('what is found', () => {
  test.each([
    ['$.data.items[0].id', [1]],
    ['$.data.items[-1].id', [3]],
    ['$.data.items[-1:].id', [3]],
    ['$.data.items[0:2].id', [1, 2]],
    ['$.data.items[0,2].id', [1, 3]],
    ['$.data.items[*].id', [1, 2, 3]],
    ['$..id', [1, 2, 3]],
    ["$['data']['odd.key']", ['odd']],
    ['$.data.items.length', [3]],
    ['$.data.items[(@.length-1)].id', [3]],
    ['$.data.empty', [[]]],
    ['$.data.empty[0]', []],
    ['$.data.nowhere', []],
    ['$.data.nothing.deeper', []],
  ])('%s', (path, found) => {
    expect(select(path, shop)).toEqual(found);
  });

  test.each([
    ['$.data.nothing', null],
    ['$.data.zero', 0],
    ['$.data.no', false],
    ['$.data.text', ''],
  ])('%s is a value, not a miss', (path, value) => {
    expect(select(path, shop)).toEqual([value]);
  });

  test.each([[0], [false], [''], [null], [[1]], [{ a: 1 }]])('$ is the root, also when it is %j', (root) => {
    expect(select('$', root)).toEqual([root]);
    expect(select('$.a.b', root)).toEqual([]);
  });

  test('of a document nested thousands deep is found at any depth', () => {
    let deep: unknown = { id: 1 };
    for (let level = 0; level < 20_000; level++) deep = { a: deep };
    expect(select('$..nowhere', deep)).toEqual([]);
    expect(select('$..id', deep)).toEqual([1]);
  });
});

describe('filters', () => {
  test.each([
    ["$.data.items[?(@.type=='event')].id", [2, 3]],
    ['$.data.items[?(@.price > 0)].id', [2, 3]],
    ["$.data.items[?(@.type == 'event' && @.price != '30')].id", [2, 3]],
    ["$.data.items[?(@.type == 'event' && @.price != 30)].id", [2]],
    ["$.data.items[?(@.name=='it\\'s')].id", [2]],
    ["$.data.items[?(@.name=='a.b')].id", [1]],
    ['$.data.items[?(!@.owner)].id', []],
    ['$.data.items[?(@.owner == null)].id', [3]],
    ['$.data.items[?@.type == "event"].id', [2, 3]],
    ['$.data.items[?(@.id==1 || @.id==3)].id', [1, 3]],
    ['$.data.items[?(length(@.name) == 3)].id', [1]],
    ["$.data.items[?(@.owner=='joe@root.com')].id", [1]],
    ["$.data.items[?(@.owner=='ann@path.org')].id", [2]],
    ['$.data.items[?(@.id == $.data.items[1].id)].id', [2]],
    ['$.data.items[?(@.nowhere)].id', []],
  ])('%s', (path, found) => {
    expect(select(path, shop)).toEqual(found);
  });

  test('[0] behind a filter is the first that matches', () => {
    expect(select("$.data.items[?(@.type=='event')][0].id", shop)).toEqual([2]);
    expect(select("$.data.items[?(@.type=='event')][1]", shop)).toEqual([shop.data.items[2]]);
    expect(select("$.data.items[?(@.type=='none')][0].id", shop)).toEqual([]);
  });

  test('a filter over plain values', () => {
    expect(select('$[?(@>1)]', [1, 2, 3])).toEqual([2, 3]);
  });
});

describe('the old suffixes', () => {
  test.each([
    ["$.data.items[?(@.type=='event')].id | [0]", [2]],
    ["$.data.items[?(@.type=='event')].id | [1]", [3]],
    ['$.data.items | [2]', [{ id: 3, type: 'event', price: 30, name: 'x)', owner: null }]],
    ['$.data.items[*].id | [9]', []],
    ["$.data.nowhere || 'default'", ['default']],
    ['$.data.nowhere || "default"', ['default']],
    ['$.data.nowhere || 5', [5]],
    ['$.data.nowhere || null', [null]],
    ["$.data.zero || 'default'", [0]],
    ["$.data.nothing || 'default'", [null]],
    ["$.data.items[*].id | [9] || 'none'", ['none']],
    ["$.data.items[*].id  |  [0]  ||  'none' ", [1]],
    ['$.data.nowhere || -1.5e3', [-1500]],
  ])('%s', (path, found) => {
    expect(select(path, shop)).toEqual(found);
  });
});

describe('a default', () => {
  test('keeps every digit', () => {
    expect(select('$.data.nowhere || 990000000262240065', shop).map(String)).toEqual(['990000000262240065']);
  });

  test.each([
    ['$.a || 007', 'behind || stands a text'],
    ['$.a || []', 'behind || stands a text'],
    ['$.a | [x]', 'behind | stands an index'],
  ])('%s is refused', (path, problem) => {
    expect(problemOf(path)).toContain(problem);
  });
});

describe('what is no JSONPath', () => {
  test.each([
    '',
    'data.id',
    'constructor',
    'toString',
    '$data',
    '$.',
    '$..',
    '$.data.',
    '$.data[',
    '$.data[0',
    "$.data['id",
    '$.data[]',
    '$.a[?(@.x = 1)]',
    '$.a[?(@.x == )]',
    '$.a[?(@.f())]',
    '$.a[?(@.f())]~',
    '$.a[?(x)]',
    '$.a[?(@.x * 1 == 1)]',
    '$.a[?(@.x + 1 == 3)]',
    '$.a[?(@property == 1)]',
    '$.a@string()',
    '$.a.@other()',
  ])('%j has a problem and is not asked', (path) => {
    expect(problemOf(path)).toBeTypeOf('string');
  });
});

describe('a long list', () => {
  test('is looked through by names and wildcards only so often', () => {
    const list = Array.from({ length: 1_000 }, (_, id) => ({ id }));
    const shared = Object.assign(tryPattern.bind(undefined), { visits: new Visits(0, 2_500) });
    const ask = () => {
      const result = parseQuery('$[*].id');
      return 'query' in result ? result.query.select(list, shared) : result;
    };
    expect(ask()).toMatchObject({ nodes: { length: 1_000 } });
    expect(ask()).toMatchObject({ problem: expect.stringContaining('more than 2500 times') });
  });
});

describe('code in a path', () => {
  const attack = globalThis as { attacked?: unknown };
  afterEach(() => {
    delete attack.attacked;
    vi.restoreAllMocks();
  });

  const run = "'globalThis.attacked=1;'";
  test.each([
    `$..[?(@.constructor[( @.getPrototypeOf(@).constructor(${run})() )])]`,
    `$..[?(@.constructor.constructor(${run})())]`,
    `$..[?(@.constructor.constructor.call(null, ${run})())]`,
    `$..[?(@.constructor.constructor.apply(null, [${run}])())]`,
    `$..[?(@['constructor']['constructor'](${run})())]`,
    `$..[(@.constructor.constructor(${run})())]`,
    '$..[?(globalThis.attacked=1)]',
    "$..[?(@.__lookupGetter__('x').constructor)]",
    '$..[?(@.l.push(2))]',
    '$..[?((function(){globalThis.attacked=1})())]',
    '$..[?(`${globalThis.attacked=1}`)]',
    '$..[?(@.a=1)]',
    '$..[?(@.s.match(/^(a+)+$/))]',
    `$..[?(@.a)].x[?(@.constructor.constructor(${run})())]^`,
    `$..[?(@.a[?(@.constructor.constructor(${run})())])]`,
  ])('never runs: %s', (path) => {
    const root = { a: { b: 1 }, l: [1], s: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' };
    const before = structuredClone(root);
    try {
      select(path, root);
    } catch {
      // Being refused is as good as finding nothing.
    }
    expect(attack.attacked).toBeUndefined();
    expect(root).toEqual(before);
  });

  test.each([
    '$..[?(@.constructor)]',
    "$..[?(@['__proto__'])]",
    '$..[?(@.toString)]',
    '$.constructor',
    '$.__proto__',
  ])('inherited properties are not there: %s', (path) => {
    expect(select(path, { a: { b: 1 } })).toEqual([]);
  });
});
