import type { Socket } from 'node:net';
import { type TestServer, serveRaw } from '../server.ts';

const JSON_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

const sized = (body: string | Buffer): readonly (string | Buffer)[] => [
  `${JSON_HEAD}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  body,
];

/** Writes the parts one after another, unchanged. */
function say(socket: Socket, ...parts: readonly (string | Buffer)[]): void {
  for (const part of parts) socket.write(part);
}

/** Repeats until the client closes the connection. */
function drip(socket: Socket, part: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(part), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** Every way in which a server can fail a client, by name. */
export const FAULTS = {
  'resets before a word': (socket) => socket.resetAndDestroy(),
  'closes before a word': (socket) => socket.end(),
  'resets in the head': (socket) => {
    say(socket, 'HTTP/1.1 200 OK\r\nContent-Ty');
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'resets in the body': (socket) => {
    say(socket, `${JSON_HEAD}Content-Length: 100\r\n\r\n{"half":`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'resets after the answer': (socket) => {
    say(socket, ...sized('{"id":1}'));
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  'never says a word': () => undefined,
  'never ends its head': (socket) => {
    say(socket, 'HTTP/1.1 200 OK\r\nX-Endless: ');
    drip(socket, 'a', 20);
  },
  'sends headers without end': (socket) => {
    say(socket, 'HTTP/1.1 200 OK\r\n');
    drip(socket, `X-More: ${'a'.repeat(4_000)}\r\n`, 1);
  },
  'stalls in the body': (socket) => say(socket, `${JSON_HEAD}Content-Length: 100\r\n\r\n{"half":`),
  'drips its body': (socket) => {
    say(socket, `${JSON_HEAD}Content-Length: 100000\r\n\r\n`);
    drip(socket, ' ', 20);
  },
  'says only 100 Continue': (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 20),
  'sends informational answers as fast as it can': (socket) => {
    const hints = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3_000);
    const flood = (): void => {
      while (!socket.destroyed && socket.write(hints));
    };
    socket.on('drain', flood);
    flood();
  },
  'says 100, 102 and 103 before its answer': (socket) =>
    say(
      socket,
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n',
      ...sized('{"id":1}'),
    ),
  'switches protocols': (socket) => say(socket, 'HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  'upgrades to a web socket': (socket) =>
    say(
      socket,
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      Buffer.from([0x81, 0x02, 0x68, 0x69]),
    ),
  'answers with 000': (socket) => say(socket, 'HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n'),
  'answers with 999': (socket) => say(socket, 'HTTP/1.1 999 Denied\r\nContent-Length: 8\r\n\r\n{"id":1}'),
  'answers with four digits': (socket) => say(socket, 'HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n'),
  'sends a header of a megabyte': (socket) =>
    say(socket, `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(1_000_000)}\r\n\r\n`),
  'never ends its body': (socket) => {
    say(socket, `${JSON_HEAD}\r\n`);
    const flood = (): void => {
      while (!socket.destroyed && socket.write(' '.repeat(100_000)));
    };
    socket.on('drain', flood);
    flood();
  },
  'cuts its JSON short': (socket) => say(socket, ...sized('{"id":1,"na')),
  'announces more than it sends': (socket) => {
    say(socket, `${JSON_HEAD}Content-Length: 100\r\n\r\n{"id":1}`);
    socket.end();
  },
  'announces less than it sends': (socket) => say(socket, `${JSON_HEAD}Content-Length: 5\r\n\r\n{"id":1}`),
  'announces two lengths': (socket) =>
    say(socket, `${JSON_HEAD}Content-Length: 8\r\nContent-Length: 9\r\n\r\n{"id":1} `),
  'announces a length that is no number': (socket) =>
    say(socket, `${JSON_HEAD}Content-Length: eight\r\n\r\n{"id":1}`),
  'sends what is not UTF-8': (socket) =>
    say(
      socket,
      ...sized(Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])),
    ),
  'sends chunks that are none': (socket) =>
    say(socket, `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{"id":1}\r\n0\r\n\r\n`),
  'sends a chunk of endless size': (socket) =>
    say(socket, `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{"id":1}`),
  'stops between chunks': (socket) => {
    say(socket, `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n4\r\n{"id\r\n`);
    socket.end();
  },
  'speaks another protocol': (socket) => {
    say(socket, 'SSH-2.0-OpenSSH_9.6\r\n');
    socket.end();
  },
  'answers with a status that is none': (socket) =>
    say(socket, 'HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n'),
  'speaks TLS where nobody asked': (socket) =>
    say(socket, Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])),
} satisfies Readonly<Record<string, (socket: Socket) => void>>;

export type Fault = keyof typeof FAULTS;

/** A server that fails every request in the same way; `asked` counts the requests. */
export async function serveFault(fault: Fault): Promise<TestServer & { readonly asked: () => number }> {
  let asked = 0;
  const letDown: (socket: Socket) => void = FAULTS[fault];
  const server = await serveRaw((socket) =>
    socket.on('data', (data) => {
      if (!/^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(data.toString('latin1'))) return;
      asked++;
      letDown(socket);
    }),
  );
  return { ...server, asked: () => asked };
}
