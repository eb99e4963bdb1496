import type { WrittenJson } from '../language/template/written.ts';

/** What a credential adds to a request. */
export type Authorization = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

/** The keys of a token that hold the texts of its credential. */
type CredentialField = 'value' | 'username' | 'password';

/** One way to put a credential on a request: a row of the table below. */
type SchemeRow = {
  /** The texts that it needs, and whether each is a secret. A user name is none, unless it comes from `env.`. */
  readonly fields: Partial<Readonly<Record<CredentialField, 'secret' | 'shown'>>>;
  /** What it sends, for the manual. */
  readonly sends: string;
  /** The word before the credential in the header `Authorization`, which stays when the credential is redacted. */
  readonly word?: string;
  /** The user and the password as one text, which is a secret too, and is sent in base64. */
  readonly join?: (texts: Readonly<Record<string, string>>) => string;
  /** Puts the texts on a request. */
  readonly carry: (
    texts: Readonly<Record<string, string>>,
    place: { readonly in: 'header' | 'query'; readonly name?: string },
  ) => Authorization;
};

const authorization = (text: string): Authorization => ({ headers: { Authorization: text }, query: {} });

const joinUser = ({ username, password }: Readonly<Record<string, string>>): string =>
  `${username}:${password}`;

/** The one table of schemes: reading, sending and redaction follow from it. */
const table = {
  bearer: {
    fields: { value: 'secret' },
    sends: '`Authorization: Bearer …`',
    word: 'Bearer',
    carry: ({ value }) => authorization(`Bearer ${value}`),
  },
  admin: {
    fields: { value: 'secret' },
    sends: '`Authorization: Admin …`',
    word: 'Admin',
    carry: ({ value }) => authorization(`Admin ${value}`),
  },
  token: {
    fields: { value: 'secret' },
    sends: '`Authorization: Token token="…"`',
    word: 'Token',
    carry: ({ value }) => authorization(`Token token="${value}"`),
  },
  basic: {
    fields: { username: 'shown', password: 'secret' },
    sends: '`Authorization: Basic …`',
    word: 'Basic',
    join: joinUser,
    carry: (texts) => authorization(`Basic ${Buffer.from(joinUser(texts)).toString('base64')}`),
  },
  apiKey: {
    fields: { value: 'secret' },
    sends: 'the header or query parameter `name` (`x-api-key`), which `in` chooses',
    carry: ({ value = '' }, { in: place, name = 'x-api-key' }) =>
      place === 'query'
        ? { headers: {}, query: { [name]: value } }
        : { headers: { [name]: value }, query: {} },
  },
} as const satisfies Readonly<Record<string, SchemeRow>>;

/** How a credential is put on a request. */
export type Scheme = keyof typeof table;

export const schemes: Readonly<Record<Scheme, SchemeRow>> = table;

/** All schemes, as they are spelt here. */
export const SCHEMES = Object.keys(table) as readonly Scheme[];

/** The words before a credential, as the alternatives of a pattern. */
export const SCHEME_WORDS = SCHEMES.flatMap((each) => schemes[each].word ?? []).join('|');

/** Understands a scheme however it is spelt; undefined when there is none of that name. */
export const readScheme = (text: WrittenJson | undefined): Scheme | undefined =>
  SCHEMES.find(
    (each) =>
      each.toLowerCase() ===
      String(text ?? '')
        .replace(/[-_]/g, '')
        .toLowerCase(),
  );
