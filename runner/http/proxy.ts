/**
 * The proxy client in a module of its own, because it loads all of undici: the part that it needs, `connect`, is not exported.
 */
export { EnvHttpProxyAgent } from 'undici';
