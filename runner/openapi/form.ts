import { checkText } from './check-texts.ts';
import { failed } from './checks.ts';
import type { Draft } from './finding.ts';
import { below } from './found.ts';
import { isObject, type JsonObject, own, ownObject } from './json.ts';
import { isProblem, type Place } from './load.ts';
import type { FormField } from './media.ts';
import type { Given } from './parameters.ts';
import { pointerKeys } from './pointer.ts';
import { scalar } from './texts.ts';

/** Holds the fields of a form against those that a 2.0 document lists; files are sent beside the fields. */
export function checkFormFields(
  fields: readonly FormField[],
  body: JsonObject,
  given: Given,
): readonly Draft[] {
  return fields.flatMap(({ name, required, isFile, schema }): readonly Draft[] => {
    const value = own(body, name);
    if (value === undefined || value === null) {
      if (!required || isFile) return [];
      const document = given.documents.locate(schema);
      return [failed(`form field ${name} is required and was not sent`, { document, side: 'spec' })];
    }
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    return checkText(texts, given.schemas(schema, given.dialect, 'request')).map((draft) => ({
      ...draft,
      message: `form field ${name} ${draft.message}`,
      document: given.documents.locate(schema),
      side: 'spec',
    }));
  });
}

/** Holds a form against the schema of an object: its fields are texts, and may mean numbers or truth values. */
export function checkForm(schema: Place, body: JsonObject, given: Given): readonly Draft[] {
  const sent = { ...placeholders(schema, given), ...body };
  const checks = given.schemas(schema, given.dialect, 'request');
  const asTexts = checks.findings(sent);
  const refused = new Set(asTexts.map(({ pointer }) => pointerKeys(pointer ?? '')[0]));
  if (refused.size === 0) return asTexts;
  const read = Object.entries(sent).map(([name, value]) => [
    name,
    refused.has(name) ? meaningOf(value) : value,
  ]);
  return checks.findings(Object.fromEntries(read));
}

/** What the texts of a field may mean, those in its lists and maps too. */
function meaningOf(value: unknown): unknown {
  if (typeof value === 'string') return scalar(value);
  if (Array.isArray(value)) return value.map(meaningOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, meaningOf(each)]));
}

/** Files are not among the fields of a body; they must not look missing. */
function placeholders(schema: Place, given: Given): JsonObject {
  const written = given.documents.at(schema);
  const found = isProblem(written) ? written : given.documents.deref(written);
  if (isProblem(found)) return {};
  const files = Object.keys(ownObject(found.value, 'properties')).filter((name) => {
    const field = given.documents.deref(below(found, 'properties', name));
    return !isProblem(field) && isObject(field.value) && isFile(field.value);
  });
  return Object.fromEntries(files.map((name) => [name, '']));
}

const isFile = (schema: JsonObject): boolean =>
  schema['format'] === 'binary' || schema['format'] === 'byte' || 'contentMediaType' in schema;
