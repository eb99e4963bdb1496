import { SWITCH } from '../schema/discriminator.ts';
import { digitsOf, isExact, withDigits } from '../document/exact.ts';
import type { Violation } from '../schema/violation.ts';
import type { Remarkable } from './group.ts';
import { type JsonObject, jsonType, own } from '../document/json.ts';
import type { DocumentPlace } from '../document/documents.ts';
import { NULLABLE_IN_VAIN } from '../schema/nullable.ts';
import { extendPointer, pointerKeys } from '../document/pointer.ts';
import { cutLong, showValue } from '../document/show-value.ts';
import type { Remark } from '../schema/walk.ts';
import type { Flag } from '../schema/flag.ts';

/** A sentence about a value, and the same without it. */
const aboutValue = (value: unknown, rest: string, is = 'is'): Pick<Remarkable, 'sentence' | 'veiled'> => ({
  sentence: `${is} ${showValue(value)}${rest}`,
  veiled: `${is} ${HIDDEN}${rest}`,
});

/** The placeholder of a hidden value. */
export const HIDDEN = '"***"';

const text = (params: JsonObject, key: string): string => {
  const value = own(params, key);
  return typeof value === 'string' ? value : showJson(value);
};

/** JSON, with all digits of numbers beyond doubles. */
const showJson = (value: unknown): string =>
  isExact(value) ? digitsOf(value) : (JSON.stringify(withDigits(value)) ?? '');

const listed = (values: unknown): string => {
  const all = (Array.isArray(values) ? values : [values]).map(showJson);
  return all.length > 12 ? `${all.slice(0, 12).join(', ')} or ${all.length - 12} more` : all.join(', ');
};

const types = (type: unknown): string => (Array.isArray(type) ? type : [type]).join(' or ');

type Said = Pick<Remarkable, 'sentence' | 'veiled' | 'expected' | 'hint' | 'side'> & {
  readonly missing?: string;
  readonly detail?: string;
};

const limit = (violation: Violation, unit: string): Said => ({
  sentence: `has ${measure(violation.value)}; expected ${text(violation.params, 'limit')} ${unit}`,
  expected: own(violation.params, 'limit'),
});
const measure = (value: unknown): string => {
  if (typeof value === 'string') return `${Array.from(value).length} characters`;
  if (Array.isArray(value)) return `${value.length} items`;
  return `${Object.keys(Object(value)).length} fields`;
};
const bound = ({ params, value }: Violation): Said => ({
  ...aboutValue(value, `; expected ${text(params, 'comparison')} ${text(params, 'limit')}`),
  expected: `${text(params, 'comparison')} ${text(params, 'limit')}`,
});

/** What to do if null is refused. */
const hintOfNull = (schema: JsonObject): string => {
  const why = own(schema, NULLABLE_IN_VAIN);
  return typeof why === 'string'
    ? why
    : 'if null is a legitimate value, the document should allow it (docs/documents.md says how)';
};

const sayType = ({ params, schema, value }: Violation): Said => {
  const wanted = types(own(params, 'type'));
  const said = {
    ...aboutValue(value, `; expected ${wanted}`),
    expected: wanted,
    detail: jsonType(value),
  };
  if (value === null)
    return {
      ...said,
      side: 'document',
      hint: hintOfNull(schema),
    };
  return { ...said, side: 'api' };
};

const sayEnum = ({ params, schema, value }: Violation): Said => {
  const allowed = own(params, 'allowedValues') ?? own(params, 'allowedValue');
  const what = SWITCH in schema ? 'chooses the schema and ' : '';
  if (Array.isArray(allowed) && allowed.length === 0)
    return { ...aboutValue(value, '; the document lists no value (enum: [])'), side: 'document' };
  return {
    ...aboutValue(value, `; expected one of ${listed(allowed)}`, `${what}is`),
    expected: withDigits(allowed),
    detail: showValue(value),
    side: 'document',
    hint:
      value === null && NULLABLE_IN_VAIN in schema
        ? hintOfNull(schema)
        : 'a value that is new to the API is missing from the document',
  };
};

const sayRequired = ({ params }: Violation): Said => ({
  sentence: 'is missing, and the document requires it',
  missing: String(own(params, 'missingProperty')),
  expected: 'a value',
  side: 'api',
  hint: 'if it may be absent, the document should not list it as required',
});

const sayAdditional = ({ params }: Violation): Said => ({
  sentence: 'is not allowed: the document permits no further fields',
  missing: String(own(params, 'additionalProperty') ?? own(params, 'unevaluatedProperty')),
  side: 'document',
});

/** A value that fits none of very many alternatives, or too many of them. */
function sayAlternatives({ params }: Violation): Said {
  const held = own(params, 'held') as readonly unknown[];
  if (held.length === 0)
    return { sentence: `fits none of the ${Number(own(params, 'of')).toLocaleString('en')} alternatives` };
  return {
    sentence: `fits ${held.length} of the alternatives; it must fit exactly one`,
    side: 'document',
    hint: 'the alternatives overlap; anyOf or a discriminator would tell them apart',
  };
}

function sayContains(params: JsonObject): string {
  const [least, most] = [own(params, 'minContains'), own(params, 'maxContains')];
  const wanted = most === undefined ? `${String(least)} or more` : `${String(least)} to ${String(most)}`;
  return `has too few or too many items of the kind that "contains" describes; expected ${wanted}`;
}

