import { isObject, type JsonObject, own, ownString } from './json.ts';
import { extendPointer } from './pointer.ts';

/**
 * The names that schemas of a file define: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, section 8.2). A schema
 * with `$id` is a resource, the base of references inside it; the file is the outermost resource.
 */
export type SchemaNames = {
  /** The pointer of the resource around a place; empty for the file. */
  readonly resourceOf: (pointer: string) => string;
  /** The pointer of the resource that a reference names, resolved from a place. */
  readonly find: (address: string, from: string) => string | undefined;
  /** The pointer of the schema with that anchor. */
  readonly anchor: (resource: string, name: string) => string | undefined;
  /** The pointer of the schema with that `$dynamicAnchor`. */
  readonly dynamicAnchor: (resource: string, name: string) => string | undefined;
  /** Whether two schemas have that anchor. */
  readonly isAmbiguous: (resource: string, name: string) => boolean;
  /** Whether a resource has any `$dynamicAnchor`. */
  readonly isDynamic: (resource: string) => boolean;
};

/** Whether a text may define such names; most documents do not. */
export const mayHoldNames = (text: string): boolean => /\$(?:id|anchor|dynamicAnchor)\b/.test(text);

/** Keywords whose members have free names, not keywords. */
const MAPS: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas'],
  ...['paths', 'pathItems', 'responses', 'parameters', 'headers', 'requestBodies', 'callbacks', 'content'],
]);
/** Keywords that hold data, not schemas. */
const VALUES: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'const', 'enum']);

/** Reads the names of a file; its path is its base URI. */
export function readSchemaNames(path: string, root: unknown): SchemaNames {
  const file = new URL('file:///');
  file.pathname = path;
  const addresses = new Map<string, string>([['', file.href]]);
  const anchors = new Map<string, string>();
  const dynamicAnchors = new Map<string, string>();
  const dynamic = new Set<string>();
  const ambiguous = new Set<string>();
  const add = (names: Map<string, string>, name: string, pointer: string): void => {
    if ([anchors, dynamicAnchors].some((each) => (each.get(name) ?? pointer) !== pointer))
      ambiguous.add(name);
    names.set(name, pointer);
  };

  const readOwn = (schema: JsonObject, pointer: string, outer: string): string => {
    const id = ownString(schema, '$id');
    const address = id === undefined ? undefined : addressOf(id, addresses.get(outer));
    const resource = address === undefined ? outer : pointer;
    if (address !== undefined) addresses.set(resource, address);
    const [anchor, dynamicAnchor] = [ownString(schema, '$anchor'), ownString(schema, '$dynamicAnchor')];
    if (anchor !== undefined) add(anchors, `${resource}#${anchor}`, pointer);
    if (dynamicAnchor !== undefined) {
      add(dynamicAnchors, `${resource}#${dynamicAnchor}`, pointer);
      dynamic.add(resource);
    }
    return resource;
  };
  const walk = (value: unknown, pointer: string, outer: string, isMap: boolean): void => {
    if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) walk(each, extendPointer(pointer, index), outer, false);
      return;
    }
    if (!isObject(value)) return;
    const resource = isMap ? outer : readOwn(value, pointer, outer);
    for (const key of Object.keys(value))
      if (isMap || (!VALUES.has(key) && !key.startsWith('x-')))
        walk(own(value, key), extendPointer(pointer, key), resource, !isMap && MAPS.has(key));
  };
  walk(root, '', '', false);

  const resources = [...addresses.keys()].sort((a, b) => b.length - a.length);
  const resourceOf = (pointer: string): string =>
    resources.find((resource) => pointer === resource || pointer.startsWith(`${resource}/`)) ?? '';
  return {
    resourceOf,
    find: (address, from) => {
      const wanted = addressOf(address, addresses.get(resourceOf(from)));
      return wanted === undefined ? undefined : resources.find((each) => addresses.get(each) === wanted);
    },
    anchor: (resource, name) =>
      anchors.get(`${resource}#${name}`) ?? dynamicAnchors.get(`${resource}#${name}`),
    dynamicAnchor: (resource, name) => dynamicAnchors.get(`${resource}#${name}`),
    isAmbiguous: (resource, name) => ambiguous.has(`${resource}#${name}`),
    isDynamic: (resource) => dynamic.has(resource),
  };
}

function addressOf(id: string, base: string | undefined): string | undefined {
  try {
    const url = new URL(id, base);
    url.hash = '';
    return url.href;
  } catch {
    return undefined;
  }
}
