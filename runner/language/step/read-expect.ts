import type { Diagnostics } from '../diagnostic.ts';
import type { ExpectedAnswer } from '../matcher/expected.ts';
import { readExpectedValues } from '../matcher/expected-value.ts';
import { refuseBrokenMatcher } from '../matcher/read-matcher.ts';
import { readStatuses } from '../matcher/status.ts';
import { addDefined } from '../records.ts';
import { isTemplate } from '../template/compile.ts';
import type { WrittenJson } from '../template/written.ts';
import { Fields } from '../yaml/fields.ts';
import type { Json } from '../yaml/yaml.ts';
import { otherExpectKeys } from './other-keys.ts';
import { refuseBrokenQuery } from './read-extract.ts';

/** The expectations of a step; without a status, that of the spec applies. */
export type Expect = ExpectedAnswer & {
  readonly maxMs?: number;
  /** Whether the answer is validated against the schema of the API document. */
  readonly schema: boolean;
};

const EXPECT_KEYS = ['status', 'headers', 'body', 'maxMs', 'schema'];

/** The expectations of a step without `expect`. */
export const ANY_ANSWER: Expect = { headers: {}, body: {}, schema: true };

/** Reads what the answer to a step should be. */
export function readExpect(fields: Fields, diagnostics: Diagnostics): Expect | undefined {
  const map = fields.map('expect');
  if (map === undefined || map.entries.length === 0)
    return refuseEmpty(fields, 'expect', 'what the answer should be', diagnostics);
  const expect = new Fields(map, diagnostics);
  expect.refuseUnknown('expect', EXPECT_KEYS, otherExpectKeys);
  for (const key of ['maxMs', 'schema']) refuseEmpty(expect, key, 'a value', diagnostics);
  const { headers, body, status } = readAnswerShape(expect, diagnostics);
  const schema = expect.flag('schema') ?? true;
  return addDefined<Expect>({ headers, body, schema }, { status, maxMs: expect.durationMs('maxMs') });
}

/** An empty key expects nothing, which no author means. */
export function refuseEmpty(fields: Fields, key: string, what: string, diagnostics: Diagnostics): undefined {
  const node = fields.node(key);
  const isEmpty = node === undefined || (node.kind === 'map' && node.entries.length === 0);
  if (fields.has(key) && isEmpty)
    diagnostics.error(
      'empty-expectation',
      fields.spanOf(key),
      `"${key}": expected ${what}, found nothing`,
      `leave "${key}" out, or say what is expected`,
    );
  return undefined;
}

/** Reads the keys that `expect` and `until` have in common. */
export function readAnswerShape(fields: Fields, diagnostics: Diagnostics): ExpectedAnswer {
  for (const key of ['status', 'headers', 'body']) refuseEmpty(fields, key, 'what it should be', diagnostics);
  const status = fields.json('status') ?? undefined;
  const read = status === undefined || isTemplated(status) ? undefined : readStatuses(status);
  if (read !== undefined && 'problem' in read)
    diagnostics.error('wrong-type', fields.spanOf('status'), `"status": ${read.problem}`);
  const body = fields.map('body');
  for (const { key, keySpan } of body?.entries ?? []) refuseBrokenQuery(key, keySpan, diagnostics);
  const headers = fields.map('headers');
  for (const { value } of [...(body?.entries ?? []), ...(headers?.entries ?? [])])
    refuseBrokenMatcher(value, diagnostics);
  return {
    headers: readExpectedValues(headers, 'header'),
    body: readExpectedValues(body, 'body'),
    ...(status !== undefined && { status }),
  };
}

const isTemplated = (status: Json): boolean =>
  [status].flat().some((each) => typeof each === 'string' && isTemplate(each));

/** Visits the expected texts that may hold variables. */
export function visitExpect({ headers, body, status }: Expect, visit: (text: WrittenJson) => void): void {
  visit(headers);
  visit(body);
  if (status !== undefined) visit(status);
}
