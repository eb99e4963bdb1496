import { isNumber } from '../../language/json/exact-number.ts';

/** Shorter parts of a longer secret match by chance. */
export const MIN_PART_LENGTH = 8;

const MAX_SCALARS = 2_000;

/** The parts of a secret that may be shown alone: the texts of a JSON document, or the lines and the query parameters of any other text. */
export function partsOfSecret(secret: string): readonly string[] {
  if (secret.length < 2 * MIN_PART_LENGTH) return [];
  if (/^\s*[[{]/.test(secret)) {
    try {
      return scalarsOf(JSON.parse(secret)).filter(
        (each) => each.length >= MIN_PART_LENGTH && !URL_START.test(each),
      );
    } catch {
      // Not JSON after all.
    }
  }
  if (!/[\n&]/.test(secret)) return [];
  const lines = secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('-----'));
  const parts = [...(lines.length > 1 ? lines : []), ...lines.flatMap(queryPartsOf)];
  return parts.filter((part) => part.length >= MIN_PART_LENGTH);
}

/** The parts that a server sees when a template puts a text with `&` into a query: an echo shows them apart. */
function queryPartsOf(line: string): readonly string[] {
  const parts = line.split('&');
  if (parts.length === 1 || URL_START.test(line)) return [];
  // Names of a text that is a query itself are words of the API.
  const isQuery = parts.every((part) => /^[A-Za-z_][\w.[\]-]*=/.test(part));
  return parts
    .flatMap((part, index) => {
      const at = part.indexOf('=');
      if (at < 0 || (index === 0 && !isQuery)) return [part];
      return isQuery ? [part.slice(at + 1)] : [part.slice(0, at), part.slice(at + 1)];
    })
    .filter((part) => !URL_START.test(part));
}

const URL_START = /^https?:\/\/[^@]*$/i;

/** The texts and numbers of a value, at any depth. */
export function scalarsOf(value: unknown): readonly string[] {
  const scalars: string[] = [];
  const waiting: unknown[] = [value];
  for (let at = 0; at < waiting.length && scalars.length < MAX_SCALARS; at++) {
    const each = waiting[at];
    if (typeof each === 'string' || isNumber(each)) scalars.push(String(each));
    else if (typeof each === 'object' && each !== null)
      for (const item of Object.values(each)) waiting.push(item);
  }
  return scalars;
}
