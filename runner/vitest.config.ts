import { defineConfig } from 'vitest/config';

/** Slow by nature: a browser, processes that are killed, thousands of specs, real stores, packages, CI workflows. */
const SLOW = '**/*.slow.test.ts';

/** Tests that replace modules of the program (`vi.mock`), which others that share their process would get as well. */
const REPLACES_MODULES = 'test/gate/**';

/** `--mode slow` runs what `npm test` leaves out; a slow file that the command names always runs. */
export default defineConfig(({ mode }) => {
  const namesSlow = process.argv.some((word) => /\.slow\b/.test(word));
  const include = [mode === 'slow' ? SLOW : '**/*.test.ts'];
  const exclude = ['dist/**', ...(mode === 'slow' || namesSlow ? [] : [SLOW])];
  const projects = [
    {
      extends: true as const,
      test: { name: 'shared', include, exclude: [...exclude, REPLACES_MODULES], isolate: false },
    },
    {
      extends: true as const,
      test: { name: 'isolated', include: include.map((glob) => `test/gate/${glob}`), exclude },
    },
  ];
  return {
    test: {
      root: import.meta.dirname,
      // They end what hangs and decide nothing: a test that takes a second takes a minute on a busy machine.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      // By itself one core is kept free; while one file waits, another can use it.
      maxWorkers: '100%',
      // Written on the command line, `--no-isolate` would override the isolated project.
      ...(process.argv.includes('--no-isolate') ? { include, exclude, isolate: false } : { projects }),
    },
  };
});
