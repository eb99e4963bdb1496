import type { ErrorObject, ValidateFunction } from 'ajv';
import {
  ALTERNATIVES,
  type Alternatives,
  type Attempts,
  closestBranch,
  isSatisfied,
  isTypeMismatch,
  separateAlternatives,
} from './alternatives.ts';
import { isObject, type JsonObject, own } from './json.ts';
import type { Place, Problem } from './load.ts';
import { createPatternGuard, type PatternTime } from './pattern.ts';
import { readPattern } from './pattern-source.ts';
import { lookUp, pointerKeys, typedKeys } from './pointer.ts';
import type { ConvertedSchema, JsonSchema } from './schema.ts';

/** One way in which a value breaks its schema. */
export type Violation = {
  readonly keyword: string;
  readonly keys: readonly (string | number)[];
  readonly params: JsonObject;
  /** The schema that the keyword belongs to. */
  readonly schema: JsonObject;
  readonly place: Place | undefined;
  readonly value: unknown;
};

/** `violations` is empty for a value that holds; `unchecked` says what was not looked at. */
export type Validation = { readonly violations: readonly Violation[]; readonly unchecked: readonly string[] };

export type Validator = (value: unknown) => Validation | Problem;

/** Compiles translated schemas; failures are explained by a second schema that is compiled only then. */
export type Compiler = { readonly compile: (converted: ConvertedSchema) => Validator | Problem };

/** Loads ajv, which takes 40 ms, and creates a compiler. */
export async function createCompiler(time: PatternTime = {}): Promise<Compiler> {
  const { Ajv2020 } = await import('./ajv.ts');
  const guard = createPatternGuard(time);
  const regExp = (source: string) => {
    const pattern = readPattern(source);
    const test = 'problem' in pattern ? () => true : (text: string) => guard.test(pattern, text);
    // ajv tells compiled patterns apart by their text.
    return { test, toString: () => `/${source}/` };
  };
  const options = {
    strict: false,
    allErrors: true,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    unicodeRegExp: false,
    validateFormats: false,
    // Prices: 19.99 is a multiple of 0.01 for everyone but binary fractions.
    multipleOfPrecision: 9,
    logger: false as const,
    code: { optimize: false, regExp: Object.assign(regExp, { code: 'pattern' }) },
  };
  const ajv = new Ajv2020(options);
  // Its errors name the schema they come from, which behind a $ref their path does not tell.
  const explainer = new Ajv2020({ ...options, verbose: true });
  const attempt = createAttempts((schema) => explainer.compile(schema));
  explainer.addKeyword({
    keyword: ALTERNATIVES,
    schemaType: 'array',
    errors: false,
    compile: (alternatives: readonly Alternatives[], _parent, { schemaEnv }) => {
      const root = schemaEnv.root.schema;
      return (value: unknown) => alternatives.every((each) => isSatisfied(attempt(each, value, root)));
    },
  });

  const compile = (converted: ConvertedSchema): Validator | Problem => {
    try {
      const validate = ajv.compile(converted.schema);
      let explain: ((value: unknown) => readonly Violation[]) | undefined;
      return (value) => {
        try {
          guard.takeAbandoned();
          guard.forgive();
          if (validate(value)) return { violations: [], unchecked: guard.takeAbandoned().map(abandoned) };
          explain ??= createExplanation(converted, (schema) => explainer.compile(schema), attempt);
          const violations = explain(value);
          return {
            // A refusal that cannot be explained is still a refusal.
            violations: violations.length > 0 ? violations : [unexplained(converted, value)],
            unchecked: guard.takeAbandoned().map(abandoned),
          };
        } catch (error) {
          return { problem: `the value could not be checked: ${reason(error)}` };
        }
      };
    } catch (error) {
      return { problem: `the schema cannot be compiled: ${reason(error)}` };
    }
  };
  return { compile };
}

