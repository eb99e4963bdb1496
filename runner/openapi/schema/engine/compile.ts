import { separateAlternatives } from '../alternatives.ts';
import { createAcceptor } from './accept.ts';
import { createEngine, defsOf, type Engine, type Meter, TooManySteps } from './engine.ts';
import { holdsExact } from '../../document/exact.ts';
import { createExplanation } from './explain.ts';
import type { Violation } from '../violation.ts';
import { isObject } from '../../document/json.ts';
import type { DocumentProblem } from '../../document/documents.ts';
import { createPatternGuard, type PatternGuard, type PatternTime } from './pattern.ts';
import { moveNumbers, type PlacedSchema } from '../rewrite-schema.ts';
import { measureSchema, problemOfSize, type SchemaSize } from '../schema-size.ts';

/** `violations` is empty for a valid value; `unchecked` says what was not checked. */
export type Validation = { readonly violations: readonly Violation[]; readonly unchecked: readonly string[] };

export type Validator = (value: unknown) => Validation | DocumentProblem;

/** Compiles translated schemas. Failures are explained by a second schema, compiled only then. */
export type Compiler = { readonly compile: (converted: PlacedSchema) => Validator | DocumentProblem };

/**
 * The validators that check and that explain; others are used for schemas with members named like inherited properties. Each is
 * created when a value needs it: the first one loads the library, which takes 40 ms.
 */
type Engines = { readonly plain: () => Engine; readonly explainer: () => Engine };

/** Creates a compiler. */
export function createCompiler(time: PatternTime = {}): Compiler {
  const guard = createPatternGuard(time);
  const meter: Meter = { steps: 0, unread: new Set() };
  const known = new Map<boolean, Engines>();
  const enginesFor = (ownProperties: boolean): Engines => {
    const options = { guard, meter, ownProperties };
    const made = known.get(ownProperties) ?? {
      plain: once(() => createEngine({ ...options, verbose: false })),
      explainer: once(() => createEngine({ ...options, verbose: true })),
    };
    known.set(ownProperties, made);
    return made;
  };

  const compile = (converted: PlacedSchema): Validator | DocumentProblem => {
    const size = measureSchema(converted.schema);
    const problem = problemOfSize(size);
    if (problem !== undefined) return { problem };
    const engines = enginesFor(size.namesInherited);
    // Created on demand: most schemas never meet a number beyond doubles.
    const checks = new Map<boolean, Check>();
    const checkFor = (isExact: boolean): Check => {
      const made =
        checks.get(isExact) ??
        createCheck(isExact ? moveNumbers(converted) : converted, { ...engines, guard }, size);
      checks.set(isExact, made);
      return made;
    };
    return (value) => {
      guard.takeAbandoned();
      guard.forgive();
      meter.steps = 0;
      if (meter.unread.size > 0) meter.unread.clear();
      try {
        const violations = checkFor(size.holdsExact || holdsExact(value))(value);
        const patterns = guard.takeAbandoned();
        if (patterns.length === 0 && meter.unread.size === 0) return { violations, unchecked: NOTHING };
        // A pattern that was given up counts as matching, which some keywords turn into a refusal.
        const isSure = patterns.length === 0 || !size.mayRefuseByHolding;
        return {
          violations: isSure ? violations : NONE,
          unchecked: [...patterns.map(abandoned), ...meter.unread],
        };
      } catch (error) {
        return { problem: `the value could not be checked: ${reason(error)}` };
      }
    };
  };
  return { compile };
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

type Check = (value: unknown) => readonly Violation[];

const NONE: readonly Violation[] = [];
const NOTHING: readonly string[] = [];

/** Longer lists are tried one by one: as one function they would overflow the stack. */
const LONG_LIST = 50;

function createCheck(
  schema: PlacedSchema,
  { plain, explainer, guard }: Engines & { readonly guard: PatternGuard },
  { longestList, namesInherited, mayBeUnread }: SchemaSize,
): Check {
  const accepts =
    namesInherited || mayBeUnread ? undefined : createAcceptor(schema.schema, defsOf(schema.schema), guard);
  const validator = once(() => {
    const checked = longestList > LONG_LIST ? separateAlternatives(schema, LONG_LIST).schema : schema.schema;
    return plain().compile(checked, defsOf(checked));
  });
  let explain: Check | undefined;
  return (value) => {
    if (accepts?.(value) === true) return NONE;
    guard.takeAbandoned();
    guard.forgive();
    if (validator()(value)) return NONE;
    // A refusal without an explanation is still a refusal.
    try {
      explain ??= createExplanation(schema, explainer());
      const violations = explain(value);
      return violations.length > 0 ? violations : [unexplained(schema, value)];
    } catch (error) {
      if (error instanceof TooManySteps || error instanceof RangeError) return [unexplained(schema, value)];
      throw error;
    }
  };
}

const unexplained = ({ schema, places }: PlacedSchema, value: unknown): Violation => ({
  keyword: 'its schema',
  keys: [],
  params: {},
  schema: {},
  place: isObject(schema) ? places.get(schema) : undefined,
  value,
});
const abandoned = (pattern: string): string =>
  `the pattern ${pattern} took too long and was given up (docs/formats.md)`;
const reason = (error: unknown): string =>
  error instanceof RangeError
    ? 'it or its schema is nested too deeply, or its schema refers to itself without end'
    : error instanceof Error
      ? error.message
      : String(error);
