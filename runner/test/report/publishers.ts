import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with the publishers' schemas, which are not part of this project. */
const folder = process.env['VERIFY_SCHEMAS'] ?? '';

/** The text of a publisher's schema; undefined if it is not available. */
export function publishedSchema(
  file: 'junit-10.xsd' | 'ctrf.schema.json' | 'sarif.json',
): string | undefined {
  const path = join(folder, file);
  return folder !== '' && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
