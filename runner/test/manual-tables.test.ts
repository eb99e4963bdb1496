import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SCHEMES, schemes } from '../environment/schemes.ts';
import { SPEC_CHECKS } from '../language/check-names.ts';
import { matcherWords } from '../language/matcher/matcher.ts';
import { CONTRACT_CHECKS } from '../openapi/contract-checks.ts';
import { FORMAT_ROWS } from '../report/formats.ts';

/** A table of the manual, and what the program says. UPDATE=1 writes it. */
const TABLES: readonly (readonly [page: string, heading: string, rows: readonly string[]])[] = [
  [
    'reports.md',
    '| name | file | for |',
    FORMAT_ROWS.map(([name, goesTo, readers]) => `| \`${name}\` | ${goesTo} | ${readers} |`),
  ],
  [
    'checks.md',
    '| check | severity | holds where |',
    Object.entries({ ...CONTRACT_CHECKS, ...SPEC_CHECKS }).map(
      ([name, { severity, holds }]) => `| \`${name}\` | ${severity} | ${holds} |`,
    ),
  ],
  [
    'matchers.md',
    '| matcher | holds where the value | example |',
    matcherWords.map(([name, { holds, example }]) => `| \`${name}\` | ${holds} | \`${example}\` |`),
  ],
  [
    'tokens.md',
    '| scheme | sends | needs |',
    SCHEMES.map((name) => {
      const needs = Object.keys(schemes[name].fields).map((field) => `\`${field}\``);
      return `| \`${name}\` | ${schemes[name].sends} | ${needs.join(', ')} |`;
    }),
  ],
];

test.each(TABLES)('the table in %s has the rows of the program: %s', (page, heading, rows) => {
  const path = join(import.meta.dirname, '../docs', page);
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf(`${heading}\n`);
  expect(start).toBeGreaterThan(-1);
  const length = /^(?:\|.*\n)+/.exec(text.slice(start))![0].length;
  const [, line] = text.slice(start).split('\n', 2);
  const table = [heading, line, ...rows, ''].join('\n');
  if (process.env['UPDATE'] === '1')
    writeFileSync(path, text.slice(0, start) + table + text.slice(start + length));
  else expect(text.slice(start, start + length)).toBe(table);
});
