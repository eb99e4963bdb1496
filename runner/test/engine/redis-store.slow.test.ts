import { afterAll, beforeAll, describe } from 'vitest';
import { type RedisServer, startRedis } from '../../bench/limits/scenarios.ts';
import { createScriptStore, SCRIPTS, type ScriptName } from '../../http/shared-limits/script-store.ts';
import { loadOptionalPeer } from '../../workspace/optional-peer.ts';
import { factsOfLimitStore } from '../limit-store-facts.ts';
import { hasRedis } from './has-redis.ts';

type Client = {
  readonly flushall: () => Promise<unknown>;
  readonly disconnect: () => void;
  readonly eval: (lua: string, count: number, ...words: readonly string[]) => Promise<unknown>;
};

describe.skipIf(!hasRedis)('a Redis server', () => {
  let server: RedisServer;
  let client: Client;
  beforeAll(async () => {
    server = await startRedis();
    const peer = await loadOptionalPeer({ name: 'ioredis', major: 5, usedBy: 'a test' }, import.meta.dirname);
    if ('problem' in peer) throw new Error(peer.problem);
    const { Redis } = peer.exports as { readonly Redis: new (url: string) => Client };
    client = new Redis(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  factsOfLimitStore(async () => {
    let now = 1_000_000;
    await client.flushall();
    const runScript = (name: ScriptName, keys: readonly string[], words: readonly string[]) =>
      client.eval(SCRIPTS[name], keys.length, ...keys, ...words);
    return {
      connect: (owner) =>
        createScriptStore({
          runScript,
          project: 'a',
          owner,
          onLost: () => undefined,
          close: () => undefined,
          nowMs: () => now,
        }),
      advance: (ms) => {
        now += ms;
      },
      forget: async () => void (await client.flushall()),
    };
  });
});
