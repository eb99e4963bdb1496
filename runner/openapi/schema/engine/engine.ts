import type { Options, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ALTERNATIVES, type Alternatives, type Attempts, isSatisfied } from '../alternatives.ts';
import { ourKeywords } from './engine-keywords.ts';
import { isObject, type JsonObject, own, ownObject } from '../../document/json.ts';
import { type PatternGuard, testOf } from './pattern.ts';
import { readPattern } from './pattern-source.ts';
import { pointerKeys } from '../../document/pointer.ts';
import { UNREAD } from '../undecided.ts';
import { type Parts, unevaluatedKeywords } from '../unevaluated.ts';
import type { JsonSchema } from '../json-schema.ts';

/** The named schemas that `$ref`s of a translated schema lead to. */
export type Defs = JsonObject;

/** The validator of one kind of schemas. */
export type Engine = {
  readonly compile: (schema: JsonSchema, defs: Defs) => ValidateFunction;
  readonly attempt: (alternatives: Alternatives, value: unknown, defs: Defs) => Attempts;
};

/** Counts the work on one value, because cyclic schemas may be endless. */
export type Meter = {
  steps: number;
  /** Why parts that the value needed were not checked. */
  readonly unread: Set<string>;
};

/** More than any honest response takes: some seconds. */
const MAX_STEPS = 3_000_000;

/** Thrown inside the validator, which cannot be stopped in another way. */
export class TooManySteps extends Error {
  constructor() {
    super(`its schemas lead to each other in more than ${MAX_STEPS.toLocaleString('en')} ways`);
  }
}

export type EngineOptions = {
  readonly guard: PatternGuard;
  readonly meter: Meter;
  /** Members are read with `hasOwn`, because some are named like inherited properties. */
  readonly ownProperties: boolean;
  /** Errors name their schema, which their path does not show behind a `$ref`. */
  readonly verbose: boolean;
};

/**
 * Creates a validator. A named schema is compiled when the first value reaches it: large documents have hundreds, of which a
 * response uses few, and compiled at once they would overflow the stack.
 */
export function createEngine({ guard, meter, ownProperties, verbose }: EngineOptions): Engine {
  const ajv = new Ajv2020({
    ...settings,
    ownProperties,
    verbose,
    code: { optimize: false, regExp: regExpOf(guard) },
  });
  // It would generate code that tracks evaluated members; unevaluated.ts computes them instead.
  (ajv.opts as { unevaluated?: boolean }).unevaluated = false;
  let active: Defs = {};

  const compile = (schema: JsonSchema, defs: Defs): ValidateFunction => {
    const before = active;
    active = defs;
    try {
      return ajv.compile(schema);
    } finally {
      active = before;
    }
  };
  const step = (): void => {
    if (++meter.steps > MAX_STEPS) throw new TooManySteps();
  };
  const branches = new WeakMap<Alternatives, ValidateFunction[]>();
  const attempt: Engine['attempt'] = (alternatives, value, defs) => {
    const known = branches.get(alternatives) ?? [];
    branches.set(alternatives, known);
    const errors = alternatives.branches.map((branch, index) => {
      step();
      known[index] ??= compile(branch, defs);
      return known[index](value) ? [] : [...(known[index].errors ?? [])];
    });
    return { kind: alternatives.kind, errors };
  };

  for (const definition of [...ourKeywords, ...unevaluatedKeywords(() => partsOf(active))]) {
    ajv.removeKeyword(definition.keyword as string);
    ajv.addKeyword(definition);
  }
  ajv.removeKeyword('$ref');
  ajv.addKeyword({
    keyword: '$ref',
    schemaType: 'string',
    compile: (ref: string) => {
      const defs = active;
      let target: ValidateFunction | undefined;
      const follow = (data: unknown, context: Parameters<ValidateFunction>[1]): boolean => {
        step();
        target ??= compile(targetOf(defs, ref), defs);
        const holds = target(data, context);
        follow.errors = target.errors;
        return holds;
      };
      follow.errors = undefined as ValidateFunction['errors'];
      return follow as unknown as (data: unknown) => boolean;
    },
  });
  ajv.addKeyword({
    keyword: UNREAD,
    schemaType: 'string',
    errors: false,
    compile: (message: string) => () => {
      meter.unread.add(message);
      return true;
    },
  });
  ajv.addKeyword({
    keyword: ALTERNATIVES,
    schemaType: 'array',
    errors: false,
    compile: (alternatives: readonly Alternatives[]) => {
      const defs = active;
      return (value: unknown) => alternatives.every((each) => isSatisfied(attempt(each, value, defs)));
    },
  });

  const partsOf = (defs: Defs): Parts => {
    const validators = new Map<unknown, ValidateFunction>();
    return {
      validatorOf: (schema) => {
        step();
        const made = validators.get(schema) ?? compile(schema as JsonSchema, defs);
        validators.set(schema, made);
        return made;
      },
      follow: (ref) => targetOf(defs, ref),
      matches: (pattern, name) => {
        const read = readPattern(pattern);
        return !('problem' in read) && guard.test(read, name);
      },
    };
  };
  return { compile, attempt };
}

const settings: Options = {
  strict: false,
  allErrors: true,
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
  unicodeRegExp: false,
  validateFormats: false,
  logger: false,
};

function regExpOf(guard: PatternGuard) {
  const regExp = (source: string) => {
    const test = testOf(source, guard);
    // The library identifies compiled patterns by their text.
    return { test, toString: () => `/${source}/` };
  };
  return Object.assign(regExp, { code: 'pattern' });
}

/** The schema behind `#/$defs/name`; other references are never translated. */
export function targetOf(defs: Defs, ref: string): JsonSchema {
  const schema = own(defs, pointerKeys(ref.slice(1)).at(-1) ?? '');
  return isObject(schema) || typeof schema === 'boolean' ? schema : true;
}

/** The named schemas of a translated one. */
export const defsOf = (schema: JsonSchema): Defs => ownObject(schema, '$defs');
