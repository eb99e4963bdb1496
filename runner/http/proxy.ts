/** The proxy client, in a module of its own, as all of undici comes with it: its `connect` is missing from the parts. */
export { EnvHttpProxyAgent } from 'undici';
