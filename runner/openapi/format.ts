import { fullFormats } from 'ajv-formats/dist/formats.js';

/** How well a string fits its format: as the standard says, only nearly, or not at all. */
export type FormatVerdict = 'fits' | 'nearly' | 'misses';

// What real APIs write instead: Rails' "2026-01-01 00:00:00 UTC", times without an offset, dates with a time.
const near: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i,
  date: /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/,
  uuid: /^[0-9a-f]{32}$/i,
  uri: /^(?:\/\/|\/|www\.)\S+$/,
};

const judged = ['date-time', 'date', 'uri', 'uuid', 'email'] as const;
const MAX_LENGTH = 4000;

/** Judges a string by one of the formats that are looked at; every other format fits. */
export function judgeFormat(format: string, text: string): FormatVerdict {
  const known = judged.find((name) => name === format);
  if (!known || text.length > MAX_LENGTH) return 'fits';
  if (isFormat(fullFormats[known], text)) return 'fits';
  return near[known]?.test(text) ? 'nearly' : 'misses';
}

function isFormat(definition: unknown, text: string): boolean {
  if (definition instanceof RegExp) {
    definition.lastIndex = 0;
    return definition.test(text);
  }
  if (typeof definition === 'function') return definition(text) === true;
  const validate = (definition as { validate?: unknown }).validate;
  return typeof validate === 'boolean' || isFormat(validate, text);
}
