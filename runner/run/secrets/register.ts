import type { Spec } from '../../spec/parse.ts';
import { secretNamesIn } from '../../spec/step-variables.ts';
import type { Environment } from '../environment.ts';
import type { Redactor } from './redact.ts';
import type { ReadSecret } from '../scope.ts';

/**
 * Makes every secret of an environment known before the first request: an answer may show one that no request has used yet.
 * What stands in host names is no secret.
 */
export function registerSecrets(environment: Environment, readSecret: ReadSecret, redactor: Redactor): void {
  const { tokens, headers, methodHeaders, variables, routes } = environment;
  const text = JSON.stringify([
    tokens,
    headers,
    methodHeaders,
    variables,
    routes.map((route) => route.headers),
  ]);
  registerNamed(text, readSecret, redactor);
  for (const [type, { value, password }] of Object.entries(tokens))
    for (const secret of [value, password])
      if (secret !== undefined && !/\{\{|<</.test(secret)) redactor.add(secret, `${type}_token`);
}

/** The same for what the steps of a spec name themselves. */
export function registerSecretsOf({ steps }: Spec, readSecret: ReadSecret, redactor: Redactor): void {
  registerNamed(JSON.stringify(steps), readSecret, redactor);
}

function registerNamed(text: string, readSecret: ReadSecret, redactor: Redactor): void {
  for (const name of new Set(secretNamesIn(text))) {
    const value = readSecret(name);
    if (value !== undefined) redactor.add(value, name);
  }
}
