import {
  createServer as createPlainServer,
  type IncomingMessage,
  request as askDirectly,
  type ServerResponse,
} from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runVerify } from '../run-verify.ts';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { CLIENT_CERTIFICATE, CLIENT_KEY, SERVER_CERTIFICATE, SERVER_KEY } from './certificates.ts';
import {
  environmentFile,
  forbidUnhandledRejections,
  oneRequest,
  only,
  runLocal,
  specs,
  talkingTo,
  verdictsOf,
} from './local-run.ts';

forbidUnhandledRejections();

/** Listens until the test is over; answers with the port. */
async function listen(
  server: Server,
  where: { readonly host?: string; readonly path?: string },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where.path === undefined ? { port: 0, host: '127.0.0.1', ...where } : where, resolve);
  });
  onTestFinished(() => {
    server.close();
    (server as { closeAllConnections?: () => void }).closeAllConnections?.();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const pems = {
  'specs/pem/ca.pem': SERVER_CERTIFICATE,
  'specs/pem/client.pem': CLIENT_CERTIFICATE,
  'specs/pem/client.key': CLIENT_KEY,
};

describe('a certificate that nobody vouches for', () => {
  const serveTls = async (
    more: object = {},
  ): Promise<{ readonly url: string; readonly asked: () => number }> => {
    let asked = 0;
    const server = createTlsServer(
      { cert: SERVER_CERTIFICATE, key: SERVER_KEY, ...more },
      (_request, response) => {
        asked++;
        response.end('{}');
      },
    );
    server.on('tlsClientError', () => undefined);
    return { url: `https://127.0.0.1:${await listen(server, {})}`, asked: () => asked };
  };

  test('is refused, and nothing is sent', async () => {
    const server = await serveTls();
    const ran = await runLocal({ ...talkingTo(server.url, 'retries: 3'), 'specs/a.md': oneRequest() });
    expect(only(ran).reason).toMatch(
      /^test main: answer: TLS with 127\.0\.0\.1:\d+ failed: self-signed certificate$/,
    );
    expect([ran.exit, server.asked()]).toEqual([2, 0]);
  });

  test('is accepted when the environment names it', async () => {
    const server = await serveTls();
    const ran = await runLocal({
      ...pems,
      ...talkingTo(server.url, 'tls: { ca: pem/ca.pem }'),
      'specs/a.md': oneRequest(),
    });
    expect([ran.exit, server.asked()]).toEqual([0, 1]);
  });

  test('is not accepted for another name', async () => {
    const server = await serveTls();
    const elsewhere = server.url.replace('127.0.0.1', '127.0.0.2');
    const ran = await runLocal({
      ...pems,
      ...talkingTo(elsewhere, 'tls: { ca: pem/ca.pem }', 'timeoutMs: 2000'),
      'specs/a.md': oneRequest(),
    });
    expect([ran.exit, server.asked()]).toEqual([2, 0]);
  });

  test('is accepted when the environment says insecure, and only then', async () => {
    const server = await serveTls();
    const accepting = await runLocal({
      ...talkingTo(server.url, 'tls: { insecure: true }'),
      'specs/a.md': oneRequest(),
    });
    const refusing = await runLocal({
      ...talkingTo(server.url, 'tls: { insecure: false }'),
      'specs/a.md': oneRequest(),
    });
    expect([accepting.exit, refusing.exit, server.asked()]).toEqual([0, 2, 1]);
  });

  test('one environment that is insecure makes no other so', async () => {
    const server = await serveTls();
    const ran = await runLocal({
      ...talkingTo(server.url),
      'specs/inner/environments.yaml':
        'environments:\n  local:\n    tls: { insecure: true }\n    defaultToken: none\n',
      'specs/inner/a.md': oneRequest(),
      'specs/outer.md': oneRequest(),
    });
    expect(verdictsOf(ran)).toEqual(['passed', 'errored']);
  });

  test('a client certificate is shown to a server that asks for it', async () => {
    const server = await serveTls({ requestCert: true, rejectUnauthorized: true, ca: CLIENT_CERTIFICATE });
    const tls = 'tls: { ca: pem/ca.pem, cert: pem/client.pem, key: pem/client.key }';
    const shown = await runLocal({ ...pems, ...talkingTo(server.url, tls), 'specs/a.md': oneRequest() });
    const not = await runLocal({
      ...pems,
      ...talkingTo(server.url, 'tls: { ca: pem/ca.pem }'),
      'specs/a.md': oneRequest(),
    });
    expect([shown.exit, not.exit, server.asked()]).toEqual([0, 2, 1]);
  });

  test('a file that is not there is said before anything is sent', async () => {
    const server = await serveTls();
    const ran = await runLocal({
      ...talkingTo(server.url, 'tls: { ca: pem/gone.pem }'),
      'specs/a.md': oneRequest(),
    });
    expect(only(ran).reason).toContain('pem/gone.pem does not exist');
    expect([ran.exit, server.asked()]).toEqual([3, 0]);
  });

  test('a file that holds no certificate is an error, not a way around it', async () => {
    const server = await serveTls();
    const files = { 'specs/pem/ca.pem': 'nothing' };
    const ran = await runLocal({
      ...files,
      ...talkingTo(server.url, 'tls: { ca: pem/ca.pem }'),
      'specs/a.md': oneRequest(),
    });
    expect([only(ran).verdict, server.asked()]).toEqual(['errored', 0]);
  });
});

describe('HTTP/2', () => {
  const serve = async (): Promise<{ readonly url: string; readonly versions: readonly string[] }> => {
    const versions: string[] = [];
    const server = createSecureServer(
      { cert: SERVER_CERTIFICATE, key: SERVER_KEY, allowHTTP1: true },
      (request, response) => {
        versions.push(request.httpVersion);
        response.setHeader('content-type', 'application/json');
        response.end('{"id":1}');
      },
    );
    return { url: `https://127.0.0.1:${await listen(server as unknown as Server, {})}`, versions };
  };
  const step = 'expect: { status: 200, body: { $.id: 1 } }';

  test('is spoken when the environment says so', async () => {
    const server = await serve();
    const ran = await runLocal({
      ...pems,
      ...talkingTo(server.url, 'tls: { ca: pem/ca.pem }', 'http2: true'),
      ...specs(6, () => oneRequest('/things', step)),
      'specs/post.md': oneRequest('/things', `body: { a: 1 }, ${step}`, 'POST'),
    });
    expect(ran.exit).toBe(0);
    expect(new Set(server.versions)).toEqual(new Set(['2.0']));
  });

  test('reads past informational answers', async () => {
    const server = createSecureServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY });
    server.on('stream', (stream) => {
      stream.additionalHeaders({ ':status': 102 });
      stream.additionalHeaders({ ':status': 103, link: '</style.css>' });
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end('{"id":1}');
    });
    const url = `https://127.0.0.1:${await listen(server as unknown as Server, {})}`;
    const ran = await runLocal({
      ...pems,
      ...talkingTo(url, 'tls: { ca: pem/ca.pem }', 'http2: true'),
      'specs/a.md': oneRequest('/things', step),
    });
    expect(ran.exit).toBe(0);
  });

  test('is not spoken otherwise', async () => {
    const server = await serve();
    const ran = await runLocal({
      ...pems,
      ...talkingTo(server.url, 'tls: { ca: pem/ca.pem }'),
      'specs/a.md': oneRequest('/things', step),
    });
    expect([ran.exit, server.versions]).toEqual([0, ['1.1']]);
  });

  test('is no condition: a server that does not know it is talked to in HTTP/1.1', async () => {
    const versions: string[] = [];
    const server = createTlsServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, (request, response) => {
      versions.push(request.httpVersion);
      response.end('{}');
    });
    const url = `https://127.0.0.1:${await listen(server, {})}`;
    const keys = ['tls: { ca: pem/ca.pem }', 'http2: true'];
    const ran = await runLocal({ ...pems, ...talkingTo(url, ...keys), 'specs/a.md': oneRequest() });
    expect([ran.exit, versions]).toEqual([0, ['1.1']]);
  });
});

