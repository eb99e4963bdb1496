/** One exchange, as far as the contract examines it. */
export type ContractQuestion = {
  /** The path of the API document as the spec writes it. */
  readonly swagger?: string | undefined;
  /** The folders to look in, in this order. */
  readonly folders: readonly string[];
  readonly method: string;
  readonly path: string;
  /** The query as it was sent, percent-encoded, without the question mark. */
  readonly query: string;
  /** Whether this program encoded the query text under a name; if absent, it encoded all. */
  readonly isEncoded?: (name: string) => boolean;
  readonly request: RequestFacts;
  readonly response: ResponseFacts;
  /** Called for each value that the document marks as secret; `text` is what was sent, if not JSON. */
  readonly onSecret?:
    | ((side: 'request' | 'response', keys: readonly (string | number)[], text?: string) => void)
    | undefined;
  /** The token type that was used; `none` for none. */
  readonly token?: string | undefined;
  /** The token types that the spec lists for the endpoint. */
  readonly specTokens?: readonly string[] | undefined;
};

export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export type RequestFacts = {
  readonly headers: HeaderFields;
  readonly contentType: string | undefined;
  /** The parsed JSON, or `undefined` when the body is not JSON. */
  readonly body: unknown;
  /** The body as it was sent. */
  readonly sent?: string | Uint8Array | undefined;
  readonly hasBody: boolean;
};

export type ResponseFacts = {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly contentType: string | undefined;
  readonly body: unknown;
  /** The body as text, if its media type is text. */
  readonly text?: string | undefined;
  readonly isJson: boolean;
  /** Bytes of the body. */
  readonly size: number;
};

/** The lines of a header that may be repeated but is not a list (RFC 9110, section 5.3); undefined for other headers. */
export function headerLines(headers: HeaderFields, name: string): readonly string[] | undefined {
  if (name.toLowerCase() !== 'set-cookie') return undefined;
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === 'set-cookie')?.[1];
  return typeof entry === 'string' ? [entry] : entry;
}

/** The value of a header, by its name in any case; repeated headers are joined. */
export function headerValue(headers: HeaderFields, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const key of Object.keys(headers)) {
    if (key.length !== wanted.length || key.toLowerCase() !== wanted) continue;
    const entry = headers[key];
    return typeof entry === 'string' || entry === undefined ? entry : entry.join(', ');
  }
  return undefined;
}
