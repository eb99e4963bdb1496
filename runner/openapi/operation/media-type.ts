/** A parsed media type or range: `application/json; version=2`, `text/*`. */
type MediaType = {
  readonly essence: string;
  readonly isJson: boolean;
  readonly parameters: ReadonlyMap<string, string>;
};

/** The type and subtype of a `Content-Type`, without its parameters. */
export const essence = (contentType: string): string => readMediaType(contentType).essence;

/** Whether a media type is JSON or based on it. */
export const isJsonType = (contentType: string): boolean => readMediaType(contentType).isJson;

/** Whether a media type holds data with a schema, rather than a file or a text. */
export const isDataType = (contentType: string): boolean =>
  /[/+](?:json|xml|yaml|x-yaml|\*)$|^\*$|form/.test(essence(contentType));

/**
 * The documented media type that covers a content type: the most specific of several, `type/*` after the same type, and `*` +
 * `/*` last. A documented parameter must be sent (RFC 9110, 8.3.1), except the charset.
 */
export function coveringType(documented: readonly string[], contentType: string): string | undefined {
  const sent = readMediaType(contentType);
  let best: { readonly type: string; readonly rank: number } | undefined;
  for (const type of documented) {
    const rank = rankOf(readMediaType(type), sent);
    if (rank > (best?.rank ?? 0)) best = { type, rank };
  }
  return best?.type;
}

/** How specifically a documented range covers a media type; 0 if it does not. */
function rankOf(documented: MediaType, sent: MediaType): number {
  const breadth = breadthOf(documented.essence, sent.essence);
  if (breadth === undefined) return 0;
  for (const [name, value] of documented.parameters) if (sent.parameters.get(name) !== value) return 0;
  return (4 - breadth) * 100 + documented.parameters.size;
}

/** How much wider than one type a range is, if it covers it. Some generators write `application/*+json`. */
function breadthOf(range: string, type: string): number | undefined {
  if (range === type) return 0;
  if (range === '*/*' || range === '*') return 3;
  const [before, after] = range.split('*');
  if (after === undefined || !type.startsWith(before!)) return undefined;
  if (after === '') return 2;
  return after.startsWith('+') && type.endsWith(after) ? 1 : undefined;
}

/** A media type for a message: with its parameters if they distinguish it from the documented ones. */
export const shownType = (contentType: string, documented: readonly string[]): string =>
  documented.some((type) => essence(type) === essence(contentType)) ? contentType : essence(contentType);

// They describe how a body is encoded, not what it holds.
const encodings: ReadonlySet<string> = new Set(['charset', 'boundary']);
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;
const MAX_KNOWN = 500;
/** A run has few media types, which repeat. */
const known = new Map<string, MediaType>();

function readMediaType(text: string): MediaType {
  const found = known.get(text);
  if (found) return found;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of text.matchAll(PARAMETER)) {
    const value = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/gs, '$1');
    if (!encodings.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value.toLowerCase());
  }
  const essence = (text.split(';')[0] ?? '').trim().toLowerCase();
  const read = { essence, isJson: /^[^/]+\/(?:[^/]+\+)?json$/.test(essence), parameters };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, read);
  return read;
}
