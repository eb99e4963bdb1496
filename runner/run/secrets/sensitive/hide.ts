import { hideContainers } from './containers.ts';
import {
  BETWEEN_PATTERN,
  lazily,
  NAME_PATTERN,
  NUMBER_PATTERN,
  PAIR_NAME_PATTERN,
  PARAMETER_PATTERN,
} from './patterns.ts';
import { hidePasswordsOfUrls } from './urls.ts';
import { isPlaceholder, PAIR_NAME_KEYS } from './values.ts';

type Rule = { readonly pattern: RegExp; readonly value: number };

/** Where values of sensitive names occur in a text; group `value` is hidden, everything before it stays. */
const rules = lazily((): readonly Rule[] => [
  // "password": "…" in JSON, whose end may be cut off.
  { pattern: new RegExp(`("${NAME_PATTERN}"\\s*:\\s*")((?:[^"\\\\]|\\\\[^])*)`, 'gi'), value: 2 },
  { pattern: new RegExp(`("${NAME_PATTERN}"\\s*:\\s*)(${NUMBER_PATTERN})`, 'gi'), value: 2 },
  // \"password\":\"…\" in nested JSON texts, at any depth.
  {
    pattern: new RegExp(
      `(?<!\\\\)((\\\\+)"${NAME_PATTERN}\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)`,
      'gi',
    ),
    value: 3,
  },
  {
    pattern: new RegExp(`(?<!\\\\)((\\\\+)"${NAME_PATTERN}\\2"\\s*:\\s*)(${NUMBER_PATTERN})`, 'gi'),
    value: 3,
  },
  { pattern: new RegExp(`('${NAME_PATTERN}'\\s*:\\s*')([^']*)`, 'gi'), value: 2 },
  // {"name": "password", "value": "…"} in either order, nested or not, with other members between.
  {
    pattern: new RegExp(
      `(${PAIR_NAME_PATTERN}${BETWEEN_PATTERN}\\2"value\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)`,
      'gi',
    ),
    value: 3,
  },
  {
    pattern: new RegExp(
      `(${PAIR_NAME_PATTERN}${BETWEEN_PATTERN}\\2"value\\2"\\s*:\\s*)(${NUMBER_PATTERN})`,
      'gi',
    ),
    value: 3,
  },
  {
    pattern: new RegExp(
      `((?<!\\\\)(\\\\*)"value\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)(?=\\2"${BETWEEN_PATTERN}\\2"(?:${PAIR_NAME_KEYS.join('|')})\\2"\\s*:\\s*\\2"${NAME_PATTERN}\\2")`,
      'gi',
    ),
    value: 3,
  },
  // password=… in a query, a fragment or a form.
  {
    pattern: new RegExp(
      `((?:^|[?&#;\\s"'([{.]|\\\\u0026|&amp;|%5B)${PARAMETER_PATTERN}(?:\\]|%5D)?=)((?:[^&#;\\s"'<>\\\\]|\\\\(?!u0026|["'nrt]))*)`,
      'gi',
    ),
    value: 2,
  },
  // The same in a parameter of another URL.
  {
    pattern: new RegExp(
      `((?:%3F|%26|%23|%5B)${PARAMETER_PATTERN}(?:%5D)?%3D)((?:(?!%26|%23)[^&#;\\s"'<>\\\\])*)`,
      'gi',
    ),
    value: 2,
  },
  // <password>…</password>
  { pattern: new RegExp(`(<(?:\\w+:)?${NAME_PATTERN}(?:\\s[^<>]*)?>)([^<]*)`, 'gi'), value: 2 },
  // A part of a multipart form.
  {
    pattern: new RegExp(`(\\bname="${NAME_PATTERN}"(?:\\r?\\n[^\\r\\n]+)*\\r?\\n\\r?\\n)([^\\r\\n]*)`, 'gi'),
    value: 2,
  },
]);

/** Whether a text holds a name at all, tested before each of the rules runs. */
const anyName = lazily(
  () =>
    new RegExp(
      `${NAME_PATTERN}(?:["'\\\\\\]>]|%5D)|${PARAMETER_PATTERN}(?:\\]|%5D)?(?:=|%3D)|<(?:\\w+:)?${NAME_PATTERN}\\s`,
      'i',
    ),
);

/** The characters around a name with a value; tested first, because it is fast. */
const AROUND_NAME = /["'\\\]<>%=]/;

/**
 * Hides the values of sensitive names in a text, and the passwords of URLs, except those that `isAllowed` permits. Names are
 * searched for only if the text has one of `SENSITIVE_ANCHORS`.
 */
export function hideSensitiveValues(
  text: string,
  isAllowed: (value: string) => boolean,
  hasAnchor: boolean,
): string {
  const hide = (changed: string, { pattern, value }: Rule): string =>
    changed.replace(pattern, (whole: string, before: string, ...groups: readonly string[]) => {
      const hidden = groups[value - 2]!;
      if (isPlaceholder(hidden) || isAllowed(hidden)) return whole;
      // A number in nested JSON gets the quotes of the names around it.
      const quote = value === 3 ? `${groups[0]}"` : '"';
      return whole.endsWith(hidden) && /^[-\d]/.test(hidden) && /:[ \t]*$/.test(before)
        ? `${before}${quote}***${quote}`
        : `${before}***`;
    });
  return hidePasswordsOfUrls(hasName(text, hasAnchor) ? rules().reduce(hide, hideContainers(text)) : text);
}

const hasName = (text: string, hasAnchor: boolean): boolean =>
  hasAnchor && AROUND_NAME.test(text) && anyName().test(text);
