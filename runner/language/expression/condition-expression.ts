import type { Answer } from '../answer.ts';
import { isNumber } from '../json/exact-number.ts';
import { compareOperands, isDecimalText } from '../jsonpath/compare.ts';
import { FilterReader } from '../jsonpath/parse-filter.ts';
import { readPathQuery } from '../jsonpath/parse.ts';
import type { Comparable, Logical, LogicalCall, Outer, PathQuery } from '../jsonpath/query.ts';
import { PathError, Scanner } from '../jsonpath/scanner.ts';
import { NodeSelection } from '../jsonpath/select.ts';
import { NotChecked, Visits } from '../jsonpath/visits.ts';
import type { TestPattern } from '../matcher/match.ts';
import { compileTemplate, isTemplate } from '../template/compile.ts';
import { type Lookup, renderText } from '../template/template.ts';

/** What an expression is evaluated against. */
export type ExpressionContext = {
  readonly answer: Answer | undefined;
  readonly lookup: Lookup;
  readonly testPattern: TestPattern;
};

/** Whether an expression holds; `unknown` where a path finds nothing, so that its negation does not hold either. */
export type Truth = 'true' | 'false' | 'unknown';

const VARIABLE = /\{\{.*?\}\}|<<\s*[A-Za-z_$][\w.$-]*\s*>>/y;

/** Operands that a condition has beside those of a filter: `{{name}}`, quoted texts with variables, and `status`. */
function readOuter(scanner: Scanner): Outer | undefined {
  const start = scanner.at;
  VARIABLE.lastIndex = start;
  const variable = VARIABLE.exec(scanner.source)?.[0];
  if (variable !== undefined) {
    scanner.at += variable.length;
    return templateAt(variable, start);
  }
  const quoted = scanner.quoted();
  if (quoted !== undefined && isTemplate(quoted)) return templateAt(quoted, start);
  scanner.at = start;
  if (scanner.word() === 'status') return { kind: 'status' };
  scanner.at = start;
  return undefined;
}

function templateAt(text: string, at: number): Outer {
  const compiled = compileTemplate(text);
  if ('problem' in compiled) throw new PathError(compiled.problem, at);
  return { kind: 'template', text };
}

/** No author writes a longer condition. */
const MAX_LENGTH = 10_000;

/** Reads what `when` and `until` say: the language of JSONPath's filters, with variables and `status`. Throws {@link PathError}. */
export function parseExpression(source: string): Logical {
  if (source.length > MAX_LENGTH)
    throw new PathError(`the condition is longer than ${MAX_LENGTH} characters`, 0);
  const scanner = new Scanner(source.trim(), readOuter);
  const expression = new FilterReader(scanner, readPathQuery, true).logical(0);
  scanner.blank();
  if (scanner.at < scanner.source.length)
    scanner.fail(`expected the end of the condition, found ${scanner.found}`);
  return expression;
}

/** Whether any part of an expression reads an answer. */
export function readsAnswer(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { from, kind } = part as { readonly from?: unknown; readonly kind?: unknown };
  return from === '$' || kind === 'status' || Object.values(part).some(readsAnswer);
}

/** The paths of the answer that an expression reads, as written, each once. */
export function pathsIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { from, source } = part as Partial<PathQuery>;
  if (from === '$') return [source!];
  return [...new Set(Object.values(part).flatMap(pathsIn))];
}

/** Evaluates expressions: a comparison with a path must hold for each node that the path finds. Throws {@link NotChecked}. */
export class Evaluation {
  readonly #context: ExpressionContext;
  readonly #selection: NodeSelection;
  readonly #visits: Visits;

  constructor(context: ExpressionContext) {
    this.#context = context;
    this.#visits = context.testPattern.visits ?? new Visits();
    this.#selection = new NodeSelection(context.answer?.json, context.testPattern, (outer) =>
      this.#outer(outer),
    );
  }

  /** Whether a test has the wanted truth for each node; so a negation must hold for each node, too. */
  truthOf(test: Logical, wanted = true): Truth {
    switch (test.kind) {
      case 'or':
      case 'and': {
        const decisive = (test.kind === 'or') === wanted;
        return settle(test.parts, decisive ? 'true' : 'false', (part) => this.truthOf(part, wanted));
      }
      case 'not':
        return this.truthOf(test.part, !wanted);
      case 'exists':
        return everyOf(this.#nodes(test.query), (value) => isTruthy(value) === wanted);
      case 'truth':
        return isTruthy(this.#outer(test.of)) === wanted ? 'true' : 'false';
      case 'call':
        return this.#matches(test.call, wanted);
      case 'compare':
        return everyOf(this.#pairs(test.left, test.right), ([a, b]) => {
          refuseNumberAsText(a, b);
          return compareOperands(test.operator, a, b, this.#visits) === wanted;
        });
    }
  }

  #nodes(query: PathQuery): readonly unknown[] {
    if (this.#context.answer?.json === undefined) return [];
    return this.#selection.nodes(query).map(({ value }) => value);
  }

  #values(operand: Comparable): readonly unknown[] {
    if (operand.kind === 'query') return this.#nodes(operand.query);
    if (operand.kind === 'outer' && operand.outer.kind === 'status')
      return this.#context.answer === undefined ? [] : [this.#context.answer.status];
    return this.#selection.valuesOf(operand);
  }

  /** Each value of one side with each of the other; counts the pairs before it makes them. */
  #pairs(left: Comparable, right: Comparable): readonly (readonly [unknown, unknown])[] {
    const [ones, others] = [this.#values(left), this.#values(right)];
    this.#visits.count(ones.length * others.length);
    return ones.flatMap((one) => others.map((other) => [one, other] as const));
  }

  #matches({ name, text, pattern }: LogicalCall, wanted: boolean): Truth {
    return everyOf(
      this.#pairs(text, pattern),
      ([each, source]) => this.#selection.matches(name, each, source) === wanted,
    );
  }

  #outer(outer: Outer): unknown {
    if (outer.kind === 'status') return this.#context.answer?.status;
    if (outer.kind === 'constant') return outer.value;
    const { value, problems } = renderText(outer.text, this.#context.lookup);
    if (problems[0] !== undefined) throw new NotChecked(problems[0]);
    return value;
  }
}

/** A text and a number are never equal, so a comparison of `"5"` with 5 is a mistake in the spec. */
function refuseNumberAsText(a: unknown, b: unknown): void {
  const [text, number] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof text === 'string' && isNumber(number) && isDecimalText(text))
    throw new NotChecked(
      `the text "${text}" cannot be compared with the number ${String(number)}; put the number in quotes, or write {{toNumber name}}`,
    );
}

/** Combines the parts of `||` or `&&`: a `decisive` part settles the result, `unknown` never does. */
function settle(parts: readonly Logical[], decisive: Truth, truthOf: (part: Logical) => Truth): Truth {
  let isUnknown = false;
  for (const part of parts) {
    const truth = truthOf(part);
    if (truth === decisive) return decisive;
    isUnknown ||= truth === 'unknown';
  }
  if (isUnknown) return 'unknown';
  return decisive === 'true' ? 'false' : 'true';
}

const everyOf = <T>(values: readonly T[], test: (value: T) => boolean): Truth =>
  values.length === 0 ? 'unknown' : values.every(test) ? 'true' : 'false';

/** `false`, `0`, null, an empty text and a missing value are false, in any spelling. */
const isTruthy = (value: unknown): boolean =>
  typeof value === 'string' ? !['', 'false', '0'].includes(value.trim()) : Boolean(value);
