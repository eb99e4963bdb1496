import type { ProposedToken } from './tokens-of-schemes.ts';
import type { SecurityScheme } from './security-schemes.ts';
import type { ServerAddress } from './servers.ts';
import { toOneLine } from './yaml-text.ts';

/** Holds the base URL of an API whose document names none. */
export const BASE_URL_VARIABLE = 'API_BASE_URL';

/** The parts of environments.yaml. */
export type EnvironmentParts = {
  readonly title: string;
  /** Undefined if unknown; then an environment variable holds it. */
  readonly baseUrl: string | undefined;
  /** Other base URLs in the document. */
  readonly others: readonly ServerAddress[];
  readonly tokens: readonly ProposedToken[];
  readonly defaultToken: string | undefined;
  readonly unsupported: readonly (SecurityScheme & { readonly kind: 'unsupported' })[];
};

const HEAD = `# Where the specs below this folder are sent. \`--env NAME\` or VERIFY_ENV chooses another environment than the default.
# Secrets stand in .env beside this file, or in the process environment, and nowhere else.`;

/** environments.yaml for an API with a document. */
export function environmentsText(parts: EnvironmentParts): string {
  const { title, baseUrl, others, unsupported } = parts;
  return [
    HEAD,
    'default: main',
    'environments:',
    `  # ${toOneLine(title)}`,
    '  main:',
    ...(baseUrl === undefined
      ? [
          `    # The document names no address that can be called: ${BASE_URL_VARIABLE} holds it.`,
          `    baseUrl: "{{env.${BASE_URL_VARIABLE}}}"`,
        ]
      : [`    baseUrl: ${JSON.stringify(baseUrl)}`]),
    ...others.map(({ url, description }) => `    # Also in the document: ${saidOf(url, description)}`),
    ...tokenLines(parts),
    ...unsupported.map(
      ({ name, why }) => `    # No token for the scheme ${toOneLine(name, 60)}: ${toOneLine(why)}.`,
    ),
    '    timeoutMs: 30000',
    '',
    '  # The APIs that a run can start in its own memory, to try things out: --env sandbox.',
    '  sandbox: { sandbox: true }',
    '',
  ].join('\n');
}

const saidOf = (url: string, description: string | undefined): string =>
  toOneLine(description === undefined ? url : `${url} (${description})`, 160);

function tokenLines({ tokens, defaultToken }: EnvironmentParts): readonly string[] {
  if (tokens.length === 0)
    return ['    # The document names no way to authenticate.', '    defaultToken: none'];
  return [
    '    # Of a step that names no token, in a spec that lists none.',
    `    defaultToken: ${defaultToken ?? tokens[0]!.name}`,
    '    tokens:',
    ...tokens.flatMap(({ name, value, comment }) => [`      # ${comment}`, `      ${name}: ${value}`]),
  ];
}

/** environments.yaml for a project without a document. */
export const SANDBOX_ENVIRONMENTS = `${HEAD}
default: sandbox
environments:
  # The APIs that a run starts in its own memory: nothing to install, nothing to log in to.
  sandbox: { sandbox: true }

  # Your own API: take the # away, and choose it with \`--env main\`, or as the default.
  # main:
  #   baseUrl: https://api.example.com
  #   defaultToken: main
  #   tokens:
  #     main: { scheme: bearer, value: "{{env.API_TOKEN}}" }
`;

/** .env.example: names of variables without values. */
export function envExampleText(tokens: readonly ProposedToken[], hasBaseUrl: boolean): string {
  return [
    '# Copy this file to .env, which stays out of git, and write the values there.',
    ...(hasBaseUrl
      ? []
      : ['', '# The address of the API, as in https://api.example.com/v1', `${BASE_URL_VARIABLE}=`]),
    ...tokens.flatMap(({ scheme, comment, variables }) => [
      '',
      `# ${toOneLine(scheme, 60)}: ${comment}`,
      ...variables.map((variable) => `${variable}=`),
    ]),
    '',
  ].join('\n');
}
