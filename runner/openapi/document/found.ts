import { own } from './json.ts';
import type { Found, Place } from './load.ts';
import { extendPointer } from './pointer.ts';

/** The part of a found value below one or more keys. */
export const below = (found: Found, ...keys: readonly (string | number)[]): Found => ({
  file: found.file,
  pointer: extendPointer(found.pointer, ...keys),
  value: keys.reduce((value: unknown, key) => own(value, String(key)), found.value),
});

/** Only where something was found. */
export const placeOf = ({ file, pointer }: Place): Place => ({ file, pointer });