const unexplained = ({ schema, places }: ConvertedSchema, value: unknown): Violation => ({
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
    ? 'it refers to itself without end'
    : error instanceof Error
      ? error.message
      : String(error);

type Compile = (schema: JsonSchema) => ValidateFunction;
type Attempt = (alternatives: Alternatives, value: unknown, root: JsonSchema) => Attempts;

function createAttempts(compile: Compile): Attempt {
  const compiled = new WeakMap<Alternatives, readonly ValidateFunction[]>();
  return (alternatives, value, root) => {
    const known =
      compiled.get(alternatives) ??
      alternatives.branches.map((branch) =>
        compile(isObject(branch) ? { ...branch, $defs: own(root, '$defs') ?? {} } : branch),
      );
    compiled.set(alternatives, known);
    const errors = known.map((validate) => (validate(value) ? [] : [...(validate.errors ?? [])]));
    return { kind: alternatives.kind, errors };
  };
}

function createExplanation(converted: ConvertedSchema, compile: Compile, attempt: Attempt) {
  const separated = separateAlternatives(converted.schema, converted.places);
  const root = separated.schema;
  const validate = compile(root);

  const explainErrors = (errors: readonly ErrorObject[], body: unknown, prefix: string): Violation[] =>
    errors.flatMap((error) => {
      const pointer = prefix + error.instancePath;
      const value = lookUp(body, pointerKeys(pointer))?.value;
      const schema = isObject(error.parentSchema) ? error.parentSchema : {};
      if (error.keyword === 'if') return [];
      if (error.keyword === ALTERNATIVES) return explainAlternatives(schema, value, body, pointer);
      const keys = typedKeys(body, pointer);
      return [
        {
          keyword: error.keyword,
          keys,
          params: error.params,
          schema,
          place: separated.places.get(schema),
          value,
        },
      ];
    });

  const explainAlternatives = (
    schema: JsonObject,
    value: unknown,
    body: unknown,
    pointer: string,
  ): Violation[] =>
    (schema[ALTERNATIVES] as readonly Alternatives[]).flatMap((alternatives) => {
      const attempts = attempt(alternatives, value, root);
      if (isSatisfied(attempts)) return [];
      const { kind, branches } = alternatives;
      const at = { keys: typedKeys(body, pointer), schema, place: separated.places.get(schema), value };
      const held = attempts.errors.flatMap((errors, index) => (errors.length === 0 ? [index] : []));
      if (held.length > 1) return [{ ...at, keyword: kind, params: { held } }];
      const closest = closestBranch(attempts);
      const branch = closest === undefined ? undefined : branches[closest];
      if (closest === undefined || !isObject(branch))
        return [{ ...at, keyword: 'type', params: { type: wantedTypes(attempts) } }];
      const place = separated.places.get(branch);
      const found = explainErrors(attempts.errors[closest] ?? [], body, pointer);
      return found.map((violation) => (violation.place ? violation : { ...violation, place }));
    });

  return (body: unknown): readonly Violation[] => {
    const errors = validate(body) ? [] : [...(validate.errors ?? [])];
    return withoutEchoes(explainErrors(errors, body, ''));
  };
}

/** A value of the wrong type is of course none of the enum either; the type says it all. */
function withoutEchoes(violations: readonly Violation[]): readonly Violation[] {
  const mistyped = new Set(
    violations.flatMap(({ keyword, keys }) => (keyword === 'type' ? [JSON.stringify(keys)] : [])),
  );
  return violations.filter(
    ({ keyword, keys }) => (keyword !== 'enum' && keyword !== 'const') || !mistyped.has(JSON.stringify(keys)),
  );
}

const wantedTypes = (attempts: Attempts): readonly string[] => [
  ...new Set(
    attempts.errors
      .filter(isTypeMismatch)
      .flatMap((errors) =>
        errors.flatMap(({ keyword, instancePath, params }) =>
          keyword === 'type' && instancePath === ''
            ? [(params as { type: string | string[] }).type].flat()
            : [],
        ),
      ),
  ),
];
