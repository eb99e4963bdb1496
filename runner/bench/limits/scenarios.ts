import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What happens while three shards send 200 requests. */
export type LimitScenario = {
  readonly name: string;
  /** The environment's `rateLimit`. */
  readonly rateLimit: string;
  readonly isShared: boolean;
  /** After this many requests, one shard is killed, or the store restarted. */
  readonly killAfter?: number;
  readonly restartAfter?: number;
};

const RATE = '{ perSecond: 10, burst: 1 }';

export const LIMIT_SCENARIOS: readonly LimitScenario[] = [
  { name: 'parts, nothing shared', rateLimit: RATE, isShared: false },
  { name: 'parts, one shard killed', rateLimit: RATE, isShared: false, killAfter: 60 },
  { name: 'shared', rateLimit: RATE, isShared: true },
  { name: 'shared, one shard killed', rateLimit: RATE, isShared: true, killAfter: 60 },
  { name: 'shared, store restarted', rateLimit: RATE, isShared: true, restartAfter: 60 },
  {
    name: 'shared, one shard killed and store restarted',
    rateLimit: RATE,
    isShared: true,
    killAfter: 50,
    restartAfter: 90,
  },
];

export type LimitMeasurement = {
  readonly scenario: LimitScenario;
  readonly requests: number;
  /** The most requests in any second. */
  readonly most: number;
  /** From the first request to the last. */
  readonly wallMs: number;
  /** Exit codes; null for a killed shard. */
  readonly exits: readonly (number | null)[];
  readonly output: readonly string[];
};

const SHARDS = 3;
const SPECS = 200;

/** Runs the shards of a scenario against an API and a store of their own, and counts the requests to the API. */
export async function measureLimits(
  scenario: LimitScenario,
  { program, packages }: { readonly program: string; readonly packages: string },
): Promise<LimitMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), '.verify-limits-'));
  const store = scenario.isShared ? await startRedis() : undefined;
  const arrivals: number[] = [];
  const children: ChildProcess[] = [];
  const api = createServer((_request, response) => {
    arrivals.push(performance.now());
    if (arrivals.length === scenario.killAfter) children[0]!.kill('SIGKILL');
    if (arrivals.length === scenario.restartAfter) void store?.restart();
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  try {
    const port = await new Promise<number>((resolve) => {
      api.listen(0, '127.0.0.1', () => resolve((api.address() as { port: number }).port));
    });
    writeProject(folder, packages, port, scenario.rateLimit);
    const limits = store === undefined ? [] : ['--limits', store.url];
    const ended = Array.from({ length: SHARDS }, (_, at) => {
      const words = [
        'specs',
        '--no-write',
        '--shard',
        `${at + 1}/${SHARDS}`,
        '--reports',
        `reports-${at}`,
        ...limits,
      ];
      return runShard([program, ...words], folder, children);
    });
    const shards = await Promise.all(ended);
    return {
      scenario,
      requests: arrivals.length,
      most: mostWithin(arrivals, 1_000),
      wallMs: arrivals.at(-1)! - arrivals[0]!,
      exits: shards.map(({ exit }) => exit),
      output: shards.map(({ output }) => output),
    };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await store?.stop();
    api.closeAllConnections();
    api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most arrivals in any window of `windowMs`. */
export const mostWithin = (arrivals: readonly number[], windowMs: number): number =>
  Math.max(0, ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + windowMs).length));

function writeProject(folder: string, packages: string, port: number, rateLimit: string): void {
  mkdirSync(join(folder, 'specs'));
  symlinkSync(packages, join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'specs/environments.yaml'),
    `default: local\nenvironments:\n  local:\n    baseUrl: http://127.0.0.1:${port}\n    retries: 0\n    defaultToken: none\n    rateLimit: ${rateLimit}\n`,
  );
  for (let nth = 0; nth < SPECS; nth++)
    writeFileSync(
      join(folder, `specs/s${nth}.md`),
      `---\nendpoint: GET /things/{id}\nstatus: pending\n---\n## Test Request\n\n\`\`\`yaml\nsteps:\n  - { id: t, method: GET, path: /things/${nth} }\n\`\`\`\n`,
    );
}

function runShard(
  words: readonly string[],
  cwd: string,
  children: ChildProcess[],
): Promise<{ readonly exit: number | null; readonly output: string }> {
  const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, output })));
}

export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Kills it and starts it again without its data. */
  readonly restart: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts `redis-server` on a free port of this machine; it keeps nothing on the disk. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), '.verify-redis-'));
  const port = await freePort();
  let server = await launch(port, folder, options);
  const kill = (): Promise<void> =>
    new Promise((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.on('exit', () => resolve());
      server.kill('SIGKILL');
    });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: async () => {
      await kill();
      server = await launch(port, folder, options);
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function launch(port: number, folder: string, options: readonly string[]): Promise<ChildProcess> {
  const words = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const server = spawn('redis-server', [...words, ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
  const end = (): void => void server.kill('SIGKILL');
  process.once('exit', end);
  server.once('exit', () => process.off('exit', end));
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    let said = '';
    server.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (/Ready to accept connections/.test(said)) resolve(server);
    });
    server.on('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createTcpServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
