import type { SecurityScheme } from './security-schemes.ts';
import { toOneLine, yamlText } from './yaml-text.ts';

/** A token of an environment, made of one security scheme. */
export type ProposedToken = {
  /** The name that specs use. */
  readonly name: string;
  /** The scheme of the document. */
  readonly scheme: string;
  /** The value in environments.yaml. */
  readonly value: string;
  readonly comment: string;
  /** The variables of the process environment that hold its secrets. */
  readonly variables: readonly string[];
};

/** The tokens for the schemes that have one here; every name and variable once. */
export function tokensOfSchemes(schemes: readonly SecurityScheme[]): readonly ProposedToken[] {
  const names = new Set<string>(RESERVED);
  const variables = new Set<string>();
  return schemes.flatMap((scheme): readonly ProposedToken[] => {
    if (scheme.kind === 'unsupported') return [];
    const word = upperSnake(scheme.name);
    const taken = SUFFIXES[scheme.kind].map((suffix) => unique(withSuffix(word, suffix), variables));
    const said = scheme.description === undefined ? '' : `: ${toOneLine(scheme.description, 80)}`;
    return [
      {
        name: unique(tokenName(scheme.name), names),
        scheme: scheme.name,
        value: yamlValueOf(scheme, taken),
        comment: `${explanationOf(scheme)}${said}`,
        variables: taken,
      },
    ];
  });
}

/** What `token:` means by itself. */
const RESERVED = ['none'];

type Supported = Exclude<SecurityScheme, { readonly kind: 'unsupported' }>;

const SUFFIXES: Readonly<Record<Supported['kind'], readonly string[]>> = {
  bearer: ['TOKEN'],
  oauth2: ['TOKEN'],
  openIdConnect: ['TOKEN'],
  basic: ['USERNAME', 'PASSWORD'],
  apiKey: ['KEY'],
};

function yamlValueOf(scheme: Supported, [first = '', second = '']: readonly string[]): string {
  const secret = `"{{env.${first}}}"`;
  switch (scheme.kind) {
    case 'basic':
      return `{ scheme: basic, username: ${secret}, password: "{{env.${second}}}" }`;
    case 'apiKey':
      return scheme.in === 'cookie'
        ? `{ scheme: apiKey, in: header, name: Cookie, value: ${JSON.stringify(`${scheme.field}={{env.${first}}}`)} }`
        : `{ scheme: apiKey, in: ${scheme.in}, name: ${yamlText(scheme.field)}, value: ${secret} }`;
    case 'bearer':
    case 'oauth2':
    case 'openIdConnect':
      // Tokens called admin or internal would go under the scheme Admin.
      return `{ scheme: bearer, value: ${secret} }`;
  }
}

function explanationOf(scheme: Supported): string {
  switch (scheme.kind) {
    case 'bearer':
      return 'Authorization: Bearer …';
    case 'basic':
      return 'Authorization: Basic …';
    case 'oauth2':
      return 'Authorization: Bearer …, an access token of OAuth 2 (`exchange:` can obtain it)';
    case 'openIdConnect':
      return 'Authorization: Bearer …, an access token of OpenID Connect (`exchange:` can obtain it)';
    case 'apiKey':
      return `the whole value of the ${scheme.in === 'query' ? 'query parameter' : scheme.in} ${toOneLine(scheme.field, 60)}`;
  }
}

const words = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean);

/** `bearerAuth` names a way to authenticate; the variable holds the token. */
function upperSnake(name: string): string {
  const all = words(name).map((word) => word.toUpperCase());
  const kept = all.filter((word) => !['AUTH', 'AUTHENTICATION', 'SCHEME'].includes(word));
  const joined = (kept.length > 0 ? kept : all).join('_') || 'API';
  return /^\d/.test(joined) ? `API_${joined}` : joined;
}

const withSuffix = (word: string, suffix: string): string =>
  word === suffix || word.endsWith(`_${suffix}`) ? prefixed(word) : `${word}_${suffix}`;

/** A variable called TOKEN, or KEY, may well be there for something else. */
const prefixed = (word: string): string => (word.includes('_') ? word : `API_${word}`);

const tokenName = (name: string): string =>
  /^[A-Za-z][\w-]*$/.test(name) ? name : words(name).join('_') || 'api';

function unique(name: string, taken: Set<string>): string {
  let found = name;
  for (let nth = 2; taken.has(found); nth++) found = `${name}_${nth}`;
  taken.add(found);
  return found;
}
