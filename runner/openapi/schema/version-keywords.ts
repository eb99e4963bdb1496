import { isAnyNumber } from '../document/exact.ts';
import { isObject, type JsonObject, own } from '../document/json.ts';
import { type Dialect, type Found, isProblem, type DocumentPlace } from '../document/documents.ts';
import { showValue } from '../document/show-value.ts';
import type { Conversion } from './conversion.ts';
import { nearKeyword } from '../document/near-keyword.ts';

/** Keywords that OpenAPI took from JSON Schema in 3.1. */
const since31 = [
  ...['const', 'if', 'then', 'else', 'dependentRequired', 'dependentSchemas', 'dependencies'],
  ...['unevaluatedProperties', 'unevaluatedItems', 'prefixItems', 'additionalItems', 'patternProperties'],
  ...['contains', 'minContains', 'maxContains', '$dynamicRef', '$recursiveRef'],
];

/** Keywords that a version does not have: they are ignored, with a warning. */
const missing: Readonly<Record<Dialect, ReadonlySet<string>>> = {
  '2.0': new Set([...since31, 'oneOf', 'anyOf', 'not']),
  '3.0': new Set(since31),
  '3.1': new Set(),
};

/** Keywords that 2.0 and 3.0 do not have, but whose documents rely on them. */
const reliedOn: ReadonlySet<string> = new Set(['propertyNames']);

/** The keywords of schemas in 2.0 and 3.0, and those of other versions that are annotations only. */
const fields: ReadonlySet<string> = new Set([
  ...['$ref', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'xml', 'externalDocs'],
  ...['type', 'format', 'enum', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  ...['maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'items'],
  ...['maxProperties', 'minProperties', 'required', 'properties', 'additionalProperties'],
  ...['allOf', 'oneOf', 'anyOf', 'not', 'discriminator', 'nullable', 'readOnly', 'writeOnly'],
  ...['$schema', '$id', 'id', '$anchor', '$comment', '$defs', 'definitions', '$vocabulary', '$dynamicAnchor'],
  ...['$recursiveAnchor', 'contentEncoding', 'contentMediaType', 'contentSchema'],
]);

/** Fields that parameters, headers and items of 2.0 have beside their schema keywords. */
const besideSchema: ReadonlySet<string> = new Set(['name', 'in', 'collectionFormat', 'allowEmptyValue']);

/** Annotations, and keywords that only imply an object. */
const annotations: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'example', 'examples', 'deprecated', 'externalDocs', 'xml'],
  ...['$schema', '$id', 'id', '$comment', 'nullable', 'readOnly', 'writeOnly'],
]);

/** The keywords of a schema that its version has; reports those that are ignored. */
export function keywordsOfVersion(found: Found, value: JsonObject, conversion: Conversion): JsonObject {
  const { dialect } = conversion;
  const lost = Object.keys(value).filter((key) => missing[dialect].has(key));
  for (const key of lost)
    conversion.lose(found, `${key} is not looked at: schemas of OpenAPI ${dialect} have no such keyword`);
  if (dialect === '2.0' && value['writeOnly'] === true)
    conversion.notice(
      found,
      'schemas of OpenAPI 2.0 have no writeOnly: a field that has it may still be required',
    );
  if (dialect !== '3.1') sayReliedOn(found, value, conversion);
  lookForStrangers(found, value, conversion);
  return lost.length === 0
    ? value
    : Object.fromEntries(Object.entries(value).filter(([key]) => !missing[dialect].has(key)));
}

function sayReliedOn(found: Found, value: JsonObject, { dialect, notice }: Conversion): void {
  const say = (what: string): void =>
    notice(found, `${what} is looked at, though schemas of OpenAPI ${dialect} have no such keyword`);
  for (const key of Object.keys(value)) if (reliedOn.has(key)) say(key);
  for (const key of ['exclusiveMinimum', 'exclusiveMaximum'])
    if (isAnyNumber(value[key])) say(`${key} with a number`);
  if (Array.isArray(value['type'])) say('a list of types');
  else if (value['type'] === 'null') say('the type null');
}

