/** The type and subtype of a `Content-Type`, without its parameters. */
export const essence = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** Tells whether a media type is JSON or one built on it. */
export const isJsonType = (contentType: string): boolean =>
  /^[^/]+\/(?:[^/]+\+)?json$/.test(essence(contentType));

/** The documented media type that covers a content type: the same, then `type/*`, then `*` + `/*`. */
export function coveringType(documented: readonly string[], contentType: string): string | undefined {
  const wanted = essence(contentType);
  const group = `${wanted.split('/')[0]}/*`;
  for (const candidate of [wanted, group, '*/*', '*'])
    for (const type of documented) if (essence(type) === candidate) return type;
  return undefined;
}

/** The documented media type whose schema is worth comparing: the covering one, else any JSON for a JSON body. */
export const comparableType = (
  documented: readonly string[],
  contentType: string | undefined,
  isJson: boolean,
): string | undefined =>
  (contentType === undefined ? undefined : coveringType(documented, contentType)) ??
  (isJson ? documented.find((type) => isJsonType(type) || type === '*/*') : undefined);
