import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    exclude: ['dist/**'],
    // They end what hangs, and decide nothing: a test that takes a second takes a minute on a machine that does other things.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
