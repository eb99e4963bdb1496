import { parseExpression } from './expression.ts';
import { parseQuery } from './jsonpath.ts';
import { match } from './matcher.ts';
import { includesStatus, readStatuses } from './status.ts';
import { type Lookup, renderText } from './template.ts';
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

/** Operands of a condition: `{{name}}`, `status`, and JSONPaths of the answer's body. */
function readOperand(source: string, at: number) {
  VARIABLE.lastIndex = at;
  const variable = VARIABLE.exec(source)?.[0];
  if (variable !== undefined)
    return { end: at + variable.length, value: ({ lookup }: Context) => renderText(variable, lookup).value };
  if (/^status\b/.test(source.slice(at)))
    return { end: at + 'status'.length, value: ({ answer }: Context) => answer?.status };
  if (source[at] !== '$') return undefined;
  const path = pathAt(source, at);
  const result = parseQuery(path);
  const value = ({ answer }: Context) =>
    'query' in result ? result.query.select(answer?.json)[0] : undefined;
  return { end: at + path.length, value };
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
      const statuses = readStatuses(condition.status);
      if (statuses !== undefined && !includesStatus(statuses, answer.status)) return false;
      const headersHold = Object.entries(condition.headers).every(
        ([name, wanted]) => match(answer.headers[name.toLowerCase()], wanted).held,
      );
      return (
        headersHold &&
        Object.entries(condition.body).every(([path, wanted]) => {
          const result = parseQuery(path);
          return 'query' in result && match(result.query.select(answer.json)[0], wanted).held;
        })
      );
    }
  }
}
