/** Knows the secrets of a run, and replaces all their forms in what is stored or shown. */
export type Redactor = {
  /** A view of the same secrets with its own names and allowed values: what one spec shows changes nothing in another. */
  readonly within: (place: string) => Redactor;
  /** Reduces a view that is not in use to little more than its names. */
  readonly settle: () => void;
  /**
   * Adds the value of an environment variable, shown as `$NAME`; the texts in it, if it is JSON, and its lines are hidden too.
   */
  readonly add: (secret: string, variable: string) => void;
  /** Adds a secret that no variable holds, shown as `$HIDDEN_NAME`. */
  readonly addFound: (secret: string, name: string) => void;
  /**
   * Adds each text and each significant number inside a value. One that is a secret by its name only (`isByName`) may be
   * allowed.
   */
  readonly addValue: (value: unknown, name: string, isByName?: boolean) => void;
  /** Shows a value in this view despite its sensitive name; other reasons to hide it are stronger. */
  readonly allow: (value: unknown) => void;
  readonly isAllowed: (value: string) => boolean;
  /**
   * Adds the values under sensitive names in data such as a body or headers; in an error response sentences are not secrets.
   */
  readonly addSensitive: (data: unknown, status?: number) => void;
  /** Adds the sensitive query parameters and the passwords of the URLs in a text. */
  readonly addUrls: (text: string) => void;
  /** Notes that these credentials are an encoded user and password; both as they may be shown. */
  readonly addUser: (credentials: string, user: readonly [name: string, password: string]) => void;
  /** The name that hides a value at a secret's place, whatever the value is elsewhere. */
  readonly nameOf: (value: unknown, name: string) => string;
  /** The secret that is shown as `$NAME`; undefined if none is. */
  readonly secretOf: (name: string) => string | undefined;
  readonly userOf: (name: string) => string | undefined;
  /** Adds a value that was made from a secret. */
  readonly addDerived: (sources: readonly unknown[], result: unknown) => void;
  /** Whether a text holds a secret. */
  readonly isIn: (text: string) => boolean;
  readonly text: (text: string) => string;
  /** Redacts every text of a JSON value, keys included. */
  readonly json: <T>(value: T) => T;
  /** Redacts headers: credentials keep their scheme and the name of their secret. */
  readonly headers: (headers: HeaderTexts) => HeaderTexts;
  /** The same for a request, whose headers object is often shared with others. */
  readonly headersOfRequest: (headers: HeaderTexts) => HeaderTexts;
  /** Redacts a line of a source file, for an excerpt. */
  readonly line: (line: string) => string;
  /** Grows with each secret: what was redacted at a lower generation may show a secret that was unknown then. */
  readonly generation: () => number;
  /** The same object for all views that hide the same, so that work is shared between them. */
  readonly sameAs: () => object;
};

/** Headers by name. */
export type HeaderTexts = Readonly<Record<string, string>>;

/** The view of one spec, row and turn: the same object each time. */
export const redactorOf = (
  {
    file,
    row,
    turn,
  }: {
    readonly file?: string | undefined;
    readonly row?: string | undefined;
    readonly turn?: number | undefined;
  },
  redactor: Redactor,
): Redactor => redactor.within(JSON.stringify([file, row, turn]));
