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
  ['a verdict with a tag', spec('status: !!str verified\n'), spec('status: failed\n')],
  ['a verdict with an anchor', spec('status: &a verified\n'), spec('status: failed\n')],
  ['an older spelling', spec('status: Success\n'), spec('status: failed\n')],
  [
    'a verdict in flow style',
    '---\n{endpoint: GET /x, status: verified}\n---\n',
    '---\n{endpoint: GET /x, status: failed}\n---\n',
  ],
])('%s is written by a run', (_what, before, now) => {
  expect(differsByWriteBackOnly(before, now)).toBe(true);
});

test.each<[string, string, string]>([
  ['prose', spec(''), spec('status: failed\n', 'Another test.\n')],
  ['another key', spec(''), spec('tags: [a]\n')],
  ['a status that no run writes', spec('status: verified\n'), spec('status: skipped\n')],
  ['a spec that is not skipped any more', spec('status: skipped\n'), spec('status: verified\n')],
  ['a spec that was skipped by an older word', spec('status: skip\n'), spec('status: verified\n')],
  ['a spec that was deprecated', spec('status: Deprecated\n'), spec('status: failed\n')],
  ['a spec that was skipped with a tag', spec('status: !!str skipped\n'), spec('status: verified\n')],
  ['a spec that was skipped with an anchor', spec('status: &a skip\n'), spec('status: verified\n')],
  ['a spec that was skipped in quotes', spec('"status": "SKIPPED"\n'), spec('status: verified\n')],
  ['a key that says to skip it', spec('status: verified\nskip: true\n'), spec('status: verified\n')],
  [
    'a value that follows the status',
    spec('status: &a verified\nnotes: *a\n'),
    spec('status: &a failed\nnotes: *a\n'),
  ],
  ['the digits of a number', spec('data: [{ a: 1.10 }]\n'), spec('data: [{ a: 1.1 }]\n')],
  ['a status that is none', spec('status: verified\n'), spec('status: verfied\n')],
  ['frontmatter that cannot be read', spec('status: a: b\n'), spec('status: verified\n')],
  ['rules in the prose', 'A.\n---\nstatus: failed\n---\n', 'A.\n---\nstatus: verified\n---\n'],
  ['such a line in the prose', spec(''), spec('', 'A test.\nstatus: failed\n')],
  ['a nested key of that name', spec('a:\n  status: 1\n'), spec('a:\n  status: 2\n')],
  ['a text without frontmatter', 'status: failed\n', 'status: verified\n'],
])('%s is the change of a person', (_what, before, now) => {
  expect(differsByWriteBackOnly(before, now)).toBe(false);
});
