import { normaliseToken } from '../../openapi/document/tokens.ts';
import { tokensOfSchemes } from '../tokens-of-schemes.ts';
import { endsWith, wordsOf } from '../names.ts';
import type { ApiSource, ApiOperation } from './api-model.ts';

/** The names that an environment provides; values are unknown here. */
export type EnvironmentFacts = {
  readonly tokens: readonly string[];
  readonly defaultToken: string | undefined;
  readonly variables: readonly string[];
  /** Headers of every request, in lower case. */
  readonly headers: readonly string[];
  /** The path in its base URL; undefined where that is not known. */
  readonly basePath: string | undefined;
};

/** The path of an operation relative to the base URL of an environment. */
export function pathBehind(
  { basePath, template }: ApiOperation,
  environment: EnvironmentFacts | undefined,
): string {
  if (environment === undefined) return basePath + template;
  const before = environment.basePath;
  return before === undefined || (basePath !== '' && before.endsWith(basePath))
    ? template
    : basePath + template;
}

/** Whether an operation allows requests without credentials. */
export const isOpen = ({ security, operation }: ApiOperation): boolean =>
  operation.tokens.length === 0 &&
  (security.length === 0 || security.some((schemes) => schemes.length === 0));

/**
 * The token of an operation: one that the document names, else that of its scheme, else one named like the API, else the
 * default. Undefined where the environment has none for it.
 */
export function tokenFor(
  operation: ApiOperation,
  environment: EnvironmentFacts | undefined,
): string | undefined {
  const { security, api } = operation;
  const documented = operation.operation.tokens;
  if (isOpen(operation)) return 'none';
  if (environment === undefined) return documented[0] ?? ofScheme(operation)[0];
  const { tokens, defaultToken } = environment;
  const named = documented.flatMap((type) => tokens.filter((each) => normaliseToken(each) === type));
  if (named.length > 0) return named.includes(defaultToken ?? '') ? defaultToken : named[0];
  const proposed = ofScheme(operation).filter((name) => tokens.includes(name));
  if (proposed.length > 0) return proposed[0];
  const schemes = security.flatMap((each) => each.map((name) => name.toLowerCase()));
  const alike = tokens.find((name) => schemes.includes(name.toLowerCase()));
  const ofApi = tokens.find((name) => api.words.includes(name.toLowerCase()));
  return (
    alike ?? ofApi ?? (defaultToken !== undefined && tokens.includes(defaultToken) ? defaultToken : undefined)
  );
}

/** The tokens that `init` proposes for the schemes of an operation. */
function ofScheme({ security, api }: ApiOperation): readonly string[] {
  const schemes = security.filter((each) => each.length === 1).map(([name]) => name);
  return tokensOfSchemes(api.survey.schemes)
    .filter(({ scheme }) => schemes.includes(scheme))
    .map(({ name }) => name);
}

/** The variable of an environment for a value; one named after the API is preferred. */
export function variableFor(
  names: readonly (readonly string[])[],
  api: ApiSource,
  environment: EnvironmentFacts | undefined,
): string | undefined {
  const variables = environment?.variables ?? [];
  const candidates = names.filter((words) => words.length > 0);
  const ofApi = variables.find((variable) => {
    const [first, ...rest] = wordsOf(variable);
    return api.words.includes(first ?? '') && candidates.some((words) => rest.join(' ') === words.join(' '));
  });
  if (ofApi !== undefined) return ofApi;
  const same = variables.find((variable) =>
    candidates.some((words) => wordsOf(variable).join(' ') === words.join(' ')),
  );
  // A header is often prefixed with its vendor: x-acme-entity-id is an entity_id.
  return (
    same ??
    variables.find((variable) => {
      const words = wordsOf(variable);
      return words.length > 1 && candidates.some((each) => each[0] === 'x' && endsWith(each, words));
    })
  );
}
