import { memoize } from '../memoize.ts';
import {
  Evaluation,
  type ExpressionContext,
  parseExpression,
  pathsIn,
  readsAnswer,
} from './condition-expression.ts';
import { type ExpectedAnswer, fillExpected, matchBody } from '../matcher/expected.ts';
import { matchHeader } from '../matcher/expected-header.ts';
import { PathError } from '../jsonpath/scanner.ts';
import { NotChecked } from '../jsonpath/visits.ts';
import { includesStatus, readStatuses } from '../matcher/status.ts';

/** What `when` and `until` can say: an expression, or (in `until`) the same shape as `expect`. */
export type Condition =
  | { readonly kind: 'expression'; readonly source: string }
  | ({ readonly kind: 'answer' } & ExpectedAnswer);

/** Whether a condition holds; `not-made` when it could not be evaluated. */
export type Held =
  | { readonly outcome: 'held' | 'differs' }
  | { readonly outcome: 'not-made'; readonly reason: string };

/** What a condition is evaluated against. */
export type ConditionContext = ExpressionContext;

const MAX_CACHED = 1_000;
const expressionOf = memoize(MAX_CACHED, parseExpression);

/** Reads a condition: its problem and the place of it, or whether it reads the answer. */
export function readExpression(
  source: string,
): { readonly problem: string } | { readonly readsAnswer: boolean } {
  try {
    return { readsAnswer: readsAnswer(expressionOf(source)) };
  } catch (error) {
    if (error instanceof PathError) return { problem: `${error.message} (at character ${error.offset + 1})` };
    throw error;
  }
}

/** The paths of the answer that a condition reads. */
export const pathsOf = (condition: Condition): readonly string[] =>
  condition.kind === 'expression' ? pathsIn(expressionOf(condition.source)) : Object.keys(condition.body);

/** Whether a condition holds. `false`, `0`, null, an empty text and a missing value do not. */
export function holds(condition: Condition, context: ConditionContext): Held {
  return condition.kind === 'expression'
    ? holdsExpression(condition.source, context)
    : holdsShape(condition, context);
}

function holdsExpression(source: string, context: ConditionContext): Held {
  try {
    const truth = new Evaluation(context).truthOf(expressionOf(source));
    return { outcome: truth === 'true' ? 'held' : 'differs' };
  } catch (error) {
    if (error instanceof NotChecked) return { outcome: 'not-made', reason: error.message };
    throw error;
  }
}

const reasonOf = (filling: { readonly problem: string } | { readonly missing: readonly string[] }): string =>
  'problem' in filling ? filling.problem : `nobody provides {{${filling.missing[0]}}}`;

const DIFFERS: Held = { outcome: 'differs' };

function holdsShape(condition: Condition & { readonly kind: 'answer' }, context: ConditionContext): Held {
  const { answer, lookup, testPattern } = context;
  if (answer === undefined) return DIFFERS;
  const { status, headers, body } = condition;
  const filling = fillExpected({ headers, body, ...(status !== undefined && { status }) }, lookup);
  if (!('filled' in filling)) return { outcome: 'not-made', reason: reasonOf(filling) };
  const { filled } = filling;
  if (status !== undefined) {
    const read = readStatuses(filled.status);
    if ('problem' in read) return { outcome: 'not-made', reason: read.problem };
    if (!includesStatus(read.statuses, answer.status)) return DIFFERS;
  }
  let unknown: Held | undefined;
  for (const found of [
    ...Object.entries(filled.headers).map(([name, wanted]) => matchHeader(answer, name, wanted, testPattern)),
    ...Object.entries(filled.body).map(([path, wanted]) => matchBody(answer, path, wanted, testPattern)),
  ]) {
    if (found.outcome === 'differs') return DIFFERS;
    if (found.outcome === 'not-made') unknown ??= found;
  }
  return unknown ?? { outcome: 'held' };
}
