/** The proxy client, in a module of its own so that it can be loaded when a proxy is set. */
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
