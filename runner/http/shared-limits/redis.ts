import { isIP } from 'node:net';
import { startTimer } from '../timer.ts';
import { createScriptStore, type RunScript, SCRIPTS } from './script-store.ts';
import type { LimitStore, StoreAddress } from './store.ts';

/** The parts of the package ioredis that are used. */
export type RedisPackage = { readonly Redis: new (options: Readonly<Record<string, unknown>>) => Client };

type Client = {
  readonly connect: () => Promise<void>;
  readonly disconnect: () => void;
  readonly ping: () => Promise<unknown>;
  readonly on: (event: 'error' | 'close', listener: (error?: Error) => void) => unknown;
  readonly defineCommand: (name: string, definition: { readonly lua: string }) => void;
} & Readonly<Record<string, (count: number, ...words: readonly string[]) => Promise<unknown>>>;

/** How long the store may take for its first reply, and for each later one. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 2_000;

const RECONNECT_MS = 200;

export type RedisStoreResult =
  | { readonly store: LimitStore }
  | { readonly problem: string; readonly hint: string };

/** Connects to a Redis or Valkey server, and tests whether it can keep limits. */
export async function connectRedis(
  { Redis }: RedisPackage,
  address: StoreAddress,
  { project, owner }: { readonly project: string; readonly owner: string },
): Promise<RedisStoreResult> {
  let isOpen = false;
  let lastError = '';
  const { host, port, username, password, database, tls } = address;
  const client = new Redis({
    host,
    port,
    db: database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: isIP(host) === 0 ? { servername: host } : {} }),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: ANSWER_MS,
    // A command that cannot be sent now is decided without the store, so it must not be sent later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // This check would print a warning of its own; the first script tests more.
    enableReadyCheck: false,
    disableClientInfo: true,
    // The package starts a timer of this length for a connection that is already closed.
    disconnectTimeout: 100,
    retryStrategy: () => (isOpen ? RECONNECT_MS : null),
  });
  let tellLost: (error: Error) => void = () => undefined;
  client.on('error', (error) => {
    lastError = error?.message ?? '';
  });
  client.on('close', () => {
    if (isOpen) tellLost(new Error(explain('Connection is closed', lastError)));
  });
  for (const [name, lua] of Object.entries(SCRIPTS)) client.defineCommand(commandOf(name), { lua });
  const runScript: RunScript = (name, keys, words) =>
    client[commandOf(name)]!(keys.length, ...keys, ...words).catch((error: Error) => {
      throw new Error(explain(error.message, lastError), { cause: error });
    });
  const close = (): void => {
    isOpen = false;
    client.disconnect();
  };
  const onLost: LimitStore['onLost'] = (listener) => {
    tellLost = listener;
  };
  const store = createScriptStore({ runScript, project, owner, onLost, close });
  const begin = async (): Promise<void> => {
    await client.connect();
    // An unauthenticated client may send short commands only, and earlier refusals arrive as events.
    await client.ping();
    if (lastError !== '') throw new Error(lastError);
    await tryStore(store);
  };
  try {
    await within(CONNECT_MS, begin());
    isOpen = true;
    return { store };
  } catch (error) {
    close();
    return refusal(lastError === '' ? (error as Error).message : lastError, address);
  }
}

const commandOf = (name: string): string => `verify_${name}`;

/** Runs a script that writes, which a full server, a replica or a server of another kind refuses. */
async function tryStore(store: LimitStore): Promise<void> {
  const quotas = [{ key: 'tried', limit: { maxConcurrent: 1_000_000 } }];
  await store.reserve({ lease: 'tried', quotas, waitedMs: 0 });
  await store.release({ id: 'tried', quotas });
}

function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(ms, () => reject(new Error(`no answer within ${ms / 1_000} s`)));
    work.then(resolve, reject).finally(stop);
  });
}

/** The package's message for a lost connection is less precise than the error before it. */
function explain(message: string, before: string): string {
  if (/^Connection is closed|isn't writeable/.test(message))
    return before === '' ? 'the connection is closed' : before;
  return message.split('\n', 1)[0]!;
}

/** Replies of servers that cannot keep limits, and what to do about them. */
const REFUSALS: readonly (readonly [pattern: RegExp, problem: string, hint: string])[] = [
  [
    /NOAUTH/,
    'asks for a password',
    'put it into the URL, between : and @; best is limits: "{{env.NAME}}" in environments.yaml',
  ],
  [
    /WRONGPASS|invalid password/,
    'refuses the user or the password',
    'a special character is written as %23 or the like',
  ],
  [
    /NOPERM/,
    'does not let this user run scripts',
    'allow the commands EVAL and EVALSHA, and those of hashes, sorted sets and strings',
  ],
  [/OOM/, 'is full', 'give it more memory'],
  [/READONLY/, 'is a replica, which nothing can be written to', 'name its primary'],
  [/MOVED|CLUSTERDOWN/, 'is a node of a cluster, which is not supported', 'name a server of its own'],
  [/LOADING/, 'is still loading its data', 'try again'],
  [/Protocol error/, 'does not speak the protocol of Redis', 'name a Redis or Valkey server'],
  [/DB index is out of range/, 'does not have this database', 'write a smaller number at the end of the URL'],
];

function refusal(message: string, { shown }: StoreAddress): RedisStoreResult {
  const known = REFUSALS.find(([pattern]) => pattern.test(message));
  return known === undefined
    ? {
        problem: `limits: the store ${shown} cannot be used: ${message}`,
        hint: 'start it, or run without --limits: each shard then keeps to its part',
      }
    : { problem: `limits: the store ${shown} ${known[1]}`, hint: known[2] };
}
