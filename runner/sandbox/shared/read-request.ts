/** A request body as JSON, or why it is not. */
export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'other-type'; readonly contentType: string }
  | { readonly kind: 'malformed' };

/** Reads the body as JSON without throwing; other media types are not read. */
export async function readJson(request: Request): Promise<JsonBody> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) return { kind: 'other-type', contentType };
  try {
    return { kind: 'json', value: JSON.parse(await request.text()) as unknown };
  } catch {
    return { kind: 'malformed' };
  }
}

/** The token of `Authorization: Bearer …`, when there is one. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** User name and password of `Authorization: Basic …`, joined by a colon as they were sent. */
export function basicCredentials(request: Request): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
