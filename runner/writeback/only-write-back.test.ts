import { expect, test } from 'vitest';
import { differsByWriteBackOnly } from './only-write-back.ts';

const spec = (head: string, body = 'A test.\n'): string => `---\nendpoint: GET /x\n${head}---\n${body}`;

test.each<[string, string, string]>([
  ['a first verdict', spec(''), spec('status: verified\nsavedAt: 2026-01-01\nverifiedAt: 2026-01-01\n')],
  ['another time', spec('verifiedAt: 2026-01-01\n'), spec('verifiedAt: 2026-01-02\n')],
  ['another verdict', spec('status: verified\n'), spec('status: failed\n')],
  ['a count of uses', spec('timesReused: 1\n'), spec('timesReused: 2\n')],
  ['other line endings', spec(''), spec('status: failed\n').replaceAll('\n', '\r\n')],
  ['nothing', spec(''), spec('')],
])('%s is written by a run', (_what, before, now) => {
  expect(differsByWriteBackOnly(before, now)).toBe(true);
});

test.each<[string, string, string]>([
  ['prose', spec(''), spec('status: failed\n', 'Another test.\n')],
  ['another key', spec(''), spec('tags: [a]\n')],
  ['a status that no run writes', spec('status: verified\n'), spec('status: skipped\n')],
  ['a spec that is not skipped any more', spec('status: skipped\n'), spec('status: verified\n')],
  ['such a line in the prose', spec(''), spec('', 'A test.\nstatus: failed\n')],
  ['a nested key of that name', spec('a:\n  status: 1\n'), spec('a:\n  status: 2\n')],
  ['a text without frontmatter', 'status: failed\n', 'status: verified\n'],
])('%s is the change of a person', (_what, before, now) => {
  expect(differsByWriteBackOnly(before, now)).toBe(false);
});
