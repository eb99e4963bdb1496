import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { FLAGS } from './tune-v8.ts';

test('this V8 knows every flag', () => {
  const known = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).stdout;
  for (const flag of FLAGS) expect(known).toContain(`${flag.split('=', 1)[0]} (`);
});
