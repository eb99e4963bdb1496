import { own } from './json.ts';
import type { Found, DocumentPlace } from './documents.ts';
import { extendPointer } from './pointer.ts';

/** The part of a found value below one or more keys. */
export const below = (found: Found, ...keys: readonly (string | number)[]): Found => ({
  file: found.file,
  pointer: extendPointer(found.pointer, ...keys),
  value: keys.reduce((value: unknown, key) => own(value, String(key)), found.value),
});

/** The place alone, without the value. */
export const documentPlaceOf = ({ file, pointer }: DocumentPlace): DocumentPlace => ({ file, pointer });
