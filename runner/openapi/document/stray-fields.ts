import { own, ownObject } from './json.ts';
import type { Dialect, Found } from './documents.ts';

/** Parts of a document whose unknown fields are reported. */
type Part = 'response' | 'media type' | 'request body';

/** The fields of a part, in 2.0 and from 3.0 on. */
const fields: Readonly<Record<Part, Readonly<Record<'2.0' | '3', readonly string[]>>>> = {
  response: {
    '2.0': ['description', 'schema', 'headers', 'examples'],
    '3': ['description', 'summary', 'headers', 'content', 'links'],
  },
  'media type': {
    '2.0': [],
    '3': ['schema', 'example', 'examples', 'encoding', 'itemSchema', 'itemEncoding', 'prefixEncoding'],
  },
  'request body': { '2.0': [], '3': ['description', 'content', 'required'] },
};

/** Where OpenAPI puts the description of the value. */
const places: Readonly<Record<Part, Readonly<Record<'2.0' | '3', string>>>> = {
  response: { '2.0': 'schema', '3': 'content, a media type and schema' },
  'media type': { '2.0': 'schema', '3': 'schema' },
  'request body': { '2.0': 'schema', '3': 'content, a media type and schema' },
};

/** Fields that describe a value, if in the right place. */
const describing: ReadonlySet<string> = new Set([
  ...['schema', 'content', 'type', 'properties', 'items', 'additionalProperties', '$ref', 'enum', 'format'],
  ...['allOf', 'oneOf', 'anyOf'],
]);

/** Unknown fields of a part: either the value is not described at all, or the fields are merely ignored. */
export type Stray = { readonly isBlind: boolean; readonly message: string };

/** Looks for unknown fields of a part, such as those of another version or another level. */
export function findStray({ value }: Found, part: Part, dialect: Dialect): Stray | undefined {
  const version = dialect === '2.0' ? '2.0' : '3';
  const known = fields[part][version];
  const stray = Object.keys(Object(value) as object).filter(
    (name) => !known.includes(name) && !name.startsWith('x-'),
  );
  if (stray.length === 0) return undefined;
  const isBlind =
    stray.some((name) => describing.has(name) || name.includes('/')) && !isDescribed(value, part, dialect);
  const names = stray.map((name) => JSON.stringify(name)).join(', ');
  const message = `a ${part} of OpenAPI ${dialect} has no ${names}`;
  return {
    isBlind,
    message: isBlind
      ? `${message}: what describes the value belongs under ${places[part][version]}`
      : message,
  };
}

function isDescribed(value: unknown, part: Part, dialect: Dialect): boolean {
  if (part === 'media type' || dialect === '2.0') return own(value, 'schema') !== undefined;
  return Object.values(ownObject(value, 'content')).some((media) =>
    ['schema', 'example', 'examples', 'itemSchema'].some((key) => own(media, key) !== undefined),
  );
}
