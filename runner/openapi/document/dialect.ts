import { isObject, type JsonObject, own } from './json.ts';
import type { ApiDocument, Dialect, DiscriminatorRole, DocumentProblem } from './documents.ts';

/** Since 3.0.4 and 3.1.1, a discriminator "must not change the validation outcome". */
function roleOfDiscriminator(root: JsonObject): DiscriminatorRole {
  const [, minor, patch] = /^3\.(\d+)(?:\.(\d+))?/.exec(versionOf(root, 'openapi')) ?? [];
  if (minor === undefined) return 'decides';
  const first = ({ 0: 4, 1: 1 } as Readonly<Record<number, number>>)[Number(minor)] ?? 0;
  return Number(patch ?? 0) >= first ? 'hints' : 'decides';
}

/** Recognizes an API document by its version, or by its content where it has none. */
export function recognise(path: string, root: unknown): ApiDocument | DocumentProblem {
  if (!isObject(root))
    return { problem: `${path} is not an OpenAPI document: it holds no object`, isOtherKind: true };
  const paths = own(root, 'paths');
  if (paths !== undefined && !isObject(paths))
    return { problem: `${path} is not an OpenAPI document: its "paths" holds no object` };
  const dialect = dialectOf(root);
  return dialect
    ? { path, dialect, root, discriminator: roleOfDiscriminator(root) }
    : {
        problem: `${path} is not an OpenAPI document: expected swagger: 2.0, openapi: 3.0 or 3.1, or "paths", found ${versionsIn(root)}`,
        ...(versionsIn(root) === NO_VERSION && { isOtherKind: true as const }),
      };
}

/** YAML reads an unquoted version such as 2.0 as a number. */
function versionOf(root: JsonObject, key: string): string {
  const version = own(root, key);
  if (typeof version === 'number') return Number.isInteger(version) ? `${version}.0` : String(version);
  return typeof version === 'string' ? version : '';
}

/** The result of `versionsIn` for a document without a version. */
export const NO_VERSION = 'none of them';

/** The versions that a document declares, for a message. */
export const versionsIn = (root: JsonObject): string =>
  ['swagger', 'openapi']
    .filter((key) => own(root, key) !== undefined)
    .map((key) => `${key}: ${versionOf(root, key)}`)
    .join(', ') || NO_VERSION;

/** The dialect of a document; undefined for an unknown version. */
export function dialectOf(root: JsonObject): Dialect | undefined {
  if (versionOf(root, 'swagger').startsWith('2')) return '2.0';
  const version = versionOf(root, 'openapi');
  if (version.startsWith('3.0')) return '3.0';
  if (version.startsWith('3')) return '3.1';
  // The keywords of an unknown version are undefined.
  if (versionsIn(root) !== NO_VERSION) return undefined;
  // Some documents have no version; their content shows it.
  if (!isObject(own(root, 'paths'))) return undefined;
  return isObject(own(root, 'components')) || own(root, 'servers') ? '3.0' : '2.0';
}
