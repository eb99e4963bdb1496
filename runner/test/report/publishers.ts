import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the schemas of the publishers lie; they are no part of this project. */
const folder = process.env['VERIFY_SCHEMAS'] ?? '';

/** The text of a publisher's schema; undefined where it does not lie at hand. */
export function publishedSchema(
  file: 'junit-10.xsd' | 'ctrf.schema.json' | 'sarif.json',
): string | undefined {
  const path = join(folder, file);
  return folder !== '' && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
