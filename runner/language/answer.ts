/** An answer as conditions and expectations see it. */
export type Answer = AnswerBody & {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** Why the client did not follow this redirect; set only when it follows redirects at all. */
  readonly notFollowed?: string;
};

/** The header of an answer by its name in any case; inherited members such as `constructor` are not headers. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}

/** The body of an answer, read by its `Content-Type`. */
export type AnswerBody = {
  /** The value that paths search; undefined when the body is not JSON. */
  readonly json: unknown;
  /** `json` with its numbers as doubles; absent where a double rounds none of them. */
  readonly rounded?: unknown;
  /** The body as text, when its media type is textual: `$` is this text. */
  readonly text?: string;
  /** Why paths cannot search it. */
  readonly problem?: string;
  /** The media type that it declares, when that is not JSON and the body was read as JSON anyway. */
  readonly readAsJson?: string;
  /** Members of its JSON are duplicated. */
  readonly duplicated?: string;
};
