import { expect, test } from 'vitest';
import { nothingObserved, ObservedFold, mergeObserved, readObserved, type Sighting } from './observed.ts';
import { shapeOf } from './shape.ts';

const sighting = (more: Partial<Sighting> = {}): Sighting => ({
  document: 'swagger/a.json',
  method: 'GET',
  template: '/things',
  spec: 'specs/a.md',
  at: '2026-03-02T12:00:00.000Z',
  status: 200,
  token: 'staff',
  contentType: 'application/json',
  query: [],
  body: [],
  fields: shapeOf({ id: 1 }),
  ...more,
});

const runOf = (...sightings: readonly Sighting[]) => {
  const fold = new ObservedFold();
  for (const each of sightings) fold.add(each);
  return fold.observed;
};

test('within a run the answers of one status are merged', () => {
  const observed = runOf(
    sighting({ query: ['page'] }),
    sighting({ token: 'client', fields: shapeOf({ name: 'x' }) }),
    sighting({ spec: 'specs/b.md', body: ['$.a'] }),
  );
  expect(observed.operations).toHaveLength(1);
  expect(observed.operations[0]?.answers['200']).toEqual({
    at: '2026-03-02T12:00:00.000Z',
    contentType: 'application/json',
    fields: { $: ['object'], '$.id': ['number'], '$.name': ['string'] },
    requests: [
      {
        spec: 'specs/a.md',
        at: '2026-03-02T12:00:00.000Z',
        tokens: ['client', 'staff'],
        query: ['page'],
        body: [],
      },
      { spec: 'specs/b.md', at: '2026-03-02T12:00:00.000Z', tokens: ['staff'], query: [], body: ['$.a'] },
    ],
  });
});

test('a later run forgets the fields that are gone, and keeps what other specs and statuses showed', () => {
  const first = runOf(
    sighting({ fields: shapeOf({ id: 1, old: 1 }) }),
    sighting({ spec: 'specs/b.md', token: 'client' }),
    sighting({ status: 404 }),
  );
  const second = runOf(sighting({ at: '2026-03-03T12:00:00.000Z', token: 'admin' }));
  const [operation] = mergeObserved(mergeObserved(nothingObserved, first), second).operations;
  expect(Object.keys(operation?.answers ?? {}).sort()).toEqual(['200', '404']);
  expect(operation?.answers['200']?.fields).toEqual({ $: ['object'], '$.id': ['number'] });
  expect(operation?.answers['200']?.requests.map(({ spec, tokens }) => [spec, tokens])).toEqual([
    ['specs/a.md', ['admin']],
    ['specs/b.md', ['client']],
  ]);
});

test('the same template in two documents, or in none, is not one operation', () => {
  const observed = runOf(sighting(), sighting({ document: null }), sighting({ document: 'swagger/b.json' }));
  expect(observed.operations.map(({ document }) => document)).toEqual([
    'swagger/a.json',
    null,
    'swagger/b.json',
  ]);
});

test('what is remembered is bounded, and the oldest goes first', () => {
  const many = Array.from({ length: 3_200 }, (_, index) =>
    sighting({ template: `/t${index}`, at: `2026-01-01T00:00:00.${String(index).padStart(6, '0')}Z` }),
  );
  const kept = mergeObserved(nothingObserved, runOf(...many)).operations;
  expect(kept).toHaveLength(3_000);
  expect(kept.some(({ template }) => template === '/t0')).toBe(false);
  expect(kept.some(({ template }) => template === '/t3199')).toBe(true);
  const specs = Array.from({ length: 50 }, (_, index) => sighting({ spec: `specs/${index}.md` }));
  expect(runOf(...specs).operations[0]?.answers['200']?.requests).toHaveLength(20);
});

test('observing changes neither what was known nor the run', () => {
  const before = runOf(sighting());
  const after = runOf(sighting({ fields: shapeOf({ other: true }) }));
  const copies = structuredClone([before, after]);
  mergeObserved(before, after);
  expect([before, after]).toEqual(copies);
});

test('it comes back from its file as it was, and anything else does not', () => {
  const observed = runOf(sighting());
  expect(readObserved(JSON.stringify(observed))).toEqual(observed);
  for (const text of ['', 'null', '[]', '{"version":2,"operations":[]}', '{"version":1}', '{'])
    expect(readObserved(text)).toBeUndefined();
  const half = { version: 1, operations: [{ method: 'GET', template: '/a', answers: { 200: {} } }, 7] };
  expect(readObserved(JSON.stringify(half))).toEqual(nothingObserved);
});
