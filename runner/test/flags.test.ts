import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CI_SYSTEMS } from '../authoring/ci-text.ts';
import { main } from '../cli/cli.ts';
import { COMMANDS } from '../cli/commands.ts';
import { readFlags } from '../cli/flags/flag.ts';
import { readRunFlags } from '../cli/flags/read-run-flags.ts';
import { INIT_TABLE, RUN_TABLE } from '../cli/flags/tables.ts';
import { onSwitch } from '../cli/flags/shapes.ts';
import { RUN_DEFAULTS } from '../session/run-flags.ts';
import { createFakeHost } from './fake-host.ts';
import { flagsPage, missingFlags } from './flags-page.ts';
import { makeFolder } from './temp-folder.ts';

const runner = join(import.meta.dirname, '..');
const flags = COMMANDS.flatMap((row) => Object.values(row.flags).map((flag) => ({ row, flag })));

/** Compares a text with a file; `UPDATE=1` writes the file. */
function expectFile(path: string, text: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

afterEach(() => vi.restoreAllMocks());

describe('what is derived from the tables of commands and flags', () => {
  test('docs/flags.md', () => expectFile(join(runner, 'docs/flags.md'), flagsPage(COMMANDS)));

  test('a flag that is not on the page is found', () => {
    const page = readFileSync(join(runner, 'docs/flags.md'), 'utf8');
    expect(missingFlags(page, COMMANDS)).toEqual([]);
    const [run, ...others] = COMMANDS;
    const added = { ...run!, flags: { ...run!.flags, new: { name: 'new', shape: onSwitch, help: 'x' } } };
    expect(missingFlags(page, [added, ...others])).toEqual(['run --new']);
    const moved = { ...run!, name: 'explain', flags: { jobs: RUN_TABLE.jobs } };
    expect(missingFlags(page, [moved])).toEqual(['explain --jobs']);
  });

  test('--help of all commands', async () => {
    const printed = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    for (const { name } of COMMANDS) {
      const { host } = createFakeHost({ cwd: runner });
      expect(await main([...(name === '' ? [] : [name]), '--help'], host)).toBe(0);
    }
    expectFile(join(runner, 'test/help.txt'), printed.mock.calls.map(([text]) => `${text}\n`).join('\n'));
  });

  test('the defaults of a run', () => expect(readRunFlags([], {}, {})).toEqual(RUN_DEFAULTS));
});

test.each(COMMANDS)(
  'the flags of "$name" have names of their own, help, and defaults that can be read',
  (row) => {
    const names = Object.values(row.flags).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
    expect(Object.values(row.flags).filter(({ help }) => help === '')).toEqual([]);
    expect(() => readFlags(row.flags, {}, {})).not.toThrow();
  },
);

test('a command is loaded from the row that names it', async () => {
  for (const { load } of COMMANDS) expect(await load()).toBeTypeOf('function');
});

test.each([
  ['a text', 'once', { swagger: ['a', 'b'] }, '--swagger is duplicated'],
  ['a number', 'once', { retries: [1, 2] }, '--retries is duplicated'],
  ['a choice', 'once', { nullable: ['strict', 'strict'] }, '--nullable is duplicated'],
  ['a duration', 'once', { timeout: ['1s', '2s'] }, '--timeout is duplicated'],
  ['a text', 'with a value', { until: true }, '--until needs a value'],
])('%s is written %s', (_shape, _rule, raw, message) => {
  expect(() => readRunFlags([], raw, {})).toThrow(message);
});

// `show` reads its report first, and a flag that switches off says the same when it is repeated.
const singles = flags.filter(
  ({ row, flag }) =>
    !['list', 'repeatable'].includes(flag.shape.kind) && row.name !== 'show' && !flag.name.startsWith('no-'),
);

test.each(singles)(
  'verify $row.name --$flag.name is refused where it is duplicated',
  async ({ row, flag }) => {
    const { value, choices } = flag.shape;
    const typed = value === '' ? [`--${flag.name}`] : [`--${flag.name}=${choices?.[0] ?? '1'}`];
    const fake = createFakeHost({ cwd: makeFolder({ 'specs/a.md': '' }) });
    const words = [row.name, row.args === undefined ? '' : 'specs'].filter(Boolean);
    expect(await main([...words, ...typed, ...typed], fake.host)).toBe(3);
    expect(fake.stderr()).toContain(`--${flag.name} is duplicated`);
  },
);

test('the CI systems that init takes are those that there is a file for', () => {
  expect(INIT_TABLE.ci.shape.choices).toEqual(['none', ...CI_SYSTEMS]);
});

test('README and manual name no flag that verify does not have', () => {
  const known = new Set(['--help', '--version', ...flags.map(({ flag }) => `--${flag.name}`)]);
  const pages = readdirSync(join(runner, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(runner, 'docs', name));
  const named = [join(runner, '../README.md'), ...pages].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:`|npx )verify[^`\n]*|`--[a-z][^`\n]*`/g)].flatMap(
      ([code]) => code.match(/(?<=[ `])--[a-z][a-z-]*/g) ?? [],
    ),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((flag) => !known.has(flag))).toEqual([]);
});
