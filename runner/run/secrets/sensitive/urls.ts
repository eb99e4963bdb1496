import { isSensitiveName } from './names.ts';
import { isLongEnough, isPlaceholder } from './values.ts';

const PARAMETER = /[?&#;]([^=&#;\s]{2,60})=([^&#;\s"'<>]*)/g;
/** The last `@` before the path ends the password. */
const USERINFO = /:\/\/([^/?#\s@:"'<>]*):([^/?#\s"'<>]+)@/g;
/** A token in place of user and password; a shorter one counts as a user name. */
const BARE_USERINFO = /:\/\/([^/?#\s@:"'<>]{8,})@/g;
const ENCODED_BARE_USERINFO = /(%3A%2F%2F)((?:(?!%3A|%2F|%40)[^/?#&\s"'<>]){8,})(?=%40)/gi;

/** A password in the URL of a query parameter. */
const ENCODED_USERINFO =
  /(%3A%2F%2F(?:(?!%3A|%2F|%40)[^/?#&\s"'<>])*%3A)((?:(?!%2F|%3F|%23)[^/?#&\s"'<>])+)(?=%40)/gi;

/** Calls `add` for each sensitive parameter and each password of the URLs in a text. */
export function forEachSecretInUrls(text: string, add: (value: string, name: string) => void): void {
  for (const [, name = '', value = ''] of text.matchAll(PARAMETER))
    if (isSensitiveName(decode(name)) && isLongEnough(decode(value))) add(decode(value), decode(name));
  if (text.includes('%40')) {
    for (const [, , value = ''] of text.matchAll(ENCODED_USERINFO))
      if (isLongEnough(decode(value))) add(decode(value), 'password');
    for (const [, , value = ''] of text.matchAll(ENCODED_BARE_USERINFO))
      if (isLongEnough(decode(value))) add(decode(value), 'token');
  }
  if (!text.includes('@') || !text.includes('://')) return;
  for (const [, , value = ''] of text.matchAll(USERINFO))
    if (isLongEnough(decode(value))) add(decode(value), 'password');
  for (const [, value = ''] of text.matchAll(BARE_USERINFO))
    if (isLongEnough(decode(value))) add(decode(value), 'token');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

export function hidePasswordsOfUrls(text: string): string {
  const hideEncoded = (whole: string, before: string, secret: string): string =>
    isPlaceholder(decode(secret)) ? whole : `${before}***`;
  const plain =
    text.includes('@') && text.includes('://')
      ? text
          .replace(USERINFO, (whole, user: string, password: string) =>
            isPlaceholder(password) ? whole : `://${user}:***@`,
          )
          .replace(BARE_USERINFO, (whole, token: string) => (isPlaceholder(token) ? whole : '://***@'))
      : text;
  return plain.includes('%40')
    ? plain.replace(ENCODED_USERINFO, hideEncoded).replace(ENCODED_BARE_USERINFO, hideEncoded)
    : plain;
}
