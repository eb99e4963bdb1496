import type { Spec } from '../spec/parse.ts';
import { mayUse } from '../spec/use.ts';
import type { Environment } from './environment.ts';
import type { Redactor } from './redact.ts';
import type { ReadSecret } from './scope.ts';

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
export function registerSecretsOf(spec: Spec, readSecret: ReadSecret, redactor: Redactor): void {
  // Reading and writing out all steps takes long, and hardly any names a secret.
  const { text } = spec.source;
  if (text.includes('env.') || mayUse(text)) registerNamed(JSON.stringify(spec.steps), readSecret, redactor);
}

function registerNamed(text: string, readSecret: ReadSecret, redactor: Redactor): void {
  for (const [, name] of text.matchAll(/env\.([A-Za-z_][A-Za-z0-9_]*)/g)) {
    const value = readSecret(name!);
    if (value !== undefined) redactor.add(value, name!);
  }
}
