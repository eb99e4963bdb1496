import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extendPointer } from './pointer.ts';
import { createLocator } from './position.ts';

test('finds a key of JSON by line and column', () => {
  const locate = createLocator('{\n  "a": [\n    {"b/c": 1},\n    {"x": "}{", "b/c": 2}\n  ]\n}\n');
  expect(locate('')).toEqual({ line: 1, column: 1 });
  expect(locate('/a')).toEqual({ line: 2, column: 3 });
  expect(locate('/a/1')).toEqual({ line: 4, column: 5 });
  expect(locate('/a/1/b~1c')).toEqual({ line: 4, column: 17 });
});

test('finds a key of YAML by line and column', () => {
  const locate = createLocator('a:\n  - b: 1\n  - c:\n      d: 2\n');
  expect(locate('/a/1/c/d')).toEqual({ line: 4, column: 7 });
  expect(locate('/a/0')).toEqual({ line: 2, column: 5 });
});

test('a pointer that leads nowhere gives the last place on its way', () => {
  expect(createLocator('{\n "a": {"b": 1}\n}')('/a/x/y')).toEqual({ line: 2, column: 2 });
  expect(createLocator('a:\n  b: 1\n')('/a/x/y')).toEqual({ line: 1, column: 1 });
});

test('every key of any JSON is found where it is written', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (compact) => {
      const value: unknown = JSON.parse(compact);
      const text = JSON.stringify(value, null, 1);
      if (!/^[[{]/.test(text)) return;
      const locate = createLocator(text);
      const lines = text.split('\n');
      for (const key of Object.keys(value as object)) {
        const { line, column } = locate(extendPointer('', key));
        const rest = lines[line - 1]?.slice(column - 1) ?? '';
        expect(Array.isArray(value) || rest.startsWith(`${JSON.stringify(key)}:`)).toBe(true);
      }
    }),
  );
});
