import { wordsOf } from '../names.ts';
import type { ApiOperation } from './api-model.ts';
import { type EnvironmentFacts, tokenFor, variableFor } from './environment-facts.ts';

/** The credentials of a request. */
export type ChosenToken = {
  readonly name: string;
  /** Headers for keys that no token of the environment sends. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly need?: string;
};

/** Chooses the token of a request; a key that a variable of the environment holds goes into its header. */
export function chooseToken(
  operation: ApiOperation,
  environment: EnvironmentFacts | undefined,
  asked: string | undefined,
): ChosenToken {
  if (asked !== undefined) return { name: asked, headers: {} };
  const key = keyHeader(operation, environment);
  if (key !== undefined) return { name: 'none', headers: key };
  const name = tokenFor(operation, environment);
  if (name !== undefined) return { name, headers: {} };
  const wanted = operation.operation.tokens[0] ?? (operation.security[0] ?? []).join(' and ');
  return { name: 'none', headers: {}, need: `a token for ${wanted || 'it'} in environments.yaml` };
}

function keyHeader(
  { security, api }: ApiOperation,
  environment: EnvironmentFacts | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const [only, ...others] = security;
  if (others.length > 0 || only?.length !== 1) return undefined;
  const scheme = api.survey.schemes.find(({ name }) => name === only[0]);
  if (scheme?.kind !== 'apiKey' || scheme.in !== 'header') return undefined;
  if (environment?.tokens.includes(scheme.name) === true) return undefined;
  const words = wordsOf(scheme.field);
  const variable = variableFor([words, words.slice(1)], api, environment);
  return variable === undefined ? undefined : { [scheme.field]: `{{${variable}}}` };
}
