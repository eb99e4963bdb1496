import { isInteger, isNumber } from '../json/exact-number.ts';
import { isObjectValue } from '../json/json-values.ts';

/** The types of the `type:` matcher. */
export const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: isNumber,
  integer: isInteger,
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObjectValue,
  null: (value) => value === null,
};
