import { expect, test } from 'vitest';
import { removeAt, setAt } from './json-pointer.ts';

const things = () => ({ things: [{ id: 1, 'a/b': 2 }, { id: 3 }], count: 2 });

function after(change: (value: ReturnType<typeof things>) => void): unknown {
  const value = things();
  change(value);
  return value;
}

test('a pointer removes one member', () => {
  expect(after((value) => removeAt(value, '/count'))).toEqual({ things: things().things });
});

test('a star removes the member of every item', () => {
  expect(after((value) => removeAt(value, '/things/*/id'))).toEqual({ things: [{ 'a/b': 2 }, {}], count: 2 });
});

test('a star at the end empties a list', () => {
  expect(after((value) => removeAt(value, '/things/*'))).toEqual({ things: [], count: 2 });
});

test('an escaped slash belongs to the name', () => {
  expect(after((value) => removeAt(value, '/things/0/a~1b'))).toMatchObject({
    things: [{ id: 1 }, { id: 3 }],
  });
});

test('a value is set, replaced and appended', () => {
  expect(after((value) => setAt(value, '/total', 5))).toMatchObject({ total: 5 });
  expect(after((value) => setAt(value, '/things/0/id', null))).toMatchObject({ things: [{ id: null }, {}] });
  expect(after((value) => setAt(value, '/things/-', 'last'))).toMatchObject({ things: [{}, {}, 'last'] });
});

test('a pointer to nothing changes nothing', () => {
  expect(after((value) => removeAt(value, '/things/name'))).toEqual(things());
  expect(after((value) => removeAt(value, '/count/deeper'))).toEqual(things());
});
