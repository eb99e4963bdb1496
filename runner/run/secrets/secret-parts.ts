import { isNumber } from '../../language/json/exact-number.ts';

/** Shorter parts of a longer secret match by chance. */
export const MIN_PART_LENGTH = 8;

const MAX_SCALARS = 2_000;

/** The parts of a secret that may be shown alone: the texts of a JSON document, the lines of any other text, and what a query makes of it. */
export function partsOfSecret(secret: string): readonly string[] {
  if (secret.length < 2 * MIN_PART_LENGTH) return [];
  const scalars = scalarsIn(secret)?.filter((each) => !URL_START.test(each));
  const lines = secret.includes('\n') && scalars === undefined ? linesOf(secret) : [];
  const wholes = lines.length > 0 ? lines : [secret];
  return [...(scalars ?? lines), ...wholes.flatMap(queryPartsOf)].filter(
    (part) => part.length >= MIN_PART_LENGTH && part !== secret,
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('-----'));

/** The texts of a JSON document; undefined if it is none. */
function scalarsIn(secret: string): readonly string[] | undefined {
  if (!/^\s*[[{]/.test(secret)) return undefined;
  try {
    return scalarsOf(JSON.parse(secret));
  } catch {
    return undefined;
  }
}

/** What a server sees when a template puts a text into a query as it is: an echo shows the parts between `&`, decoded. */
function queryPartsOf(text: string): readonly string[] {
  if (!/[&%+]/.test(text) || URL_START.test(text)) return [];
  const parts = text.split('&');
  // Names of a text that is a query itself are words of the API.
  const isQuery = parts.length > 1 && parts.every((part) => /^[A-Za-z_][\w.[\]-]*=/.test(part));
  return parts
    .flatMap((part, index) => {
      const at = part.indexOf('=');
      if (at < 0 || (index === 0 && !isQuery)) return [part];
      return isQuery ? [part.slice(at + 1)] : [part.slice(0, at), part.slice(at + 1)];
    })
    .flatMap((part) => [part, decoded(part)])
    .filter((part) => !URL_START.test(part));
}

function decoded(part: string): string {
  const spaced = part.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
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
