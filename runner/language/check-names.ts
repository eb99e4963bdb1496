import { type CheckName, CHECKS } from '../openapi/contract-checks.ts';
import { suggest } from './diagnostic.ts';

/** Checks of what a step itself expects; `body`, `header` and `extract` are followed by the path or the name. */
const STEP_CHECKS = ['status', 'json', 'header', 'body', 'maxMs', 'until', 'extract'] as const;

/** Checks that a step can have several of; each is named with its path, header or variable. */
const PLACED: Readonly<Record<string, string>> = { body: '$.path', header: 'X-Name', extract: 'name' };

/** Checks of a spec as a whole: default severity, and when each holds, in the words of the manual. */
export const SPEC_CHECKS = {
  'endpoint-called': { severity: 'warn', holds: 'a test step calls the `endpoint:`' },
} as const;

/** The name of a check whose severity can be chosen. */
export type ChosenCheck = CheckName | keyof typeof SPEC_CHECKS;

/** Checks whose severity can be chosen. */
export const CHOSEN_CHECKS = [...CHECKS, ...Object.keys(SPEC_CHECKS)] as readonly ChosenCheck[];

/** Checks that exist only with the outcome `not-made`: nothing is known then, so nothing can be forgiven. */
const NEVER_FAILED = [
  'answer',
  'document-found',
  'expect',
  'file',
  'forEach',
  'host',
  'request',
  'runner',
  'token',
  'transport',
  'variables',
  'when',
];

const forgivable: readonly string[] = [...STEP_CHECKS, ...CHOSEN_CHECKS].filter(
  (name) => !NEVER_FAILED.includes(name),
);

/** Why a known issue cannot name a check; undefined when it can. `hasPlace`: the issue says where, with `at`. */
export function problemOfForgiven(
  check: string,
  hasPlace: boolean,
): { readonly message: string; readonly hint: string } | undefined {
  const [name = ''] = check.split(' ', 1);
  const place = Object.hasOwn(PLACED, name) && check.trim() === name && !hasPlace ? PLACED[name] : undefined;
  if (place !== undefined)
    return {
      message: `the known issue forgives every "${name}" check of every step`,
      hint: `say which one: at: ${place}`,
    };
  if (forgivable.includes(name)) return undefined;
  if (NEVER_FAILED.includes(name))
    return {
      message: `the check "${name}" cannot be a known issue: when it does not pass, nothing is known of the API`,
      hint: `what the API answers wrongly can be one: ${forgivable.join(', ')}`,
    };
  return { message: `unknown check "${name}"`, hint: suggest(name, forgivable) };
}
