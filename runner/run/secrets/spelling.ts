import { namesIn, type Spelling, type SpelledSecrets, withSecrets } from '../../http/spelled-secrets.ts';
import type { ShownRequest } from '../events.ts';

/** What is known of names that are shown: the secret behind one, and the user and password behind credentials. */
export type SpellingSource = {
  readonly secretOf: (name: string) => string | undefined;
  readonly userOf: (name: string) => string | undefined;
};

/**
 * Finds out what the names in a redacted request stand for, by putting the secrets back and comparing with what was sent. So
 * a command can send the same again. Undefined where each name stands for its secret as it is, as nearly everywhere.
 */
export function spellingIn(
  sent: ShownRequest,
  shown: ShownRequest,
  source: SpellingSource,
): SpelledSecrets | undefined {
  const isInHeadersOnly =
    sent.spelled === undefined && !shown.url.includes('$') && shown.body?.includes('$') !== true;
  if (!isInHeadersOnly) return spellingOf(sent, shown, source);
  // Of a compact result no command is printed: it has no headers.
  if ((shown.headers as typeof shown.headers | undefined) === undefined) return undefined;
  const known = ofHeaders.get(shown.headers) ?? { spelled: spellingOf(sent, shown, source) };
  ofHeaders.set(shown.headers, known);
  return known.spelled;
}

/** Most requests have a secret in their headers only, and the same headers as another. */
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
  // A URL parser encodes what the text of the URL leaves as it is.
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

/** For a body that was cut, or holds what is not shown by a name. */
const usualSpelling = (body: string): Spelling => (/^\s*[[{]/.test(body) ? 'json' : 'plain');

/** The names in a request, unless each is all that looks like one. */
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
