import { namesIn, type Spelling, type SpelledSecrets, withSecrets } from '../../http/spelled-secrets.ts';
import type { ShownRequest } from '../events.ts';

/** The secret behind a shown name, and the user and password behind credentials. */
export type SpellingSource = {
  readonly secretOf: (name: string) => string | undefined;
  readonly userOf: (name: string) => string | undefined;
};

/**
 * Finds how the secrets behind the names in a redacted request are encoded, by putting them back and comparing with what was
 * sent; so a command can send the same request again. Undefined if each is spelled plainly, as in nearly all requests.
 */
export function spellingIn(
  sent: ShownRequest,
  shown: ShownRequest,
  source: SpellingSource,
): SpelledSecrets | undefined {
  const isInHeadersOnly =
    sent.spelled === undefined && !shown.url.includes('$') && shown.body?.includes('$') !== true;
  if (!isInHeadersOnly) return spellingOf(sent, shown, source);
  // A compact result has no headers, and no command is printed for it.
  if ((shown.headers as typeof shown.headers | undefined) === undefined) return undefined;
  const known = ofHeaders.get(shown.headers) ?? { spelled: spellingOf(sent, shown, source) };
  ofHeaders.set(shown.headers, known);
  return known.spelled;
}

/** Most requests have a secret in their headers only, and share their headers object with another. */
const ofHeaders = new WeakMap<ShownRequest['headers'], { readonly spelled: SpelledSecrets | undefined }>();

function spellingOf(
  sent: ShownRequest,
  shown: ShownRequest,
  source: SpellingSource,
): SpelledSecrets | undefined {
  const before = sent.spelled ?? {};
  const url = spellUrl(sent, shown, source);
  const body =
    shown.body === undefined || sent.body === undefined
      ? 'plain'
      : (spell(sent.body, shown.body, before.body, source, ['plain', 'json', 'percent']) ??
        usualSpelling(shown.body));
  const user = before.user ?? userIn(shown, source);
  const names = unusualNames(shown, user, source);
  if (url === 'plain' && body === 'plain' && names === undefined && user === undefined) return undefined;
  return {
    ...(url !== 'plain' && { url }),
    ...(body !== 'plain' && { body }),
    ...(names !== undefined && { names }),
    ...(user !== undefined && { user }),
  };
}

function spellUrl(sent: ShownRequest, shown: ShownRequest, source: SpellingSource): Spelling {
  const { url } = shown;
  const found = spell(sent.url, url, sent.spelled?.url, source, ['plain', 'percent', 'query']) ?? 'percent';
  const query = url.indexOf('?');
  if (found === 'query' || query === -1 || url.indexOf('$') < query) return found;
  // A URL parser encodes characters that the text of the URL leaves plain.
  const inQuery = (spelling: Spelling): string => withSecrets(url, spelling, source.secretOf);
  return inQuery('query') === inQuery('percent') ? found : 'query';
}

function spell(
  sent: string,
  shown: string,
  before: Spelling | undefined,
  { secretOf }: SpellingSource,
  candidates: readonly Spelling[],
): Spelling | undefined {
  if (!shown.includes('$')) return 'plain';
  const wanted = withSecrets(sent, before ?? 'plain', secretOf);
  return candidates.find((each) => withSecrets(shown, each, secretOf) === wanted);
}

/** For a body that was cut, or holds stars in the place of a secret. */
const usualSpelling = (body: string): Spelling => (/^\s*[[{]/.test(body) ? 'json' : 'plain');

/** The names in a request; undefined if all text that looks like a name is one. */
function unusualNames(
  { url, headers, body = '' }: ShownRequest,
  user: string | undefined,
  { secretOf, userOf }: SpellingSource,
): readonly string[] | undefined {
  const names = new Set<string>();
  let isUnusual = false;
  const look = (text: string): void => {
    for (const { name, end } of namesIn(
      text,
      (each) => secretOf(each) !== undefined || userOf(each) !== undefined,
    )) {
      if (name !== '') names.add(name);
      isUnusual ||= name === '' || /^[A-Z0-9_]/.test(text.slice(end, end + 1));
    }
  };
  look(url);
  for (const header in headers) look(headers[header]!);
  look(body);
  if (user !== undefined) look(user);
  return isUnusual ? [...names] : undefined;
}

const BASIC = /^Basic \$([A-Z0-9_]+)$/;

function userIn({ headers }: ShownRequest, { userOf }: SpellingSource): string | undefined {
  for (const name in headers) {
    const credentials = /^authorization$/i.test(name) ? BASIC.exec(headers[name]!)?.[1] : undefined;
    if (credentials !== undefined) return userOf(credentials);
  }
  return undefined;
}
