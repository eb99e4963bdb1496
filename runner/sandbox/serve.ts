import { createAdaptorServer } from '@hono/node-server';
import { createSandbox, type SandboxOptions } from './create.ts';
import { RefusedConnection } from './with-faults.ts';

/** The address to listen on, besides the options of a sandbox; port 0 takes any free one. */
export type ServeOptions = SandboxOptions & { readonly port?: number; readonly host?: string };

/** Serves a fresh sandbox on a port of this machine, for use with curl; rejects if the port is taken. */
export function serveSandbox(
  options: ServeOptions = {},
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const { port = 4010, host = '127.0.0.1', ...sandboxOptions } = options;
  const sandbox = createSandbox(sandboxOptions);
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) => {
      try {
        return await sandbox.fetch(request);
      } catch (error) {
        if (!(error instanceof RefusedConnection)) throw error;
        incoming.socket.destroy();
        return new Response();
      }
    },
    overrideGlobalObjects: false,
  });
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      if ('closeAllConnections' in server) server.closeAllConnections();
    });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const listening = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${listening}`, close });
    });
  });
}
