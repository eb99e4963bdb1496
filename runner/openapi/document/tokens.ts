import { isObject, type JsonObject, own, ownList, ownObject, ownString } from './json.ts';

const sameType: Readonly<Record<string, string>> = {
  staff: 'staff',
  client: 'client',
  directory: 'directory',
  app: 'app',
  application: 'app',
  business: 'business',
  operator: 'operator',
  partner: 'partner',
  partners: 'partner',
  admin: 'admin',
  internal: 'admin',
};

/** The canonical name of a token type: `internal` is `admin`, `application` is `app`; unknown types stay. */
export const normaliseToken = (token: string): string => sameType[token.toLowerCase()] ?? token.toLowerCase();

// "Available for **Staff, App, and Directory tokens**", also "for **Internal tokens**, **Staff tokens**"; text after the list
// explains the tokens and may name others. "fo" is a misspelling in real documents.
const listOfTokens = String.raw`[^.\n]*?\btokens?\b(?:\**(?:,| and| or| &) ?\**[A-Za-z]{1,20} tokens?\b)*`;
const promises = [
  new RegExp(String.raw`\bavailable\s+(?:only\s+)?(?:for?|to|with)\s+(${listOfTokens})`, 'gi'),
  /\*\*([^*\n]*\btokens?)\*\*\s+(?:are|is)\s+(?:also\s+)?supported/gi,
];
const exclusion = /\b(?:not|except|excluding|without)\b.*$/i;

/** The token types that an operation documents: in its security, its texts, or `x-auth-type`. */
export function documentedTokens(operation: JsonObject, root: JsonObject): readonly string[] {
  const found = new Set<string>();
  for (const text of [ownString(operation, 'summary'), ownString(operation, 'description')])
    for (const promise of promises)
      for (const match of (text ?? '').matchAll(promise))
        addWords(found, (match[1] ?? '').replace(exclusion, ''));
  if (found.size === 0) addAuthType(found, ownString(operation, 'x-auth-type') ?? '');
  if (found.size === 0)
    for (const requirement of requirements(operation, root))
      for (const name of Object.keys(requirement)) addWords(found, name.replace(/([a-z])([A-Z])/g, '$1 $2'));
  return [...found];
}

function addWords(found: Set<string>, text: string): void {
  for (const [word] of text.matchAll(/[A-Za-z]+/g)) {
    const type = sameType[word.toLowerCase()];
    if (type) found.add(type);
  }
}

// "Application & Application User" is the default of a gateway and says nothing about the caller.
function addAuthType(found: Set<string>, authType: string): void {
  const type = sameType[authType.trim().toLowerCase()];
  if (type) found.add(type);
}

/** The query parameters that are credentials by the `security` of an operation. */
export function credentialNames(operation: JsonObject, root: JsonObject): readonly string[] {
  const schemes = {
    ...ownObject(root, 'securityDefinitions'),
    ...ownObject(own(root, 'components'), 'securitySchemes'),
  };
  return requirements(operation, root).flatMap((requirement) =>
    Object.keys(requirement).flatMap((name) => {
      const scheme = own(schemes, name);
      const key = ownString(scheme, 'name');
      return key !== undefined && own(scheme, 'in') === 'query' ? [key] : [];
    }),
  );
}

function requirements(operation: JsonObject, root: JsonObject): readonly JsonObject[] {
  const listed =
    own(operation, 'security') === undefined ? ownList(root, 'security') : ownList(operation, 'security');
  return listed.filter(isObject);
}
