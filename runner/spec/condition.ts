import type { Answer } from './answer.ts';
import { type ExpectedAnswer, fillExpected, matchBody, matchHeader } from './expected.ts';
import { ExpressionError, isTrue, parseExpression, Several } from './expression.ts';
import { parseQuery } from './jsonpath.ts';
import type { TestPattern } from './match.ts';
import { includesStatus, problemOfStatuses, readStatuses } from './status.ts';
import { compileTemplate, isTemplate, type Lookup, renderText } from './template.ts';

/** What `when` and `until` can say: an expression, or (in `until`) the same shape as `expect`. */
export type Condition =
  | { readonly kind: 'expression'; readonly source: string }
  | ({ readonly kind: 'answer' } & ExpectedAnswer);

/** Whether a condition holds. What could not be evaluated neither holds nor fails to. */
export type Held =
  | { readonly outcome: 'held' | 'differs' }
  | { readonly outcome: 'not-made'; readonly reason: string };

/** What a condition looks at. */
export type ConditionContext = {
  readonly answer: Answer | undefined;
  readonly lookup: Lookup;
  readonly testPattern: TestPattern;
};

/** What went wrong while it was evaluated is noted beside. */
type Context = ConditionContext & { readonly problems: string[] };

const VARIABLE = /\{\{.*?\}\}|<<\s*[A-Za-z_$][\w.$-]*\s*>>/y;

/** A quoted text is a template like any other text of a step. */
const QUOTED = /'[^'\\]*'|"[^"\\]*"/y;

/** Operands of a condition: `{{name}}`, quoted texts with variables, `status`, and JSONPaths of the answer's body. */
function readOperand(source: string, at: number) {
  const variable = matchAt(VARIABLE, source, at);
  if (variable !== undefined) return { end: at + variable.length, value: templateOf(variable, at) };
  const quoted = matchAt(QUOTED, source, at);
  if (quoted !== undefined && isTemplate(quoted))
    return { end: at + quoted.length, value: templateOf(quoted.slice(1, -1), at) };
  if (/^status\b/.test(source.slice(at)))
    return { end: at + 'status'.length, value: ({ answer }: Context) => answer?.status };
  if (source[at] !== '$') return undefined;
  const path = pathAt(source, at);
  const result = parseQuery(path);
  if ('problem' in result) throw new ExpressionError(result.problem, at);
  const select = ({ answer, testPattern, problems }: Context): Several => {
    const found = result.query.select(answer?.json, testPattern);
    if ('problem' in found) problems.push(found.problem);
    return new Several('nodes' in found ? found.nodes : []);
  };
  return { end: at + path.length, value: select };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function templateOf(text: string, at: number): (context: Context) => unknown {
  const compiled = compileTemplate(text);
  if ('problem' in compiled) throw new ExpressionError(compiled.problem, at);
  return ({ lookup, problems: noted }) => {
    const { value, problems } = renderText(text, lookup);
    noted.push(...problems);
    return value;
  };
}

/** A JSONPath ends at a blank or an operator that stands outside its brackets. */
function pathAt(source: string, start: number): string {
  let depth = 0;
  let at = start;
  for (; at < source.length; at++) {
    const char = source[at]!;
    if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0 && /[\s=!<>&|+]/.test(char)) break;
  }
  return source.slice(start, at);
}

/** A condition as it was read: what is wrong with it, or whether it looks at the answer. */
export function readExpression(
  source: string,
): { readonly problem: string } | { readonly readsAnswer: boolean } {
  let readsAnswer = false;
  try {
    parseExpression<Context>(source, (text, at) => {
      const operand = readOperand(text, at);
      if (operand !== undefined && (text[at] === '$' || text.startsWith('status', at))) readsAnswer = true;
      return operand;
    });
    return { readsAnswer };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Whether a condition holds. `false`, `0`, null, an empty text, and what is not there do not. */
export function holds(condition: Condition, context: ConditionContext): Held {
  return condition.kind === 'expression'
    ? holdsExpression(condition.source, context)
    : holdsShape(condition, context);
}

function holdsExpression(source: string, context: ConditionContext): Held {
  const problems: string[] = [];
  const value = parseExpression<Context>(source, readOperand)({ ...context, problems });
  if (problems[0] !== undefined) return { outcome: 'not-made', reason: problems[0] };
  const isHeld =
    typeof value === 'string' ? !['', 'false', '0'].includes(value.trim()) : isTrue(value) === true;
  return { outcome: isHeld ? 'held' : 'differs' };
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
  const problem = status === undefined ? undefined : problemOfStatuses(filled.status);
  if (problem !== undefined) return { outcome: 'not-made', reason: problem };
  if (status !== undefined && !includesStatus(readStatuses(filled.status)!, answer.status)) return DIFFERS;
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
