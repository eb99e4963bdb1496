/** A JSON Schema, as data. */
export type KeySchema = { readonly [keyword: string]: unknown };

const named = (properties: Readonly<Record<string, KeySchema>>, required?: readonly string[]): KeySchema => ({
  type: 'object',
  properties,
  ...(required !== undefined && { required }),
  additionalProperties: false,
});

/** A scalar for a key that is always text: YAML reads `007` as a number. */
export const TEXT: KeySchema = { type: ['string', 'number'] };
export const FLAG: KeySchema = { enum: [true, false, 'true', 'false'] };
export const DURATION: KeySchema = {
  anyOf: [{ type: 'number', minimum: 0 }, { pattern: '^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w|sec|min)?\\s*$' }],
};
export const MAP: KeySchema = { type: 'object' };
export const ANYTHING: KeySchema = {};

const COUNT: KeySchema = { type: 'number', minimum: 1 };
const STATUS: KeySchema = {
  type: ['integer', 'string', 'array'],
  items: { type: ['integer', 'string'] },
};
const ANSWER = { status: STATUS, headers: MAP, body: MAP };

export const FILES: KeySchema = {
  type: 'array',
  items: named({ field_name: TEXT, file_path: TEXT, filename: TEXT, content_type: TEXT }, [
    'field_name',
    'file_path',
  ]),
};

export const EXTRACTS: KeySchema = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      { type: 'string' },
      {
        ...named({ path: TEXT, header: TEXT, optional: FLAG, default: ANYTHING, all: FLAG, redact: FLAG }),
        oneOf: [{ required: ['path'] }, { required: ['header'] }],
      },
    ],
  },
};

export const EXPECT: KeySchema = {
  ...named({ ...ANSWER, maxMs: DURATION, schema: FLAG }),
  minProperties: 1,
};

export const RETRY: KeySchema = named(
  {
    until: { anyOf: [{ type: 'string' }, { ...named(ANSWER), minProperties: 1 }] },
    attempts: COUNT,
    interval: DURATION,
    backoff: COUNT,
    maxMs: DURATION,
  },
  ['until'],
);

export const FOR_EACH: KeySchema = named({ in: { type: ['array', 'string'] }, as: TEXT, max: COUNT }, ['in']);
