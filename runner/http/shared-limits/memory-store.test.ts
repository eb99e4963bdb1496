import { describe } from 'vitest';
import { factsOfLimitStore } from '../../test/limit-store-facts.ts';
import { MemoryServer } from '../../test/memory-store.ts';

describe('a store in memory', () => {
  factsOfLimitStore(async () => {
    let now = 1_000_000;
    const server = new MemoryServer(() => now);
    return {
      connect: (owner) => server.connect(owner),
      advance: (ms) => {
        now += ms;
      },
      forget: async () => server.comeUp(),
    };
  });
});
