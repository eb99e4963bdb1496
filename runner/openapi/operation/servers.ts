import { isObject, own, ownList, ownObject, ownString } from '../document/json.ts';
import type { ApiDocument } from '../document/documents.ts';
import { showValue } from '../document/show-value.ts';
import { fitsTemplate, type PathTemplate, parseTemplate } from './path-template.ts';

/** A base path: the path of a server, or `basePath`. */
export type BasePath = {
  /** Without a trailing slash. */
  readonly path: string;
  readonly template: PathTemplate;
  /** The server as written, if it ends in a slash that would double that of each path. */
  readonly slashed: string | undefined;
};

/** How many paths one server may have; beyond that a variable matches any one segment. */
export const MOST_CHOICES = 1000;

/** The base paths of a document; servers of an operation or a path item override them. */
export function basePathsOf(
  document: ApiDocument,
  nearer: readonly unknown[],
  choices = MOST_CHOICES,
): readonly BasePath[] {
  if (document.dialect === '2.0') return [toBasePath(ownString(document.root, 'basePath') ?? '')];
  const servers = [...nearer, document.root].map((at) => ownList(at, 'servers'));
  const nearest = servers.find((list) => list.length > 0) ?? [];
  const texts = new Set(nearest.flatMap((server) => expandServer(server, choices)));
  return [...texts].map(toBasePath);
}

/** Why not all servers of a document, a path or an operation (the nearest first) can be read. */
export function problemOfServers(holders: readonly unknown[]): string | undefined {
  const servers = holders.map((at) => own(at, 'servers')).find((each) => each !== undefined);
  if (servers === undefined) return undefined;
  if (!Array.isArray(servers)) return `"servers" is ${showValue(servers)} in the document; expected a list`;
  const odd = (servers as readonly unknown[]).find((server) => ownString(server, 'url') === undefined);
  if (odd !== undefined)
    return `"servers" lists ${showValue(odd)}; expected an object with a url, as in servers: [{url: /v1}]`;
  return servers.map(problemOfVariables).find((problem) => problem !== undefined);
}

/** Why the variables in the URL of a server are incomplete. */
function problemOfVariables(server: unknown): string | undefined {
  const variables = own(server, 'variables');
  const url = ownString(server, 'url') ?? '';
  if (variables !== undefined && !isObject(variables))
    return `the "variables" of the server ${url} are ${showValue(variables)}; expected an object`;
  for (const { 1: name = '' } of url.matchAll(VARIABLE)) {
    const variable = own(variables, name);
    const of = `the variable {${name}} of the server ${url}`;
    if (variable === undefined) return `${of} is not listed under its "variables"`;
    const written = own(variable, 'default');
    if (typeof written !== 'string' && typeof written !== 'number')
      return `${of} has ${written === undefined ? 'no default' : `the default ${showValue(written)}; expected a text`}`;
    const choices = own(variable, 'enum');
    if (choices === undefined) continue;
    if (!Array.isArray(choices) || choices.length === 0)
      return `${of} has the enum ${showValue(choices)}; expected a list of texts`;
    if (!choices.map(String).includes(String(written)))
      return `${of} has the default ${showValue(written)}, which is not in its enum: ${choices.map(String).join(', ')}`;
  }
  return undefined;
}

/** Everything before the path, with or without variables. */
const ORIGIN = /^(?:(?:[a-z][a-z0-9+.-]*|\{[^{}]+\}):)?\/\/[^/?#]*/i;

/** The paths of a server, one for each choice of its variables. */
function expandServer(server: unknown, choices: number): readonly string[] {
  const variables = ownObject(server, 'variables');
  const url = ownString(server, 'url') ?? '';
  const origin = ORIGIN.exec(url)?.[0] ?? '';
  const isInHost = [...origin.matchAll(VARIABLE)].every(({ 1: name }) =>
    valuesOf(variables, name!).every((value) => !value.includes('/')),
  );
  let texts: readonly string[] = [''];
  for (const [index, part] of (isInHost ? url.slice(origin.length) : url).split(VARIABLE).entries()) {
    const values = index % 2 === 0 ? [part] : valuesOf(variables, part);
    const chosen = values.length * texts.length > choices ? [`{${part}}`] : values;
    texts = texts.flatMap((text) => chosen.map((value) => text + value));
  }
  return texts.map((text) => text.replace(ORIGIN, '').replace(/[?#].*$/s, ''));
}

const VARIABLE = /\{([^{}]+)\}/g;

/** The default and all other values of a variable; its placeholder if not documented. */
function valuesOf(variables: object, name: string): readonly string[] {
  const variable = own(variables, name);
  const values = [own(variable, 'default'), ...ownList(variable, 'enum')].filter(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return values.length > 0 ? [...new Set(values.map(String))] : [`{${name}}`];
}

function toBasePath(written: string): BasePath {
  // A relative URL is based on where the document was published, which is unknown; its words are known.
  const path = written.replace(/^(?:\.{1,2}(?:\/|$))+/, '').replace(/\/+$/, '');
  const isSlashed = path !== '' && written.endsWith('/');
  return { path, template: parseTemplate(path), slashed: isSlashed ? written : undefined };
}

/** The rest of a path after a base path; undefined if the path does not begin with it. */
export function behindBase({ template }: BasePath, path: readonly string[]): readonly string[] | undefined {
  if (template.length === 0) return path;
  if (template.length > path.length) return undefined;
  return fitsTemplate(template, path.slice(0, template.length)) ? path.slice(template.length) : undefined;
}
