/** An answer as conditions and expectations see it. */
export type Answer = AnswerBody & {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** Why the redirect that it is was not followed, where redirects are. */
  readonly notFollowed?: string;
};

/** The header of an answer by its name in any case; what every object has is none. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}

/** What the body of an answer is, as its `Content-Type` says. */
export type AnswerBody = {
  /** What paths look into; undefined when it is no JSON. */
  readonly json: unknown;
  /** The same with numbers as doubles; absent where none would be rounded. */
  readonly rounded?: unknown;
  /** The body as text, where its type is one of text: `$` is this text. */
  readonly text?: string;
  /** Why paths cannot look into it. */
  readonly problem?: string;
  /** It says that it is something else than JSON, and was read as JSON all the same. */
  readonly readAsJson?: string;
  /** Members of its JSON are duplicated. */
  readonly duplicated?: string;
};
