import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** The errors of a document by a schema beside this file. */
export function problemsOfJson(
  schema: 'ctrf.schema.json' | 'har.schema.json' | 'sarif.schema.json',
  document: unknown,
): readonly string[] {
  return problemsBy(readFileSync(join(import.meta.dirname, schema), 'utf8'), document, true);
}

/** The same with the text of any schema; one of draft 4 is read as a later draft where they agree. */
export function problemsBy(schema: string, document: unknown, strict = false): readonly string[] {
  const { $schema: _draft, id: _id, ...rest } = JSON.parse(schema) as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strict });
  addFormats.default(ajv);
  const validate = ajv.compile(rest);
  validate(document);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
