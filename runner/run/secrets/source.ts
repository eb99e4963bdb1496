import type { Redactor } from './redactor.ts';
import { isSensitiveName } from './sensitive/names.ts';
import { secretNamesIn } from '../../language/step/step-variables.ts';

/** Registers what an unusable environments.yaml names or contains as secrets, because its errors may quote it. */
export function registerSource(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  redactor: Redactor,
): void {
  for (const name of secretNamesIn(text)) redactor.add(env[name] ?? '', name);
  for (const [, password = ''] of text.matchAll(PASSWORD_IN_URL)) redactor.addFound(password, 'password');
  let block: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const indent = line.search(/\S/);
    if (indent === -1) continue;
    if (block !== undefined && indent <= block) block = undefined;
    const [, key = ''] = /^\s*(?:-\s*)?["']?([\w.-]+)["']?\s*:/.exec(line) ?? [];
    if (key === 'tokens' || isSensitiveName(key)) block ??= indent;
    if (block === undefined) continue;
    for (const [, name = '', quoted, plain] of line.matchAll(PAIR)) {
      const value = (quoted ?? plain ?? '').trim();
      if (value.length >= SHORTEST && !value.includes('{{') && !PUBLIC.has(name.toLowerCase()))
        redactor.addFound(value, `${name}_token`);
    }
    for (const [, quoted, plain] of line.matchAll(ITEM)) {
      const value = (quoted ?? plain ?? '').trim();
      if (value !== '' && !value.includes('{{')) redactor.addFound(value, 'token');
    }
  }
}

/** Up to the last `@`: a password may hold characters that a URL may not. */
const PASSWORD_IN_URL = /\b[a-z]+:\/\/[^\s:@"'{]*:([^\s"'{]+)@/gi;
const PAIR = /([\w.-]+)["']?\s*:\s*(?:["']([^"']*)["']?|([^\s{}[\],#"'][^{},#]*))/g;
/** An item of a list, which has no name. */
const ITEM = /(?:[[,]|^\s*-\s)\s*(?:["']([^"']*)["']|([^\s{}[\],#"'][^{}[\],#:]*))(?=\s*(?:[\],#]|$))/g;
const SHORTEST = 6;

/** Keys beside credentials whose values are not secret. */
const PUBLIC: ReadonlySet<string> = new Set([
  ...['scheme', 'in', 'name', 'method', 'url', 'username', 'expiresin', 'token', 'tokens', 'exchange'],
  ...['grant_type', 'client_id', 'scope', 'audience', 'accept', 'content-type'],
]);
