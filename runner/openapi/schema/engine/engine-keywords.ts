import type { ErrorObject, KeywordDefinition, SchemaValidateFunction } from 'ajv';
import { keyOf } from '../../document/equal.ts';
import { type AnyNumber, compareExact, isAnyNumber, isWhole, multiplesOf } from '../../document/exact.ts';
import { type JsonObject, jsonType } from '../../document/json.ts';

/** `enum` and `const` with values that the library does not compare as JSON: objects, exact numbers, very many, or none. */
export const VALUES = { enum: 'x-enum', const: 'x-const' } as const;

/** The constraints on numbers, if some have more digits than a double holds. */
export const NUMBERS = 'x-numbers';

/** The keywords that `NUMBERS` replaces, with their values. */
export const numberKeywords = [
  'type',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
] as const;

type Difference = Pick<ErrorObject, 'keyword' | 'params'>;

/** A keyword as a function of its value and the data; it returns how the data differs. */
function keywordOf<Value>(
  keyword: string,
  prepare: (value: Value) => (data: unknown) => readonly Difference[],
): KeywordDefinition {
  return {
    keyword,
    compile: (value: Value, parentSchema) => {
      const differences = prepare(value);
      const validate: SchemaValidateFunction = (data: unknown) => {
        const found = differences(data);
        if (found.length === 0) return true;
        validate.errors = found.map((each) => ({ ...each, parentSchema }));
        return false;
      };
      return validate as (data: unknown) => boolean;
    },
  };
}

const none: readonly Difference[] = [];

const oneOfValues = (keyword: 'enum' | 'const') =>
  keywordOf<readonly unknown[]>(VALUES[keyword], (values) => {
    const keys = new Set(values.map(keyOf));
    const found = [{ keyword, params: { allowedValues: values } }];
    return (data) => (keys.has(keyOf(data)) ? none : found);
  });

const uniqueItems = keywordOf<boolean>('uniqueItems', (isAsked) => (data) => {
  if (!isAsked || !Array.isArray(data)) return none;
  const seen = new Map<string, number>();
  for (const [i, item] of data.entries()) {
    const key = keyOf(item);
    const j = seen.get(key);
    if (j !== undefined) return [{ keyword: 'uniqueItems', params: { i, j } }];
    seen.set(key, i);
  }
  return none;
});

/** In decimals: in binary, 19.99 is not a multiple of 0.01. */
const multipleOf = keywordOf<AnyNumber>('multipleOf', (of) => {
  const found = [{ keyword: 'multipleOf', params: { multipleOf: of } }];
  const isMultiple = multiplesOf(of);
  return (data) => (isAnyNumber(data) && !isMultiple(data) ? found : none);
});

type Numbers = JsonObject & { readonly type?: string | readonly string[] };

const bounds = [
  ['minimum', '>=', (difference: number) => difference >= 0],
  ['maximum', '<=', (difference: number) => difference <= 0],
  ['exclusiveMinimum', '>', (difference: number) => difference > 0],
  ['exclusiveMaximum', '<', (difference: number) => difference < 0],
] as const;

const numbers = keywordOf<Numbers>(NUMBERS, (value) => (data) => {
  const { type, multipleOf: of } = value;
  if (type !== undefined && ![type].flat().some((each) => isOfType(data, each)))
    return [{ keyword: 'type', params: { type } }];
  if (!isAnyNumber(data)) return none;
  const found: Difference[] = bounds.flatMap(([keyword, comparison, holds]) => {
    const limit = value[keyword];
    return isAnyNumber(limit) && !holds(compareExact(data, limit))
      ? [{ keyword, params: { comparison, limit } }]
      : [];
  });
  if (isAnyNumber(of) && !multiplesOf(of)(data))
    found.push({ keyword: 'multipleOf', params: { multipleOf: of } });
  return found;
});

const isOfType = (data: unknown, type: string): boolean =>
  type === 'integer' ? isAnyNumber(data) && isWhole(data) : jsonType(data) === type;

/** Our keywords, which replace the library's. */
export const ourKeywords: readonly KeywordDefinition[] = [
  oneOfValues('enum'),
  oneOfValues('const'),
  uniqueItems,
  multipleOf,
  numbers,
];