describe('where a server may listen', () => {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    response.end(JSON.stringify({ host: request.headers.host }));
  };

  test('a socket in the file system, beside the environments file', async () => {
    const files = {
      ...talkingTo('http://api.test', 'socketPath: api.sock'),
      'specs/a.md': oneRequest('/things', 'expect: { status: 200, body: { $.host: api.test } }'),
    };
    const folder = makeFolder(files);
    await listen(createPlainServer(answer), { path: join(folder, 'specs/api.sock') });
    const ran = await runVerify(folder, ['specs', '--contract', 'off'], {
      time: 'real',
      env: { HTTP_PROXY: 'http://127.0.0.1:1' },
    });
    expect(ran.exit).toBe(0);
  });

  test('IPv6', async (context) => {
    const server = createPlainServer(answer);
    const port = await listen(server, { host: '::1' }).catch(() => context.skip('this machine has no IPv6'));
    const ran = await runLocal({
      ...talkingTo(`http://[::1]:${port}`),
      'specs/a.md': oneRequest('/things', `expect: { status: 200, body: { $.host: "[::1]:${port}" } }`),
    });
    expect(ran.exit).toBe(0);
  });

  test('another host than the sandbox, for a sandbox environment that names one', async () => {
    const server = await serveHttp((_request, response) => response.end('{"id":"from outside"}'));
    const ran = await runLocal({
      ...environmentFile(
        'sandbox: true',
        'defaultToken: connect',
        `routes: [{ path: "/outside/**", baseUrl: "${server.url}" }]`,
      ),
      'specs/inside.md': oneRequest('/connect/v1/payment-links'),
      'specs/outside.md': oneRequest(
        '/outside/thing',
        'expect: { status: 200, body: { $.id: from outside } }',
      ),
    });
    expect([ran.exit, server.connections()]).toEqual([0, 1]);
  });

  test('a name with two addresses of which only one answers', async () => {
    const server = createPlainServer((_request, response) => response.end('{}'));
    const port = await listen(server, {});
    const ran = await runLocal({ ...talkingTo(`http://localhost:${port}`), 'specs/a.md': oneRequest() });
    expect(ran.exit).toBe(0);
  });
});

