import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { FLAGS, tuneV8, tuneV8For } from './tune-v8.ts';

test('this V8 knows every flag', () => {
  const known = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).stdout;
  for (const flag of FLAGS) expect(known).toContain(`${flag.split('=', 1)[0]} (`);
});

test('VERIFY_V8=default leaves V8 as it is', () => {
  const set: string[] = [];
  tuneV8({ VERIFY_V8: 'default' }, (flag) => void set.push(flag));
  tuneV8For(10_000, { VERIFY_V8: 'default' }, (flag) => void set.push(flag));
  expect(set).toEqual([]);
  tuneV8({}, (flag) => void set.push(flag));
  expect(set.slice(-FLAGS.length)).toEqual(FLAGS);
});

test('no module of Node that a run loads is compiled under the flags', () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  const loaded: string[] = [];
  tuneV8({}, () => void loaded.push(...moduleLoadList));
  for (const name of ['net', 'crypto', 'vm']) expect(loaded).toContain(`NativeModule ${name}`);
});

test('the young generation has 12 MB, and keeps them', () => {
  const asked = `import { tuneV8 } from ${JSON.stringify(join(import.meta.dirname, 'tune-v8.ts'))};
    import { getHeapSpaceStatistics } from 'node:v8';
    tuneV8({});
    const kept = Array.from({ length: 40_000 }, (_, nth) => ({ nth, list: new Array(100).fill(nth) }));
    const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    console.log(space_size / 1_048_576, kept.length);`;
  const { outputFiles } = buildSync({
    stdin: { contents: asked, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const said = execFileSync(process.execPath, ['-e', outputFiles[0]!.text], { encoding: 'utf8' });
  expect(said.trim()).toBe('12 40000');
});
