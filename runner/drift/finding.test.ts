import { expect, test } from 'vitest';
import { compareFindings, type DriftFinding, mergeAlike, disagreementOf } from './finding.ts';

test.each([
  ['yes', 'no', 'silent', 'spec-only'],
  ['no', 'yes', 'silent', 'document-only'],
  ['yes', 'no', 'yes', 'document-only'],
  ['yes', 'no', 'no', 'spec-only'],
  ['silent', 'no', 'yes', 'observed-only'],
  ['yes', 'yes', 'no', 'observed-only'],
  ['no', 'yes', 'no', 'document-only'],
  ['no', 'yes', 'yes', 'spec-only'],
] as const)('spec %s, document %s, observed %s: %s', (spec, document, observed, disagrees) => {
  expect(disagreementOf({ spec, document, observed })).toBe(disagrees);
});

const finding = (more: Partial<DriftFinding>): DriftFinding => ({
  rule: 'status-undocumented',
  severity: 'error',
  disagrees: 'spec-only',
  document: 'a.json',
  method: 'GET',
  template: '/a',
  subject: '201',
  message: '',
  says: { spec: null, document: null, observed: null },
  at: { spec: { path: 'a.md', line: 1, column: 1 }, document: null },
  also: [],
  ...more,
});

test('the same thing in several specs is one finding, as bad as the worst', () => {
  const [merged, ...others] = mergeAlike([
    finding({ severity: 'warn' }),
    finding({ at: { spec: { path: 'b.md', line: 2, column: 1 }, document: null } }),
    finding({ at: { spec: { path: 'b.md', line: 9, column: 1 }, document: null } }),
  ]);
  expect(others).toEqual([]);
  expect(merged).toMatchObject({ severity: 'error', at: { spec: { path: 'b.md', line: 2 } } });
  expect(merged?.also).toEqual([{ path: 'a.md', line: 1, column: 1 }]);
});

test('another subject, operation or document is another finding', () => {
  const all = [
    finding({}),
    finding({ subject: '204' }),
    finding({ template: '/b' }),
    finding({ document: null }),
  ];
  expect(mergeAlike(all)).toHaveLength(4);
});

test('the worst comes first', () => {
  const sorted = [finding({ severity: 'info' }), finding({ severity: 'warn' }), finding({})].sort(
    compareFindings,
  );
  expect(sorted.map(({ severity }) => severity)).toEqual(['error', 'warn', 'info']);
});
