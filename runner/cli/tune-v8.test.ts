import { spawnSync } from 'node:child_process';
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
  expect(set).toEqual(FLAGS);
});

test('no module of Node that a run loads is compiled under the flags', () => {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  const loaded: string[] = [];
  tuneV8({}, () => void loaded.push(...moduleLoadList));
  for (const name of ['net', 'crypto', 'vm']) expect(loaded).toContain(`NativeModule ${name}`);
});
