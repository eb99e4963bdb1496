import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Connection, SocketOptions } from './exchange.ts';

/** Creates the connections to one origin, with the class of the client that does the least work per request. */
export async function dispatcherFactory({
  atOnce,
  proxy,
}: SocketOptions): Promise<(origin: string, connection: Connection) => Dispatcher> {
  const poolOptions = ({ http2, socketPath, insecure, connectTimeoutMs, ca, cert, key }: Connection) => ({
    connections: atOnce,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: http2 === true,
    connect: {
      timeout: connectTimeoutMs ?? 0,
      rejectUnauthorized: insecure !== true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(socketPath !== undefined && { socketPath }),
    },
  });
  if (proxy?.http === undefined && proxy?.https === undefined)
    return (origin, connection) => new Pool(origin, poolOptions(connection));
  const { EnvHttpProxyAgent } = await import('./proxy.ts');
  return (origin, connection) => {
    const { connect, ...rest } = poolOptions(connection);
    // A Unix socket is not reached through a proxy.
    if (connection.socketPath !== undefined) return new Pool(origin, { ...rest, connect });
    return new EnvHttpProxyAgent({
      ...rest,
      connect,
      requestTls: connect,
      // For an undefined value the client would read the process environment.
      httpProxy: proxy.http ?? '',
      httpsProxy: proxy.https ?? '',
      noProxy: proxy.except ?? '',
    });
  };
}
