import { Agent, request as requestHttp } from 'node:http';
import { Pool } from 'undici';

/** A request of the workflow as a client sends it. */
export type HttpCall = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A client with kept connections to one server. */
export type Client = {
  readonly send: (call: HttpCall) => Promise<{ readonly status: number; readonly text: string }>;
  readonly close: () => Promise<void>;
};

/** Creates a client for the server at `url`, with at most this many connections. */
export type OpenClient = (url: string, connections: number) => Client;

export const openUndici: OpenClient = (url, connections) => {
  const pool = new Pool(url, { connections });
  return {
    send: async ({ method, path, headers, body }) => {
      const response = await pool.request({ method, path, headers, ...(body !== undefined && { body }) });
      return { status: response.statusCode, text: await response.body.text() };
    },
    close: () => pool.close(),
  };
};

export const openNodeHttp: OpenClient = (url, connections) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  return {
    send: ({ method, path, headers, body = '' }) =>
      new Promise((resolve, reject) => {
        const length = { 'content-length': Buffer.byteLength(body) };
        const options = { agent, hostname, port, method, path, headers: { ...headers, ...length } };
        const request = requestHttp(options, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        });
        request.on('error', reject);
        request.end(body);
      }),
    close: async () => agent.destroy(),
  };
};
