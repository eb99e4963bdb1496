import { digitsOf, isExact } from './exact.ts';
import { jsonType } from './json.ts';

/** Shows a value: shortened, and with its JSON type if that is not obvious. */
export function showValue(value: unknown): string {
  switch (jsonType(value)) {
    case 'array':
      return `a list of ${(value as readonly unknown[]).length}`;
    case 'object': {
      const names = Object.keys(value as object);
      return names.length === 0
        ? 'an empty object'
        : `an object with ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', ...' : ''}`;
    }
    case 'string': {
      const quoted = JSON.stringify(value);
      return quoted.length > 60 ? `${quoted.slice(0, 56)}..."` : quoted;
    }
    default:
      return isExact(value) ? cutLong(digitsOf(value)) : String(value);
  }
}

/** A text cut to a readable length. */
export const cutLong = (long: string): string => (long.length > 200 ? `${long.slice(0, 200)}...` : long);
