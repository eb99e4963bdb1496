import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of the running test, on a free port of this machine; closed with all its connections after the test. */
export type TestServer = {
  readonly url: string;
  readonly host: string;
  /** How many connections were opened to it. */
  readonly connections: () => number;
};

export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

export const serveHttp = (answer: Answer): Promise<TestServer> =>
  listen(createHttpServer((request, response) => void answer(request, response)));

/** For responses that no HTTP server would send. */
export const serveRaw = (onConnection: (socket: Socket) => void): Promise<TestServer> =>
  listen(createServer(onConnection));

/** An address at which nothing listens. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://${url}`;
}

async function listen(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  const host = await listening(server);
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://${host}`, host, connections: () => connections };
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('a TCP server has a port'));
      else resolve(`127.0.0.1:${address.port}`);
    });
  });
}
