import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from './rules.ts';

const page = join(import.meta.dirname, '../docs/check.md');

test('each file of rules/ is a row of the table, under the name of the file', () => {
  const files = readdirSync(join(import.meta.dirname, 'rules')).map((name) => name.replace(/\.ts$/, ''));
  expect(RULES.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
});

test('docs/check.md has the rows of the table, no fewer and no more', () => {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(RULES.map(({ id, severity, finds }) => `| \`${id}\` | ${severity} | ${finds} |`));
});
