import { describe, expect, test } from 'vitest';
import { parseSpec } from '../language/parse.ts';
import { fingerprint, writeBack } from './write-back.ts';

const AT = '2026-03-04T05:06:07.089Z';
const OLD = '2025-01-01T00:00:00.000Z';
const BODY = '## Test Request\n```yaml\nsteps:\n  - id: a\n    method: GET\n    path: /x\n```\n';
const specOf = (yaml: string, body = BODY) =>
  parseSpec({ path: 'a.md', text: `---\nendpoint: GET /x\n${yaml}---\n${body}` });
const write = (
  yaml: string,
  verdict: 'passed' | 'failed' | 'blocked' | 'errored' | 'skipped',
  before?: string,
) => {
  const outcome = writeBack(specOf(yaml), { verdict }, AT, before);
  return outcome.kind === 'changed'
    ? outcome.text.slice('---\nendpoint: GET /x\n'.length).replace(`---\n${BODY}`, '')
    : outcome.kind;
};
const PROVEN = `status: verified\nsavedAt: ${OLD}\nverifiedAt: ${OLD}\n`;

describe('a verdict', () => {
  test('passed: verified, and when', () => {
    expect(write(`status: failed\nsavedAt: ${OLD}\nverifiedAt: ${OLD}\n`, 'passed')).toBe(
      `status: verified\nsavedAt: ${OLD}\nverifiedAt: ${AT}\n`,
    );
  });

  test('failed: the old time of proof stays', () => {
    expect(write(PROVEN, 'failed')).toBe(`status: failed\nsavedAt: ${OLD}\nverifiedAt: ${OLD}\n`);
    expect(write(`status: failed\nsavedAt: ${OLD}\n`, 'failed')).toBe('same');
  });

  test.each(['blocked', 'errored', 'skipped'] as const)('%s: nothing', (verdict) => {
    expect(write('status: pending\n', verdict)).toBe('same');
    expect(write(PROVEN, verdict, 'other steps')).toBe('same');
  });

  test('an old spelling of the status becomes the new one', () => {
    expect(write(`status: success\nsavedAt: ${OLD}\nverifiedAt: ${OLD}\n`, 'passed')).toContain(
      'status: verified\n',
    );
    expect(write(`status: working\nsavedAt: ${OLD}\n`, 'failed')).toContain('status: failed\n');
  });
});

describe('savedAt', () => {
  test('is set when it is missing or empty', () => {
    expect(write(`status: pending\nverifiedAt: ${OLD}\n`, 'passed')).toContain(`savedAt: ${AT}\n`);
    expect(write('status: pending\nsavedAt:\n', 'failed')).toContain(`savedAt: ${AT}\n`);
  });

  test('is set when the steps are others than those that were proven', () => {
    const proven = fingerprint(specOf(PROVEN));
    expect(write(PROVEN, 'passed', proven)).toContain(`savedAt: ${OLD}\n`);
    expect(write(PROVEN, 'passed', 'other')).toContain(`savedAt: ${AT}\n`);
    expect(write(PROVEN, 'passed', undefined)).toContain(`savedAt: ${OLD}\n`);
  });
});

describe('a fingerprint', () => {
  test('is that of the steps, not of prose, metadata or place', () => {
    const print = fingerprint(specOf(PROVEN));
    expect(fingerprint(specOf('status: failed\n', `# Title\n\ntext\n\n${BODY}`))).toBe(print);
    expect(fingerprint(specOf(PROVEN, BODY.replace('id: a', 'id: a\n    description: x')))).toBe(print);
  });

  test.each([
    ['id: a', 'id: b'],
    ['path: /x', 'path: /y'],
    ['path: /x', 'path: /x\n    expect: { status: 201 }'],
    ['path: /x', 'path: /x\n    body: { a: 1 }'],
  ])('changes with %s', (from, to) => {
    expect(fingerprint(specOf(PROVEN, BODY.replace(from, to)))).not.toBe(fingerprint(specOf(PROVEN)));
  });
});

test('a document that cannot be changed safely is refused with a reason', () => {
  const spec = specOf('status: &s pending\nagain: *s\n');
  expect(writeBack(spec, { verdict: 'passed' }, AT, undefined)).toMatchObject({
    kind: 'refused',
    reason: /status/,
  });
});