describe('a proxy', () => {
  /** Tunnels whatever it is asked to, and remembers where to. */
  async function serveProxy(): Promise<{
    readonly url: string;
    readonly tunnels: readonly string[];
    readonly auth: readonly string[];
  }> {
    const tunnels: string[] = [];
    const auth: string[] = [];
    const proxy = createPlainServer((request, response) => {
      tunnels.push(`forward ${request.url}`);
      const onward = askDirectly(
        request.url!,
        { method: request.method, headers: request.headers },
        (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
      );
      request.pipe(onward);
    });
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(request.url!);
      auth.push(request.headers['proxy-authorization'] ?? '');
      const [host, port] = request.url!.split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const each of [onward, socket]) each.on('error', () => each.destroy());
    });
    return { url: `http://127.0.0.1:${await listen(proxy, {})}`, tunnels, auth };
  }

  const api = () => serveHttp((_request, response) => response.end('{}'));
  const run = async (url: string, env: Readonly<Record<string, string>>) =>
    (await runLocal({ ...talkingTo(url), 'specs/a.md': oneRequest() }, [], { env })).exit;

  test.each(['HTTP_PROXY', 'http_proxy'])('is used when %s names it', async (name) => {
    const [server, proxy] = [await api(), await serveProxy()];
    expect(await run(server.url, { [name]: proxy.url })).toBe(0);
    expect(proxy.tunnels).toEqual([server.host]);
  });

  test.each([
    ['the host', '127.0.0.1'],
    ['the host among others', 'example.com, 127.0.0.1'],
    ['everything', '*'],
  ])('is not used where NO_PROXY names %s', async (_what, except) => {
    const [server, proxy] = [await api(), await serveProxy()];
    expect(await run(server.url, { HTTP_PROXY: proxy.url, NO_PROXY: except })).toBe(0);
    expect([proxy.tunnels, server.connections()]).toEqual([[], 1]);
  });

  test('for HTTPS alone does not get what goes over HTTP', async () => {
    const [server, proxy] = [await api(), await serveProxy()];
    expect(await run(server.url, { HTTPS_PROXY: proxy.url })).toBe(0);
    expect([proxy.tunnels, server.connections()]).toEqual([[], 1]);
  });

  test('gets HTTPS as a tunnel, in which certificates are verified all the same', async () => {
    const proxy = await serveProxy();
    const server = createTlsServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, (_request, response) =>
      response.end('{}'),
    );
    const port = await listen(server, {});
    const url = `https://127.0.0.1:${port}`;
    const env = { HTTPS_PROXY: proxy.url };
    const knowing = await runLocal(
      { ...pems, ...talkingTo(url, 'tls: { ca: pem/ca.pem }'), 'specs/a.md': oneRequest() },
      [],
      { env },
    );
    const doubting = await runLocal({ ...talkingTo(url), 'specs/a.md': oneRequest() }, [], { env });
    expect([knowing.exit, doubting.exit]).toEqual([0, 2]);
    expect(proxy.tunnels).toEqual([`127.0.0.1:${port}`, `127.0.0.1:${port}`]);
  });

  test('with a password gets it, and the report does not', async () => {
    const [server, proxy] = [await api(), await serveProxy()];
    const env = { HTTP_PROXY: proxy.url.replace('//', '//ann:proxy-password@') };
    const ran = await runLocal({ ...talkingTo(server.url), 'specs/a.md': oneRequest() }, [], { env });
    expect(ran.exit).toBe(0);
    expect(proxy.auth).toEqual([`Basic ${btoa('ann:proxy-password')}`]);
    expect(ran.reportText + ran.stdout).not.toContain('proxy-password');
  });

  test('that is not there is an error', async () => {
    const server = await api();
    const closed = createServer();
    const port = await listen(closed, {});
    await new Promise((resolve) => closed.close(resolve));
    expect(await run(server.url, { HTTP_PROXY: `http://127.0.0.1:${port}` })).toBe(2);
    expect(server.connections()).toBe(0);
  });

  test('that refuses is an error', async () => {
    const [server, refusing] = [await api(), createPlainServer()];
    refusing.on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    );
    const url = `http://127.0.0.1:${await listen(refusing, {})}`;
    expect(await run(server.url, { HTTP_PROXY: url })).toBe(2);
    expect(server.connections()).toBe(0);
  });
});
