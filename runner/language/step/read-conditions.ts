import type { Diagnostics } from '../diagnostic.ts';
import { type Condition, readExpression } from '../expression/condition.ts';
import type { Span } from '../source.ts';
import { fillPathText } from '../template/path-text.ts';
import type { Rendering } from '../template/template.ts';
import { adviseOnQuotes } from '../typographic-quotes.ts';
import { Fields } from '../yaml/fields.ts';
import { readAnswerShape, refuseEmpty } from './read-expect.ts';

/** Poll until the condition holds. */
export type Retry = {
  readonly until: Condition;
  readonly attempts: number;
  readonly intervalMs: number;
  /** The interval grows by this factor after each attempt. */
  readonly backoff: number;
  /** No further attempt starts after this time. */
  readonly maxMs?: number;
};

const RETRY_KEYS = ['until', 'attempts', 'interval', 'backoff', 'maxMs'];

/** The default when `retry` has neither `attempts` nor `maxMs`. */
const DEFAULT_ATTEMPTS = 10;
const DEFAULT_INTERVAL_MS = 1_000;

/** Reads the condition that decides whether a step is sent. */
export function readWhen(fields: Fields, diagnostics: Diagnostics): string | undefined {
  const node = fields.node('when');
  if (node?.kind !== 'scalar') return fields.expected('when', 'a condition such as "{{name}} == \'value\'"');
  const source = String(node.value);
  const read = readExpression(source);
  if ('problem' in read) refuseExpression('when', read.problem, node.span, diagnostics);
  else if (read.readsAnswer)
    diagnostics.error(
      'condition',
      node.span,
      '"when" is decided before the step is sent, so there is no answer that it could look at',
      'extract a variable in an earlier step, and write when: "{{name}} == \'value\'"; to wait for an answer, use retry',
    );
  return source;
}

function refuseExpression(key: string, problem: string, span: Span, diagnostics: Diagnostics): void {
  const example = key === 'when' ? `"{{name}} == 'value'"` : `"$.status == 'done'"`;
  diagnostics.error(
    'condition',
    span,
    `"${key}" is not a condition: ${problem}`,
    adviseOnQuotes(problem) ?? `write it like: ${example}`,
  );
}

/** Reads how often a step is sent, and which condition ends that. */
export function readRetry(fields: Fields, diagnostics: Diagnostics): Retry | undefined {
  const map = fields.map('retry');
  if (map === undefined) return refuseEmpty(fields, 'retry', 'a map with "until"', diagnostics);
  const retry = new Fields(map, diagnostics);
  retry.refuseUnknown('retry', RETRY_KEYS);
  const until = readUntil(retry, diagnostics);
  if (until === undefined) return undefined;
  const maxMs = retry.durationMs('maxMs');
  return {
    until,
    attempts:
      retry.number('attempts', 1) ?? (maxMs === undefined ? DEFAULT_ATTEMPTS : Number.MAX_SAFE_INTEGER),
    intervalMs: retry.durationMs('interval') ?? DEFAULT_INTERVAL_MS,
    backoff: retry.number('backoff', 1) ?? 1,
    ...(maxMs !== undefined && { maxMs }),
  };
}

function readUntil(retry: Fields, diagnostics: Diagnostics): Condition | undefined {
  const node = retry.node('until');
  if (node === undefined) {
    diagnostics.error(
      'missing-key',
      retry.span,
      'retry has no "until"',
      'say what to wait for: until: { status: 200 }',
    );
    return undefined;
  }
  if (node.kind === 'scalar') return readUntilExpression(String(node.value), node.span, diagnostics);
  if (node.kind === 'list')
    return retry.expected('until', 'a condition, or a map with status, headers or body');
  const map = new Fields(node, diagnostics);
  map.refuseUnknown('until', ['status', 'headers', 'body']);
  if (node.entries.length === 0)
    diagnostics.error(
      'condition',
      node.span,
      '"until": expected a condition, found nothing to wait for',
      'say what to wait for: until: { status: 200 }',
    );
  return { kind: 'answer', ...readAnswerShape(map, diagnostics) };
}

function readUntilExpression(source: string, span: Span, diagnostics: Diagnostics): Condition {
  const read = readExpression(source);
  if ('problem' in read) refuseExpression('until', read.problem, span, diagnostics);
  else if (!read.readsAnswer)
    diagnostics.error(
      'condition',
      span,
      '"until" does not look at the answer, so it holds at once or never',
      `write it like: "$.status == 'done'" or "status == 200"`,
    );
  return { kind: 'expression', source };
}

/** Fills in the condition of `retry` before the request is sent, so that a missing variable is found in time. */
export function checkRetry({ until }: Retry, work: Rendering): void {
  if (until.kind === 'expression') {
    work.json(until.source);
    return;
  }
  for (const path of Object.keys(until.body)) fillPathText(path, work);
  work.json([{ ...until.headers }, Object.values(until.body), until.status ?? null]);
}
