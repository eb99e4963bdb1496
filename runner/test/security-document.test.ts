import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SENSITIVE_NAMES, SENSITIVE_PARAMETERS } from '../run/secrets/sensitive/names.ts';
import { COMMANDS } from '../cli/commands.ts';

const top = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(top, path), 'utf8');

const security = read('runner/docs/security.md');

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

describe.each([
  'runner/docs/security.md',
  '.github/SECURITY.md',
  'runner/ci/README.md',
  'README.md',
  'runner/CONTRIBUTING.md',
])('the links of %s', (path) => {
  const links = [...read(path).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);

  test.each(links)('%s leads somewhere', (link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    expect(existsSync(join(top, target))).toBe(true);
    if (anchor === undefined) return;
    const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
    expect(headings).toContain(anchor);
  });
});

test('the README and SECURITY.md lead to the page', () => {
  expect(read('README.md')).toContain('(runner/docs/security.md)');
  expect(read('.github/SECURITY.md')).toContain('(../runner/docs/security.md)');
});

test('the page lists the sensitive names that the program knows', () => {
  const [, names = '', parameters = ''] =
    /### Sensitive names\n\n[^\n]*\n[^\n]*:\n\n([\s\S]*?)\n\n[^\n]*query[^\n]*:\n\n([\s\S]*?)\n\n/.exec(
      security,
    ) ?? [];
  const listed = (text: string): readonly string[] =>
    [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  const written = (list: readonly string[]): readonly string[] =>
    list.map((name) => name.replaceAll(' ', '_'));
  expect(listed(names)).toEqual(written(SENSITIVE_NAMES));
  expect(listed(parameters)).toEqual(written(SENSITIVE_PARAMETERS));
});

test('the page names options of the program, apart from one of npx', () => {
  const known = COMMANDS.flatMap(({ flags }) => Object.values(flags)).map(({ name }) =>
    name.replace(/^no-/, ''),
  );
  const named = [...security.matchAll(/(?<![\w-])--(?:no-)?([a-z][a-z-]+)/g)].map(([, name]) => name!);
  for (const name of named.filter((each) => each !== 'prefix')) expect(known).toContain(name);
});

test('the page shows the commands of the recipes', () => {
  const recipe = read('runner/ci/github-pull-request.yml').replace(/\s+/g, ' ');
  const [, block = ''] = /## Pull requests from strangers[\s\S]*?```sh\n([\s\S]*?)```/.exec(security) ?? [];
  const commands = block.split('\n').filter((line) => line.startsWith('np'));
  expect(commands).toHaveLength(3);
  for (const command of commands) expect(recipe).toContain(command);
});
