import { keyOf } from '../../document/equal.ts';
import { multiplesOf } from '../../document/exact.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from '../../document/json.ts';
import { HINT, SWITCH } from '../discriminator.ts';
import type { JsonSchema } from '../json-schema.ts';
import { NULLABLE_IN_VAIN } from '../nullable.ts';
import { VALUES } from './engine-keywords.ts';
import { type Defs, targetOf } from './engine.ts';
import { type PatternGuard, testOf } from './pattern.ts';

/** Whether a value is valid for sure; false says that only the validator library can tell, or explain. */
export type Acceptor = (value: unknown) => boolean;

type Test<Value = unknown> = (value: Value) => boolean;

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

/** The JSON type of a value decides which tests apply to it. */
const KINDS = ['string', 'number', 'array', 'object', 'boolean', 'null'] as const;

type Kind = (typeof KINDS)[number];

type Tests = Readonly<Record<Kind, Test[]>>;

const accept: Test = () => true;
const refuse: Test = () => false;

function prepare(schema: unknown, context: Context): Test {
  if (typeof schema === 'boolean') return schema ? accept : refuse;
  if (!isObject(schema)) throw UNSURE;
  const tests: Tests = { string: [], number: [], array: [], object: [], boolean: [], null: [] };
  for (const key of Object.keys(schema)) {
    if (annotations.has(key)) continue;
    if (!Object.hasOwn(keywords, key)) throw UNSURE;
    keywords[key]!(tests, schema[key] as never, schema, context);
  }
  const [text, number, list, object, flag, nothing] = [
    join(tests.string),
    join(tests.number),
    join(tests.array),
    join(tests.object),
    join(tests.boolean),
    join(tests.null),
  ];
  if ([text, number, list, object, flag, nothing].every((test) => test === accept)) return accept;
  return (value) => {
    switch (typeof value) {
      case 'string':
        return text(value);
      case 'number':
        return number(value);
      case 'boolean':
        return flag(value);
      case 'object':
        return value === null ? nothing(value) : Array.isArray(value) ? list(value) : object(value);
      default:
        // Such as a number beyond doubles.
        throw UNSURE;
    }
  };
}

/** All of them, as the library does: patterns that take too long are reported wherever they stand. */
function join(tests: readonly Test[]): Test {
  if (tests.length < 2) return tests[0] ?? accept;
  return (value) => {
    let holds = true;
    for (let index = 0; index < tests.length; index++) if (!tests[index]!(value)) holds = false;
    return holds;
  };
}

/** Adds the tests of a keyword. */
type Keyword = (tests: Tests, operand: never, schema: JsonObject, context: Context) => void;

type Make<Operand, Value> = (operand: Operand, schema: JsonObject, context: Context) => Test<Value>;

const keywordFor =
  <Value>(kinds: readonly Kind[]) =>
  <Operand>(make: Make<Operand, Value>): Keyword =>
  (tests, operand, schema, context) => {
    const test = make(operand, schema, context) as Test;
    if (test !== accept) for (const kind of kinds) tests[kind].push(test);
  };

const any = keywordFor<unknown>(KINDS);
const text = keywordFor<string>(['string']);
const number = keywordFor<number>(['number']);
const list = keywordFor<readonly unknown[]>(['array']);
const object = keywordFor<JsonObject>(['object']);

/** They restrict nothing here: the walk along the view looks at formats and flags, other keywords at the rest. */
const annotations: ReadonlySet<string> = new Set([
  ...['format', 'readOnly', 'writeOnly', 'x-secret', 'then', 'else', '$defs'],
  ...[SWITCH, HINT, NULLABLE_IN_VAIN],
]);

function addTypes(tests: Tests, operand: string | readonly string[]): void {
  const types = [operand].flat();
  for (const kind of KINDS)
    if (!types.includes(kind))
      tests[kind].push(kind === 'number' && types.includes('integer') ? isWhole : refuse);
    else if (kind === 'number') tests[kind].push(Number.isFinite);
}

const isWhole: Test = Number.isInteger;

/** How many code points a text has: at most its length, at least half of it. */
const countOf = (value: string): number => [...value].length;

const oneOfValues = any((values: readonly unknown[]) => {
  const keys = new Set(values.map(keyOf));
  return (value) => keys.has(keyOf(value));
});

const testsOf = (schemas: readonly unknown[], context: Context): readonly Test[] =>
  schemas.map((each) => prepare(each, context));

type Member = { readonly test: Test; readonly isRequired: boolean };

/** `properties`, `required` and `additionalProperties`, in one pass over the members of a value. */
const members = object((_: unknown, schema, context) => {
  const others = prepare(own(schema, 'additionalProperties') ?? true, context);
  const properties = ownObject(schema, 'properties');
  const required = new Set(ownList(schema, 'required') as readonly string[]);
  const known = new Map<string, Member>();
  for (const name of required) known.set(name, { test: others, isRequired: true });
  for (const name of Object.keys(properties))
    known.set(name, { test: prepare(properties[name], context), isRequired: required.has(name) });
  return (value) => {
    let holds = true;
    let met = 0;
    const names = Object.keys(value);
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      const member = value[name];
      if (member === undefined) throw UNSURE;
      const entry = known.get(name);
      if (entry?.isRequired === true) met++;
      if (!(entry === undefined ? others : entry.test)(member)) holds = false;
    }
    return holds && met === required.size;
  };
});

/** One of several keywords does for all of them. */
const membersOnce =
  (...before: readonly string[]): Keyword =>
  (tests, operand, schema, context) => {
    if (!before.some((key) => Object.hasOwn(schema, key))) members(tests, operand, schema, context);
  };

const keywords: Readonly<Record<string, Keyword>> = {
  type: addTypes,
  enum: any((values: readonly unknown[]) => (value) => values.includes(value)),
  const: any((wanted: unknown) => (value) => value === wanted),
  [VALUES.enum]: oneOfValues,
  [VALUES.const]: oneOfValues,
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
  properties: membersOnce(),
  required: membersOnce('properties'),
  additionalProperties: membersOnce('properties', 'required'),
  allOf: any((branches: readonly unknown[], _, context) => join(testsOf(branches, context))),
  anyOf: any((branches: readonly unknown[], _, context) => {
    const tests = testsOf(branches, context);
    return (value) => tests.some((test) => test(value));
  }),
  oneOf: any((branches: readonly unknown[], _, context) => {
    const tests = testsOf(branches, context);
    return (value) => count(tests, (test) => test(value)) === 1;
  }),
  not: any((refused: unknown, _, context) => {
    const test = prepare(refused, context);
    return (value) => !test(value);
  }),
  if: any((condition: unknown, schema, context) => {
    const test = prepare(condition, context);
    const [met, unmet] = [own(schema, 'then'), own(schema, 'else')].map((each) =>
      each === undefined ? accept : prepare(each, context),
    ) as [Test, Test];
    return (value) => (test(value) ? met(value) : unmet(value));
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
  for (let index = 0; index < items.length; index++) if (test(items[index]!)) held++;
  return held;
}
