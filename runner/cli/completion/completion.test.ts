import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFakeHost } from '../../test/fake-host.ts';
import { makeFolder } from '../../test/temp-folder.ts';
import { COMMANDS } from '../commands.ts';
import { completionCommand } from '../commands/completion.ts';

function scriptFor(shell: string): string {
  const fake = createFakeHost({ cwd: '.' });
  expect(completionCommand([shell], COMMANDS, fake.host)).toBe(0);
  return fake.stdout();
}

const hasBash = spawnSync('bash', ['--version']).error === undefined;

/** What bash offers for each line, whose last word is being typed. */
function completeInBash(
  folder: string,
  lines: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  writeFileSync(join(folder, 'script'), scriptFor('bash'));
  const driver = `set -u
source ./script
while IFS= read -r line; do
  IFS=$'\\t' read -r -a COMP_WORDS <<< "$line"
  # read drops empty words at the end.
  [[ $line == *$'\\t' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _verify
  (IFS=$'\\t'; echo "\${COMPREPLY[*]-}")
done`;
  const input = lines.map((words) => `${['verify', ...words].join('\t')}\n`).join('');
  const run = spawnSync('bash', ['--norc', '--noprofile', '-c', driver], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return run.stdout.trimEnd() === ''
    ? lines.map(() => [])
    : run.stdout
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => line.split('\t').filter(Boolean));
}

describe.skipIf(!hasBash)('in bash', () => {
  test('commands, flags, choices and paths are completed', () => {
    const folder = makeFolder({ 'specs/a.md': '', 'swagger/api.yaml': '', 'with blank.md': '' });
    const cases: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
      [['hi'], ['history']],
      [['sp'], ['specs']],
      [['s'], ['specs', 'swagger', 'script', 'sandbox', 'show']],
      [['w'], ['with blank.md']],
      [['--dr'], ['--dry-run']],
      [
        ['specs', '--rep'],
        ['--reports', '--reporter', '--repeat'],
      ],
      [['specs', '--reporter', 'ju'], ['junit']],
      [
        ['specs', '--reporter', 'json,h'],
        ['json,html', 'json,har'],
      ],
      [['specs', '--reporter', '=', 'ht'], ['html']],
      [
        ['specs', '--contract', '='],
        ['on', 'off'],
      ],
      [['--env', 'check', 'dri'], ['drift']],
      [['--reporter', '=', 'json', 'dri'], ['drift']],
      [['--jobs', ''], []],
      [
        ['--swagger', 's'],
        ['specs', 'swagger'],
      ],
      [
        ['check', '--f'],
        ['--format', '--fix'],
      ],
      [
        ['check', '--format', ''],
        ['text', 'json', 'github'],
      ],
      [['drift', '--format', 's'], ['sarif']],
      [['show', '--reporter', 'js'], []],
      [['--gate', 'merge', '--fail'], ['--fail-on-flaky']],
      [['run', '--bai'], ['--bail']],
      [
        ['help', 'ma'],
        ['machines', 'matchers'],
      ],
      [
        ['completion', ''],
        ['bash', 'zsh', 'fish'],
      ],
      [['sandbox', 's'], []],
      [['specs', 'hist'], []],
    ];
    const offered = completeInBash(
      folder,
      cases.map(([words]) => words),
    );
    for (const [index, [words, expected]] of cases.entries())
      expect([words, offered[index]?.toSorted()]).toEqual([words, expected.toSorted()]);
  });

  test('nothing that was typed, and no name of a file, is executed', () => {
    const folder = makeFolder({ '$(touch made)': '', '`touch made`': '' });
    const before = readdirSync(folder);
    const offered = completeInBash(folder, [
      ['$(touch made)'],
      ['`touch'],
      ['--reporter', '$(touch made),j'],
      ['$(touch made)', '--reporter', 'x;touch made,j'],
      ['--swagger', '=', '$(touch'],
      ['*'],
    ]);
    expect(existsSync(join(folder, 'made'))).toBe(false);
    expect(readdirSync(folder)).toEqual([...before, 'script'].toSorted());
    expect(offered.slice(0, 3)).toEqual([
      ['$(touch made)'],
      ['`touch made`'],
      ['$(touch made),json', '$(touch made),junit'],
    ]);
  });
});

test.each(['bash', 'zsh', 'fish'])('the script for %s has each command, flag and choice', (shell) => {
  const script = scriptFor(shell);
  for (const { name, flags } of COMMANDS) {
    expect(script).toContain(name || 'run');
    for (const { name: flag, shape } of Object.values(flags)) {
      expect(script).toContain(shell === 'fish' ? `-l ${flag} ` : `--${flag}`);
      if (shape.choices !== undefined) expect(script).toContain(shape.choices.join(' '));
    }
  }
});

test.each([
  [[], 'expected bash, zsh, fish, found no name of a shell'],
  [['powershell'], 'completion: expected bash, zsh, fish, found "powershell"'],
])('%j is refused', (words, message) => {
  expect(() => completionCommand(words, COMMANDS, createFakeHost({ cwd: '.' }).host)).toThrow(message);
});
