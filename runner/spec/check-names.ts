import { suggest } from './diagnostic.ts';

/** Checks of what a step itself expects; `body`, `header` and `extract` are followed by the path or the name. */
const STEP_CHECKS = ['status', 'json', 'header', 'body', 'maxMs', 'until', 'extract'] as const;

/** Checks whose severity can be chosen. */
export const CHOSEN_CHECKS = [
  'document-found',
  'operation-found',
  'deprecated-operation',
  'token-documented',
  'request-params',
  'request-content-type',
  'request-body',
  'response-status',
  'response-content-type',
  'response-headers',
  'response-schema',
  'response-format',
  'undocumented-field',
  'example-shape',
  'endpoint-called',
] as const;

/** Checks that are only there when they could not be made: nothing is known then, so nothing can be forgiven. */
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

/** Why a known issue cannot name a check; undefined when it can. */
export function problemOfForgiven(
  check: string,
): { readonly message: string; readonly hint: string } | undefined {
  const [name = ''] = check.split(' ', 1);
  if (forgivable.includes(name)) return undefined;
  if (NEVER_FAILED.includes(name))
    return {
      message: `the check "${name}" cannot be a known issue: when it does not pass, nothing is known of the API`,
      hint: `what the API answers wrongly can be one: ${forgivable.join(', ')}`,
    };
  return { message: `unknown check "${name}"`, hint: suggest(name, forgivable) };
}
