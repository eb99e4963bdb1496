import { posix } from 'node:path';
import { ownString } from './json.ts';
import { decodePercent, extendPointer, fragmentKeys, lookUp, pointerKeys } from './pointer.ts';
import type { SchemaNames } from './schema-names.ts';
import {
  type ApiDocument,
  type DocumentPlace,
  type DocumentProblem,
  type Documents,
  type DocumentsOptions,
  type Found,
  isProblem,
} from './documents.ts';
import { type LoadedFile, readFile } from './read-file.ts';
import { recognise } from './dialect.ts';

/** Creates the documents of a run, with `$ref`s across files. */
export function createDocuments(options: DocumentsOptions): Documents {
  const files = new Map<string, LoadedFile | DocumentProblem>();
  const opened = new Map<string, ApiDocument | DocumentProblem>();

  const file = (path: string): LoadedFile | DocumentProblem => {
    const known = files.get(path);
    if (known) return known;
    const loaded = readFile(path, options);
    files.set(path, loaded);
    return loaded;
  };

  const at = (place: DocumentPlace): Found | DocumentProblem => {
    const loaded = file(place.file);
    if (isProblem(loaded)) return loaded;
    const hit = lookUp(loaded.root, pointerKeys(place.pointer));
    return hit
      ? { ...place, value: hit.value }
      : { problem: `${place.file} has nothing at ${place.pointer}` };
  };

  const resolve = (ref: string, from: DocumentPlace): Found | DocumentProblem => {
    const [address, fragment] = splitOnce(ref, '#');
    const target = resourceBehind(address, from);
    if (isProblem(target)) return { problem: `$ref ${ref}: ${target.problem}` };
    const { file: path, pointer: resource } = target;
    const loaded = file(path);
    if (isProblem(loaded)) return { problem: `$ref ${ref}: ${loaded.problem}` };
    const keys = fragmentKeys(fragment);
    if (fragment !== '' && !fragment.startsWith('/')) {
      if (loaded.names()?.isAmbiguous(resource, decodePercent(fragment)) === true)
        return { problem: `$ref ${ref}: several schemas have this $anchor; rename all but one` };
      const pointer = loaded.names()?.anchor(resource, decodePercent(fragment));
      if (pointer !== undefined) return at({ file: path, pointer });
      return {
        problem: `$ref ${ref}: no schema has this $anchor; a JSON Pointer such as #/components/schemas/name needs none`,
      };
    }
    const inside = [...pointerKeys(resource), ...keys];
    const hit = lookUp(loaded.root, inside);
    if (hit) return { file: path, pointer: extendPointer('', ...inside), value: hit.value };
    // Many documents set `$id` and still refer from the root of the file.
    const whole = resource === '' || address !== '' ? undefined : lookUp(loaded.root, keys);
    return whole
      ? { file: path, pointer: extendPointer('', ...keys), value: whole.value }
      : { problem: `$ref ${ref} points at nothing in ${path}: correct it or add what it names` };
  };

  /** The target of the part of a reference before `#`: a schema of the same file with that `$id`, or a file. */
  const resourceBehind = (address: string, from: DocumentPlace): DocumentPlace | DocumentProblem => {
    const names = namesOf(from.file);
    const pointer = address === '' ? names?.resourceOf(from.pointer) : names?.find(address, from.pointer);
    if (address === '' || pointer !== undefined) return { file: from.file, pointer: pointer ?? '' };
    const target = locateFile(address, from.file, options.refs ?? []);
    return isProblem(target) ? target : { file: target.path, pointer: '' };
  };
  const namesOf = (path: string): SchemaNames | undefined => {
    const loaded = file(path);
    return isProblem(loaded) ? undefined : loaded.names();
  };

  const deref = (found: Found): Found | DocumentProblem => {
    let current = found;
    for (let hops = 0; hops < 50; hops++) {
      const ref = ownString(current.value, '$ref');
      if (ref === undefined) return current;
      const next = resolve(ref, current);
      if (isProblem(next)) return next;
      current = next;
    }
    return { problem: `$ref ${ownString(found.value, '$ref')} only leads to itself` };
  };

  const open = (path: string): ApiDocument | DocumentProblem => {
    const known = opened.get(path);
    if (known) return known;
    const loaded = file(path);
    const document = isProblem(loaded) ? loaded : recognise(path, loaded.root);
    opened.set(path, document);
    return document;
  };

  return {
    open,
    at,
    resolve,
    deref,
    dynamicResource: (place) => {
      const names = namesOf(place.file);
      const pointer = names?.resourceOf(place.pointer);
      return pointer !== undefined && names?.isDynamic(pointer) ? { file: place.file, pointer } : undefined;
    },
    dynamicAnchor: (resource, name) => {
      const pointer = namesOf(resource.file)?.dynamicAnchor(resource.pointer, name);
      const found = pointer === undefined ? undefined : at({ file: resource.file, pointer });
      return found === undefined || isProblem(found) ? undefined : found;
    },
    list: (folder) => options.list?.(folder) ?? [],
    locate: ({ file: path, pointer }) => {
      const loaded = file(path);
      return { path, ...(isProblem(loaded) ? { line: 1, column: 1 } : loaded.locate(pointer)) };
    },
  };
}

function locateFile(
  address: string,
  base: string,
  refs: readonly (readonly [string, string])[],
): { readonly path: string } | DocumentProblem {
  const mapped = refs.find(([prefix]) => address.startsWith(prefix));
  const relative = decodePercent(mapped ? address.slice(mapped[0].length).replace(/[?].*$/, '') : address);
  if (mapped) return { path: posix.join(mapped[1], relative) };
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('//'))
    return {
      problem: 'nothing is fetched; map the beginning of this address to a folder that holds the files',
    };
  return { path: posix.resolve(posix.dirname(base), relative) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
