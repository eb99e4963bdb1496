import { keyOf } from '../../document/equal.ts';
import { multiplesOf } from '../../document/exact.ts';
import { isObject, type JsonObject, own, ownObject } from '../../document/json.ts';
import { HINT, SWITCH } from '../discriminator.ts';
import type { JsonSchema } from '../json-schema.ts';
import { NULLABLE_IN_VAIN } from '../nullable.ts';
import { VALUES } from './engine-keywords.ts';
import { type Defs, targetOf } from './engine.ts';
import { type PatternGuard, testOf } from './pattern.ts';

/** Whether a value is valid for sure; false says that only the validator library can tell, or explain. */
export type Acceptor = (value: unknown) => boolean;

type Test<Value = unknown> = (value: Value) => boolean;

/** The JSON type of a value decides which tests apply to it. */
type Kind = 'string' | 'number' | 'array' | 'object' | 'boolean' | 'null';

type Context = { readonly defs: Defs; readonly guard: PatternGuard; steps: number };

/** Thrown where only the library can tell. */
const UNSURE = new Error('only the validator library can tell');

/** References followed for one value; the library has a limit of its own, which it reports. */
const MAX_STEPS = 100_000;

/**
 * Accepts values by the schema itself. Loading the library and compiling a schema costs as much as thousands of values, and most
 * values of a run are valid. It knows the common keywords only, and refuses nothing: the library does, and explains.
 */
export function createAcceptor(schema: JsonSchema, defs: Defs, guard: PatternGuard): Acceptor {
  const context: Context = { defs, guard, steps: 0 };
  let test: Test | undefined;
  let isUnsure = false;
  return (value) => {
    if (isUnsure) return false;
    context.steps = 0;
    try {
      test ??= prepare(schema, context);
      return test(value);
    } catch (error) {
      // A value that is nested too deeply overflows the stack.
      if (error !== UNSURE && !(error instanceof RangeError)) throw error;
      isUnsure = true;
      return false;
    }
  };
}

const accept: Test = () => true;
const refuse: Test = () => false;

function prepare(schema: unknown, context: Context): Test {
  if (typeof schema === 'boolean') return schema ? accept : refuse;
  if (!isObject(schema)) throw UNSURE;
  const tests: Readonly<Record<Kind, Test[]>> = {
    string: [],
    number: [],
    array: [],
    object: [],
    boolean: [],
    null: [],
  };
  for (const key of Object.keys(schema)) {
    if (annotations.has(key)) continue;
    if (!Object.hasOwn(keywords, key)) throw UNSURE;
    const { kinds, prepare: make } = keywords[key]!;
    const test = make(schema[key] as never, schema, context) as Test;
    for (const kind of kinds) tests[kind].push(test);
  }
  if (ALL.every((kind) => tests[kind].length === 0)) return accept;
  // All of them, as the library does: patterns that take too long are reported wherever they stand.
  return (value) => {
    let holds = true;
    for (const test of tests[kindOf(value)]) if (!test(value)) holds = false;
    return holds;
  };
}

function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value as Kind;
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'array' : 'object';
    default:
      // Such as a number beyond doubles.
      throw UNSURE;
  }
}

const ALL: readonly Kind[] = ['string', 'number', 'array', 'object', 'boolean', 'null'];

type Prepare<Operand, Value> = (operand: Operand, schema: JsonObject, context: Context) => Test<Value>;

type Keyword = { readonly kinds: readonly Kind[]; readonly prepare: Prepare<never, never> };

const of =
  <Value>(...kinds: readonly Kind[]) =>
  <Operand>(prepare: Prepare<Operand, Value>): Keyword => ({ kinds, prepare });

const any = of<unknown>(...ALL);
const text = of<string>('string');
const number = of<number>('number');
const list = of<readonly unknown[]>('array');
const object = of<JsonObject>('object');

/** They restrict nothing here; the walk along the view looks at formats and flags. */
const annotations: ReadonlySet<string> = new Set([
  ...['format', 'readOnly', 'writeOnly', 'x-secret', 'then', 'else', '$defs'],
  ...[SWITCH, HINT, NULLABLE_IN_VAIN],
]);

const all = (operand: readonly unknown[], context: Context): readonly Test[] =>
  operand.map((each) => prepare(each, context));