/** Finds fields that no schema has: mostly names of properties, one level too high. */
function lookForStrangers(found: Found, value: JsonObject, conversion: Conversion): void {
  const { dialect } = conversion;
  const strange = Object.keys(value).filter((key) => isStrange(key, value[key], dialect));
  if (strange.length === 0) return;
  const blind = strange.filter((key) => isObject(value[key]));
  const describing = Object.keys(value).filter(
    (key) =>
      !strange.includes(key) &&
      !annotations.has(key) &&
      !key.startsWith('x-') &&
      !(key === 'type' && value[key] === 'object' && dialect !== '3.1'),
  );
  const names = strange.map((key) => JSON.stringify(key)).join(', ');
  const what = `${strange.length === 1 ? 'the field' : 'the fields'} ${names} ${strange.length === 1 ? 'is none' : 'are none'} that a schema of OpenAPI ${dialect} has`;
  if (blind.length > 0 && describing.length === 0)
    conversion.gap(
      found,
      `${what}, and nothing else describes the value: list properties under "properties"`,
    );
  else conversion.notice(found, `${what}, and is not looked at`);
}

function isStrange(key: string, part: unknown, dialect: Dialect): boolean {
  if (key.startsWith('x-') || fields.has(key) || missing['2.0'].has(key) || reliedOn.has(key)) return false;
  // From 3.1 on, a schema may have any keyword, but a near miss of a known one is probably a mistake.
  if (dialect === '3.1')
    return !others.has(key) && (isSchemaLike(part) || isMapOfSchemas(part) || isMisspelt(key, part));
  return !(dialect === '2.0' && besideSchema.has(key) && !isObject(part));
}

/** Further keywords of JSON Schema 2020-12. */
const others: ReadonlySet<string> = new Set(['$vocabulary', 'format', 'content']);

/** Keywords that constrain values. */
const keywords: readonly string[] = [...fields, ...since31, ...reliedOn].filter(
  (key) => !annotations.has(key) || ['nullable', 'readOnly', 'writeOnly'].includes(key),
);

/** Whether a value that is not a schema has a name close to a keyword. */
const isMisspelt = (key: string, part: unknown): boolean =>
  !isObject(part) && nearKeyword(key, keywords) !== undefined;

/** Whether a value looks like a schema. */
const isSchemaLike = (value: unknown): boolean =>
  isObject(value) &&
  (typeof value['$ref'] === 'string' ||
    typeof value['type'] === 'string' ||
    isObject(value['properties']) ||
    isObject(value['items']) ||
    ['allOf', 'anyOf', 'oneOf', 'enum', 'type'].some((key) => Array.isArray(own(value, key))));

/** Supported schema dialects: OpenAPI 3.1 itself, and the JSON Schema it is based on. */
const DIALECTS =
  /^https?:\/\/(?:spec\.openapis\.org\/oas\/3\.\d\/dialect\/.*|json-schema\.org\/draft\/2020-12\/schema)#?$/;

/** Why the schemas of a document may not mean what they appear to. */
export function problemOfDialect(
  { file }: DocumentPlace,
  { dialect, documents }: Conversion,
): string | undefined {
  if (dialect !== '3.1') return undefined;
  const document = documents.open(file);
  const written = isProblem(document) ? undefined : own(document.root, 'jsonSchemaDialect');
  if (written === undefined || (typeof written === 'string' && DIALECTS.test(written))) return undefined;
  return `jsonSchemaDialect is ${showValue(written)}; only schemas of OpenAPI 3.1 and of JSON Schema 2020-12 are looked at`;
}

/** Reports an `$id` that is not a valid name. */
export function checkId(found: Found, { $id }: JsonObject, { dialect, gap }: Conversion): void {
  if (dialect !== '3.1' || $id === undefined) return;
  if (typeof $id !== 'string') gap(found, `$id is ${showValue($id)}; expected a text`);
  else if (/#./.test($id))
    gap(found, `$id ${$id} has a fragment, which names no schema: write $anchor for that`);
}

/** Whether a value is a map of what looks like schemas, as under a name close to `properties`. */
const isMapOfSchemas = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isSchemaLike);

/** Boolean flags; for the last two some documents write lists of names, which are accepted. */
const flags = ['nullable', 'x-nullable', 'deprecated', 'readOnly', 'writeOnly'] as const;

/** Reports flags that are not boolean. */
export function checkFlags(found: Found, value: JsonObject, { gap }: Conversion): void {
  for (const key of flags) {
    const flag = value[key];
    if (flag === undefined || typeof flag === 'boolean') continue;
    if ((key === 'readOnly' || key === 'writeOnly') && Array.isArray(flag)) continue;
    gap(found, `${key} is ${showValue(flag)}; expected true or false`);
  }
}
