import { own, ownList, ownObject, ownString } from '../openapi/document/json.ts';
import type { ApiDocument } from '../openapi/document/documents.ts';

/** A base URL in a document. */
export type ServerAddress = { readonly url: string; readonly description: string | undefined };

/**
 * The base URLs of a document that can be called: absolute, without a trailing slash, variables at their defaults. A relative
 * one is resolved against the URL of the document.
 */
export function readServers(document: ApiDocument, origin: string | undefined): readonly ServerAddress[] {
  const written = document.dialect === '2.0' ? serversOf2(document, origin) : serversOf3(document);
  const found = written.flatMap(({ url, description }) => {
    const absolute = absoluteUrl(url, origin);
    return absolute === undefined ? [] : [{ url: absolute, description }];
  });
  return found.filter(({ url }, index) => found.findIndex((other) => other.url === url) === index);
}

/**
 * The base URL to propose: one on the host of the document, else the first. A document from this machine belongs to an API on
 * this machine, whatever servers it names: those may be in production.
 */
export function proposeServer(
  servers: readonly ServerAddress[],
  origin: string | undefined,
): ServerAddress | undefined {
  const [first] = servers;
  if (origin === undefined) return first;
  const { origin: home, hostname } = new URL(origin);
  const same = servers.find(({ url }) => new URL(url).origin === home);
  if (same !== undefined || !isLoopback(hostname)) return same ?? first;
  const path = first === undefined ? '' : new URL(first.url).pathname.replace(/\/+$/, '');
  return { url: home + path, description: 'where the document was found' };
}

const isLoopback = (hostname: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(hostname);

function serversOf3({ root }: ApiDocument): readonly ServerAddress[] {
  const listed = ownList(root, 'servers').flatMap((server) => {
    const url = ownString(server, 'url');
    return url === undefined
      ? []
      : [{ url: withDefaults(url, server), description: ownString(server, 'description') }];
  });
  return listed.length > 0 ? listed : [{ url: '/', description: undefined }];
}

function withDefaults(url: string, server: unknown): string {
  const variables = ownObject(server, 'variables');
  return url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = own(own(variables, name), 'default');
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
}

function serversOf2({ root }: ApiDocument, origin: string | undefined): readonly ServerAddress[] {
  const host = ownString(root, 'host');
  const path = ownString(root, 'basePath') ?? '/';
  if (host === undefined) return [{ url: path, description: undefined }];
  const listed = ownList(root, 'schemes').filter((each) => each === 'https' || each === 'http');
  const usual = origin?.startsWith('http:') === true ? 'http' : 'https';
  const scheme = listed.includes(usual) ? usual : (listed[0] ?? usual);
  return [{ url: `${scheme}://${host}${path.startsWith('/') ? '' : '/'}${path}`, description: undefined }];
}

function absoluteUrl(url: string, origin: string | undefined): string | undefined {
  if (/[{}]/.test(url) || !URL.canParse(url, origin)) return undefined;
  const { protocol, origin: host, pathname, username, password } = new URL(url, origin);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
  return host + pathname.replace(/\/+$/, '');
}
