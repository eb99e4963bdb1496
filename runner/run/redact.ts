import type { Json } from '../spec/yaml.ts';

/** Replaces every known secret, in each form it can take, before anything is stored or shown. */
export type Redactor = {
  /** From now on `secret` is shown as `$NAME`. */
  readonly add: (secret: string, name: string) => void;
  readonly text: (text: string) => string;
  /** The same in every text of a JSON value, keys too. */
  readonly json: <T>(value: T) => T;
};

/** Headers whose value is never shown, whatever it is. */
const HIDDEN_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];

/** A credential of which nothing but its scheme and the name of its secret is left to see. */
const NAMED_CREDENTIAL = /^(?:(?:Bearer|Basic|Admin|Token) )?(?:token=)?"?\$[A-Z0-9_]+"?$/i;

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function createRedactor(): Redactor {
  const names = new Map<string, string>();
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;

  const text = (value: string): string => {
    if (names.size === 0) return value;
    pattern ??= patternOf([...names.keys()]);
    return value.replace(pattern, (form) => names.get(form) ?? '***');
  };
  return {
    text,
    json: (value) => mapTexts(value as Json, text) as typeof value,
    add: (secret, name) => {
      if (secret === '' || secrets.has(secret)) return;
      secrets.add(secret);
      const shown = `$${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
      for (const form of formsOf(secret)) if (!names.has(form)) names.set(form, shown);
      pattern = undefined;
    },
  };
}

/**
 * The forms in which a secret can travel: raw, JSON-escaped as different encoders do it, percent- and form-encoded,
 * in HTML, base64 (plain and URL-safe).
 */
function formsOf(secret: string): readonly string[] {
  const percent = encodeURIComponent(Buffer.from(secret).toString());
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    secret.replace(/[&<>"']/g, (char) => HTML[char]!),
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    new URLSearchParams([['', secret]]).toString().slice(1),
    ...(secret.length >= 4
      ? [base64, base64.replace(/=+$/, ''), Buffer.from(secret).toString('base64url')]
      : []),
  ];
}

/** Longest first, so that a secret inside another does not leave the rest. A short one counts only as a whole word. */
function patternOf(forms: readonly string[]): RegExp {
  const alternatives = [...new Set(forms)]
    .toSorted((a, b) => b.length - a.length)
    .map((form) => {
      const escaped = form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      return form.length >= 4 ? escaped : `(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`;
    });
  return new RegExp(alternatives.join('|'), 'g');
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number') {
    const shown = change(String(value));
    return shown === String(value) ? value : shown;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each: Json) => mapTexts(each, change));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [change(key), mapTexts(each as Json, change)]),
  );
}

/** Headers as they may be shown: credentials keep their scheme and the name of their secret. */
export function showHeaders(
  headers: Readonly<Record<string, string>>,
  redactor: Redactor,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const shown = redactor.text(value);
      if (!HIDDEN_HEADERS.includes(name.toLowerCase()) || NAMED_CREDENTIAL.test(shown)) return [name, shown];
      const scheme = /^(Bearer|Basic|Admin|Token) /i.exec(value)?.[0] ?? '';
      return [name, `${scheme}***`];
    }),
  );
}