/** How many code points a text has: at most its length, at least half of it. */
const countOf = (value: string): number => [...value].length;

const isOneOf = any((values: readonly unknown[]) => {
  const keys = new Set(values.map(keyOf));
  return (value) => keys.has(keyOf(value));
});

const keywords: Readonly<Record<string, Keyword>> = {
  type: any((operand: string | readonly string[]) => {
    const types = new Set<string>([operand].flat());
    return (value) => {
      const kind = kindOf(value);
      if (kind !== 'number') return types.has(kind);
      return (
        (types.has('number') && Number.isFinite(value)) || (types.has('integer') && Number.isInteger(value))
      );
    };
  }),
  enum: any((values: readonly unknown[]) => (value) => values.includes(value)),
  const: any((wanted: unknown) => (value) => value === wanted),
  [VALUES.enum]: isOneOf,
  [VALUES.const]: isOneOf,
  minLength: text((least: number) => (value) => value.length >= 2 * least || countOf(value) >= least),
  maxLength: text((most: number) => (value) => value.length <= most || countOf(value) <= most),
  pattern: text((source: string, _, { guard }) => testOf(source, guard)),
  minimum: number((limit: number) => (value) => value >= limit),
  maximum: number((limit: number) => (value) => value <= limit),
  exclusiveMinimum: number((limit: number) => (value) => value > limit),
  exclusiveMaximum: number((limit: number) => (value) => value < limit),
  multipleOf: number(multiplesOf),
  minItems: list((least: number) => (value) => value.length >= least),
  maxItems: list((most: number) => (value) => value.length <= most),
  uniqueItems: list(
    (isAsked: boolean) => (value) => !isAsked || new Set(value.map(keyOf)).size === value.length,
  ),
  items: list((items: unknown, _, context) => {
    const test = prepare(items, context);
    return test === accept ? accept : (value) => count(value, test) === value.length;
  }),
  minProperties: object((least: number) => (value) => Object.keys(value).length >= least),
  maxProperties: object((most: number) => (value) => Object.keys(value).length <= most),
  required: object((names: readonly string[]) => (value) => {
    for (const name of names) if (value[name] === undefined) return false;
    return true;
  }),
  properties: object((properties: JsonObject, _, context) => {
    const tests = Object.keys(properties)
      .map((name) => [name, prepare(properties[name], context)] as const)
      .filter(([, test]) => test !== accept);
    return (value) => {
      let holds = true;
      for (const [name, test] of tests) {
        const member = value[name];
        if (member !== undefined && !test(member)) holds = false;
      }
      return holds;
    };
  }),
  additionalProperties: object((others: unknown, schema, context) => {
    const test = prepare(others, context);
    if (test === accept) return accept;
    const listed = ownObject(schema, 'properties');
    return (value) => {
      let holds = true;
      for (const name of Object.keys(value))
        if (!Object.hasOwn(listed, name) && !test(value[name])) holds = false;
      return holds;
    };
  }),
  allOf: any((branches: readonly unknown[], _, context) => {
    const tests = all(branches, context);
    return (value) => count(tests, (test) => test(value)) === tests.length;
  }),
  anyOf: any((branches: readonly unknown[], _, context) => {
    const tests = all(branches, context);
    return (value) => tests.some((test) => test(value));
  }),
  oneOf: any((branches: readonly unknown[], _, context) => {
    const tests = all(branches, context);
    return (value) => count(tests, (test) => test(value)) === 1;
  }),
  not: any((refused: unknown, _, context) => {
    const test = prepare(refused, context);
    return (value) => !test(value);
  }),
  if: any((condition: unknown, schema, context) => {
    const [test, met = accept, unmet = accept] = [condition, own(schema, 'then'), own(schema, 'else')].map(
      (each) => (each === undefined ? accept : prepare(each, context)),
    );
    return (value) => (test!(value) ? met(value) : unmet(value));
  }),
  $ref: any((ref: string, _, context) => {
    let target: Test | undefined;
    return (value) => {
      if (++context.steps > MAX_STEPS) throw UNSURE;
      target ??= prepare(targetOf(context.defs, ref), context);
      return target(value);
    };
  }),
};

function count<Item>(items: readonly Item[], test: Test<Item>): number {
  let held = 0;
  for (const item of items) if (test(item)) held++;
  return held;
}
