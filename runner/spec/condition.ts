import { ExpressionError, parseExpression } from './expression.ts';
import { parseQuery } from './jsonpath.ts';
import { match } from './matcher.ts';
import { includesStatus, readStatuses } from './status.ts';
import { compileTemplate, isTemplate, type Lookup, renderJson, renderText } from './template.ts';
import type { Json } from './yaml.ts';

/** An answer as conditions and expectations see it. */
export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
};

/** What `when` and `until` can say: an expression, or (in `until`) the same shape as `expect`. */
export type Condition =
  | { readonly kind: 'expression'; readonly source: string }
  | {
      readonly kind: 'answer';
      readonly status?: Json;
      readonly headers: Readonly<Record<string, Json>>;
      readonly body: Readonly<Record<string, Json>>;
    };

type Context = { readonly answer: Answer | undefined; readonly lookup: Lookup };

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
  return { end: at + path.length, value: ({ answer }: Context) => result.query.select(answer?.json)[0] };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function templateOf(text: string, at: number): (context: Context) => unknown {
  const compiled = compileTemplate(text);
  if ('problem' in compiled) throw new ExpressionError(compiled.problem, at);
  return ({ lookup }) => renderText(text, lookup).value;
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

/** The sentence that says why a text is not a condition; undefined when it is one. */
export function problemOfExpression(source: string): string | undefined {
  try {
    parseExpression<Context>(source, readOperand);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether the condition holds. `false`, `0`, null, an empty text, and what is not there do not. */
export function holds(condition: Condition, answer: Answer | undefined, lookup: Lookup): boolean {
  switch (condition.kind) {
    case 'expression': {
      const value = parseExpression<Context>(condition.source, readOperand)({ answer, lookup });
      return typeof value === 'string' ? !['', 'false', '0'].includes(value.trim()) : Boolean(value);
    }
    case 'answer': {
      if (answer === undefined) return false;
      const { status, headers, body } = condition;
      const filled = renderJson({ headers, body, ...(status !== undefined && { status }) }, lookup);
      if (filled.missing.length + filled.problems.length > 0) return false;
      const wantedAnswer = filled.value as Pick<typeof condition, 'status' | 'headers' | 'body'>;
      const statuses = readStatuses(wantedAnswer.status);
      if (status !== undefined && (statuses === undefined || !includesStatus(statuses, answer.status)))
        return false;
      const headersHold = Object.entries(wantedAnswer.headers).every(
        ([name, wanted]) => match(answer.headers[name.toLowerCase()], wanted).held,
      );
      return (
        headersHold &&
        Object.entries(wantedAnswer.body).every(([path, wanted]) => {
          const result = parseQuery(path);
          return 'query' in result && match(result.query.select(answer.json)[0], wanted).held;
        })
      );
    }
  }
}
