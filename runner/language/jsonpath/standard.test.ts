import { describe, expect, it } from 'vitest';
import file from '../../test/conformance/vectors/jsonpath.json' with { type: 'json' };
import type { TestPattern } from '../matcher/match.ts';
import { parsePath } from './parse.ts';
import { PathError } from './scanner.ts';
import { NodeSelection } from './select.ts';
import { NotChecked, Visits } from './visits.ts';

const test: TestPattern = (pattern, text) => (new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs');
const select = (path: string, document: unknown): readonly unknown[] =>
  new NodeSelection(document, test).nodes(parsePath(path)).map(({ value }) => value);

function offsetOf(path: string): number {
  try {
    parsePath(path);
  } catch (error) {
    if (error instanceof PathError) return error.offset;
    throw error;
  }
  throw new Error(`${path} was read`);
}

describe('a JSONPath', () => {
  for (const vector of file.vectors)
    if ('finds' in vector)
      it(`${vector.path} finds ${JSON.stringify(vector.finds).slice(0, 60)}`, () => {
        expect(select(vector.path, file.document)).toEqual(vector.finds);
      });
    else
      it(`${vector.path} is refused at ${vector.refused}`, () => {
        expect(offsetOf(vector.path)).toBe(vector.refused);
      });
});

describe('a JSONPath out of all proportion', () => {
  it('is refused when it is long, or nests filters deep', () => {
    expect(() => parsePath(`$${'.a'.repeat(50_000)}`)).toThrow('longer than');
    const times = 1_000;
    for (const path of [
      `$${'[?@'.repeat(times)}${']'.repeat(times)}`,
      `$[?${'('.repeat(times)}@.a${')'.repeat(times)}]`,
      `$[?${'length('.repeat(times)}@.a${')'.repeat(times)} == 1]`,
    ])
      expect(() => parsePath(path)).toThrow('nested deeper');
  });

  it('descends into documents nested tens of thousands deep', () => {
    let document: unknown = { a: 1 };
    for (let depth = 0; depth < 50_000; depth++) document = [document];
    expect(select('$..a', document)).toEqual([1]);
  });

  it('is given up, and finds not nothing, when it looks at too much', () => {
    const wide = Array.from({ length: 3_000 }, (_, id) => ({ id }));
    expect(() => select('$[?count($[?count($..id) == 0]) == 0]', wide)).toThrow(NotChecked);
  });

  const sharing = (visits: Visits) => Object.assign((): 'matches' => 'matches', { visits });

  it('shares what may be looked at with the other paths of an answer', () => {
    const wide = Array.from({ length: 40 }, (_, id) => ({ id }));
    const shared = sharing(new Visits(0, 200));
    const ask = (): number => new NodeSelection(wide, shared).nodes(parsePath('$..id')).length;
    expect(ask()).toBe(40);
    expect(ask).toThrow(NotChecked);
    expect(new NodeSelection(wide, sharing(new Visits(0, 200))).nodes(parsePath('$..id'))).toHaveLength(40);
  });

  it.each([
    ['the same name many times', `$${"['a','a']".repeat(20)}`],
    ['the same slice many times', '$.list[0:50,0:50,0:50,0:50]'],
    ['a list that is compared with itself for each item', '$.list[?$.list == $.copy]'],
    ['the length of a text for each item', '$.list[?length($.text) > 3]'],
    ['the order of long texts for each item', '$.list[?$.text < $.text]'],
    ['the members of a map for each item', '$.list[?length($.map) > 3]'],
  ])('counts %s', (_, path) => {
    let deep: object = {};
    for (let depth = 0; depth < 20; depth++) deep = { a: deep };
    const list = Array.from({ length: 50 }, (_each, id) => id);
    const map = Object.fromEntries(list.map((id) => [id, id]));
    const document = { ...deep, list, copy: [...list], text: 'x'.repeat(16_000), map };
    const ask = () => new NodeSelection(document, sharing(new Visits(0, 190))).nodes(parsePath(path));
    expect(ask).toThrow(NotChecked);
  });

  it('grows with the answer, so that long lists can be looked through', () => {
    const wide = { data: Array.from({ length: 300_000 }, (_, id) => ({ id, name: 'x' })) };
    const shared = sharing(new Visits(JSON.stringify(wide).length));
    for (const path of ['$..id', '$.data[?@.id > 5].name', '$.data[*].id'])
      expect(new NodeSelection(wide, shared).nodes(parsePath(path)).length, path).toBeGreaterThan(200_000);
  });

  it('is given up when a pattern out of the answer is too long', () => {
    const query = parsePath('$[?search(@, @)]');
    expect(() => new NodeSelection(['a'.repeat(10_001)], test).nodes(query)).toThrow(NotChecked);
  });

  it('is given up when its pattern is', () => {
    const query = parsePath("$[?search(@, 'a')]");
    expect(() => new NodeSelection(['a'], () => 'given-up').nodes(query)).toThrow(NotChecked);
  });
});

describe('a node', () => {
  it('knows where it stands', () => {
    const [node] = new NodeSelection({ list: [{ id: 1 }, { id: 2 }] }, test).nodes(
      parsePath('$.list[?@.id == 2].id'),
    );
    const keys = [];
    for (let at = node; at?.parent !== undefined; at = at.parent) keys.unshift(at.key);
    expect(keys).toEqual(['list', 1, 'id']);
  });
});

describe('an order of texts', () => {
  it('is that of their code points', () => {
    expect(select('$[?@ < "\uffff"]', ['\u{1f600}', 'a', '\uffff'])).toEqual(['a']);
    expect(select('$[?@ <= "b"]', ['a', 'b', 'ba', 1, null])).toEqual(['a', 'b']);
  });
});
