import { describe, expect, it } from 'vitest';
import file from '../../test/conformance/jsonpath.vectors.json' with { type: 'json' };
import type { TestPattern } from '../match.ts';
import { parsePath } from './parse.ts';
import { PathError } from './scanner.ts';
import { NotChecked, Selection } from './select.ts';

const test: TestPattern = (pattern, text) => (new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs');
const select = (path: string, document: unknown): readonly unknown[] =>
  new Selection(document, test).nodes(parsePath(path)).map(({ value }) => value);

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

  it('is given up when its pattern is', () => {
    const query = parsePath("$[?search(@, 'a')]");
    expect(() => new Selection(['a'], () => 'given-up').nodes(query)).toThrow(NotChecked);
  });
});

describe('a node', () => {
  it('knows where it stands', () => {
    const [node] = new Selection({ list: [{ id: 1 }, { id: 2 }] }, test).nodes(
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
