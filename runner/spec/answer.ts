/** An answer as conditions and expectations see it. */
export type Answer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
};
