import type { StoreAddress } from '../http/shared-limits/store.ts';

/** The URL schemes of a store, and whether they are encrypted. */
const SCHEMES: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'rediss:': true,
  'valkey:': false,
  'valkeys:': true,
};

const EXPECTED = 'expected redis://host:6379 or rediss://host:6379';

export type StoreUrlResult =
  | { readonly address: StoreAddress }
  | { readonly problem: string; readonly hint: string };

/** Reads the URL of a limit store. No message shows the text, which may hold a password. */
export function readStoreUrl(text: string): StoreUrlResult {
  const refuse = (problem: string, hint: string): StoreUrlResult => ({ problem, hint });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined)
    return refuse(
      `${EXPECTED}, found no valid URL`,
      'write special characters of a password as %23, %2F, %40',
    );
  const tls = Object.hasOwn(SCHEMES, url.protocol) ? SCHEMES[url.protocol] : undefined;
  if (tls === undefined)
    return refuse(`${EXPECTED}, found a URL of the kind ${url.protocol}//`, 'name a Redis or Valkey server');
  if (url.hostname === '') return refuse(`${EXPECTED}, found no host`, 'write the host after //');
  if (url.search !== '' || url.hash !== '')
    return refuse(
      `${EXPECTED}, found something after a ${url.search === '' ? '#' : '?'}`,
      'special characters of a password are written as %23, %3F',
    );
  const database = /^\/?(\d*)\/?$/.exec(url.pathname)?.[1];
  if (database === undefined)
    return refuse(`${EXPECTED}/0, found a path that is no number`, 'the path is the number of a database');
  const [username, password] = [decode(url.username), decode(url.password)];
  if (username === undefined || password === undefined)
    return refuse('the user or the password holds a % that encodes nothing', 'write it as %25');
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    address: {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      database: Number(database),
      tls,
      ...(username !== '' && { username }),
      ...(password !== '' && { password }),
      shown: `${url.protocol}//${url.hostname}:${port}${Number(database) === 0 ? '' : `/${database}`}`,
    },
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
