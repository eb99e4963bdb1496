import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../cli/exit-code.ts';
import * as exported from '../index.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/stability.md'), 'utf8');
const partOf = (title: string): string => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;

test('the page has every exit code, and no other', () => {
  const rows = [...partOf('Exit codes').matchAll(/^\| (\d+) \| `(\w+)` \|/gm)];
  expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(EXIT);
});

test('the page has every export, and no other', () => {
  const names = [...partOf('Exports').matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names).toEqual(Object.keys(exported).toSorted());
});