const sayings: Readonly<Record<string, (violation: Violation) => Said>> = {
  type: sayType,
  enum: sayEnum,
  const: sayEnum,
  required: sayRequired,
  additionalProperties: sayAdditional,
  unevaluatedProperties: sayAdditional,
  unevaluatedItems: ({ params }) => ({
    sentence: `has an item at ${text(params, 'unevaluatedItem')} that the document does not permit`,
    side: 'document',
  }),
  minLength: (violation) => limit(violation, 'characters or more'),
  maxLength: (violation) => limit(violation, 'characters or fewer'),
  minItems: (violation) => limit(violation, 'items or more'),
  maxItems: (violation) => limit(violation, 'items or fewer'),
  minProperties: (violation) => limit(violation, 'fields or more'),
  maxProperties: (violation) => limit(violation, 'fields or fewer'),
  minimum: bound,
  maximum: bound,
  exclusiveMinimum: bound,
  exclusiveMaximum: bound,
  pattern: ({ params, value }) => ({
    ...aboutValue(value, `; expected a match of ${text(params, 'pattern')}`),
    expected: own(params, 'pattern'),
  }),
  multipleOf: ({ params, value }) => ({
    ...aboutValue(value, `; expected a multiple of ${text(params, 'multipleOf')}`),
    expected: withDigits(own(params, 'multipleOf')),
  }),
  uniqueItems: ({ params }) => ({
    sentence: `has equal items at ${text(params, 'j')} and ${text(params, 'i')}`,
  }),
  not: () => ({ sentence: 'has a form that the document rules out' }),
  'false schema': () => ({ sentence: 'is not allowed by the document' }),
  oneOf: sayAlternatives,
  anyOf: sayAlternatives,
  contains: ({ params }) => ({ sentence: sayContains(params) }),
  items: (violation) => limit(violation, 'items or fewer'),
  propertyNames: ({ params }) => ({
    sentence: 'has a name that the document does not allow (propertyNames)',
    missing: String(own(params, 'propertyName')),
  }),
  dependentRequired: ({ params }) => ({
    sentence: `is missing, and must accompany ${text(params, 'property')}`,
    missing: String(own(params, 'missingProperty')),
  }),
};

/** Explains how a value breaks its schema. */
export function sayViolation(violation: Violation): Remarkable {
  const said = sayings[violation.keyword]?.(violation) ?? {
    sentence: `does not satisfy ${violation.keyword}`,
  };
  const { missing, detail, ...rest } = said;
  const name = schemaName(violation.place);
  const named = (sentence: string): string =>
    name === undefined ? sentence : `${sentence} (schema ${name})`;
  return {
    ...rest,
    sentence: named(rest.sentence),
    veiled: rest.veiled && named(rest.veiled),
    keys: missing === undefined ? violation.keys : [...violation.keys, missing],
    alike: `${violation.keyword} ${missing ?? ''} ${detail ?? ''} ${violation.place?.pointer}`,
    ...(missing === undefined ? { actual: shortActual(violation.value) } : {}),
    place: violation.place && placeOfKeyword(violation),
  };
}

/** Without the value, which may be a secret. */
const sayOneWay: Readonly<Record<Flag, Pick<Remarkable, 'sentence' | 'alike' | 'side' | 'hint'>>> = {
  readOnly: {
    sentence: 'is sent, and the document marks it readOnly',
    alike: 'readOnly',
    side: 'spec',
    hint: 'leave it out of the request, or correct the document',
  },
  writeOnly: {
    sentence: 'is in the answer, and the document marks it writeOnly',
    alike: 'writeOnly',
    side: 'api',
    hint: 'remove it from the answer: such fields are often secrets',
  },
};

/** A remark about one value. */
export type SayableRemark = Exclude<Remark, { kind: 'unchecked' }>;

/** Explains a remark from walking a body. */
export function sayRemark(remark: SayableRemark, places: ReadonlyMap<object, DocumentPlace>): Remarkable {
  const place = remark.schema && places.get(remark.schema);
  if (remark.kind === 'undocumented')
    return {
      keys: remark.keys,
      sentence: 'is not in the document',
      alike: 'undocumented',
      actual: shortActual(remark.value),
      place,
      side: 'document',
      hint: 'add the field to the document, or remove it from the answer',
    };
  if (remark.kind === 'one-way') return { ...sayOneWay[remark.flag], keys: remark.keys, place };
  return {
    keys: remark.keys,
    ...aboutValue(
      remark.value,
      `; expected the format ${remark.format}${remark.near ? ', which it only resembles' : ''}`,
    ),
    alike: `${remark.format} ${remark.near}`,
    expected: remark.format,
    actual: shortActual(remark.value),
    place,
    side: 'api',
  };
}

/** A value as a finding shows it: scalars as they are, the rest in words. */
export const shortActual = (value: unknown): unknown => {
  if (typeof value === 'string') return cutLong(value);
  if (isExact(value)) return cutLong(digitsOf(value));
  return typeof value === 'object' && value !== null ? showValue(value) : (value ?? null);
};

/** The name of the nearest named schema around a place. */
function schemaName(place: DocumentPlace | undefined): string | undefined {
  const keys = place ? pointerKeys(place.pointer) : [];
  const at = keys.findLastIndex(
    (key, index) => index < 3 && (key === 'definitions' || key === 'schemas' || key === '$defs'),
  );
  return at < 0 ? undefined : keys[at + 1];
}

function placeOfKeyword({ place, keyword, schema }: Violation): DocumentPlace | undefined {
  if (!place || keyword.includes(' ') || SWITCH in schema) return place;
  return { file: place.file, pointer: extendPointer(place.pointer, keyword) };
}
