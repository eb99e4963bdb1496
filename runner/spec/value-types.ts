import { isDay } from './day.ts';
import { isObject } from './json-values.ts';

/** What `type:` can ask for. */
export const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

const CLOCK = /^[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** No address is longer (RFC 5321), and the pattern takes the square of the length. */
const MAX_EMAIL_LENGTH = 320;

/** What `format:` can ask for. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => UUID.test(text),
  date: isDay,
  'date-time': (text) => isDay(text.slice(0, 10)) && CLOCK.test(text.slice(10)),
  uri: (text) => /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text),
  email: (text) => text.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
};
