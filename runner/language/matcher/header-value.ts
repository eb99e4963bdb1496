/** Headers whose value is a media type with parameters. */
const MEDIA_TYPES = ['content-type'];

/**
 * Whether a header equals the expected one. A media type is compared by RFC 9110, section 8.3.1: names and charset ignoring
 * case, parameters in any order, quoted or not; any other header as text.
 */
export function isSameHeader(name: string, actual: string, expected: string): boolean {
  if (actual === expected) return true;
  if (!MEDIA_TYPES.includes(name.toLowerCase())) return false;
  const [one, two] = [readMediaType(actual), readMediaType(expected)];
  return (
    one !== undefined &&
    two !== undefined &&
    one.type === two.type &&
    one.parameters.size === two.parameters.size &&
    [...one.parameters].every(([key, value]) => two.parameters.get(key) === value)
  );
}

type MediaType = { readonly type: string; readonly parameters: ReadonlyMap<string, string> };

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const TYPE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*`);
const PARAMETER = new RegExp(`;\\s*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)"))?\\s*`, 'y');

/** Undefined for a text that is not a media type. */
function readMediaType(text: string): MediaType | undefined {
  const start = TYPE.exec(text);
  if (start === null) return undefined;
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = start[0].length;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (match === null) return undefined;
    const [, name, token, quoted] = match;
    if (name === undefined) continue;
    const value = token ?? quoted!.replace(/\\(.)/g, '$1');
    parameters.set(name.toLowerCase(), name.toLowerCase() === 'charset' ? value.toLowerCase() : value);
  }
  return { type: start[1]!.toLowerCase(), parameters };
}
