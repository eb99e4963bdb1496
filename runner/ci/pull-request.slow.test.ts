import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { useBundle } from '../test/engine/built.ts';
import { makeFolder, writeFiles } from '../test/temp-folder.ts';

type Files = Readonly<Record<string, string>>;

const program = useBundle('main.ts');
const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

const LINKS = 'specs/links.md';
const ENVIRONMENTS = 'specs/environments.yaml';

const specOf = (status: number, head = 'status: pending'): string => `---
endpoint: GET /connect/v1/payment-links
${head}
---
## Test Request

\`\`\`yaml
steps:
  - { id: main_request, method: GET, path: /connect/v1/payment-links, expect: { status: ${status} } }
\`\`\`
`;

const environments = (gate: string): string =>
  `default: sandbox\n${gate}environments:\n  sandbox: { sandbox: true, defaultToken: connect }\n`;

const BASE: Files = {
  'package.json': '{ "private": true }',
  [ENVIRONMENTS]: environments('gate: {}\n'),
  [LINKS]: specOf(200),
};

/** Commands that the shell finds first: npm installs nothing, and npx starts the program of this checkout. */
function makeTools(): string {
  const folder = makeFolder({
    npm: '#!/bin/sh\n',
    npx: `#!/bin/sh
if [ "$1" = --prefix ]; then shift 2; fi
[ "$1" = verify ] || exit 9
shift
exec ${JSON.stringify(process.execPath)} ${JSON.stringify(program())} "$@"
`,
  });
  for (const name of ['npm', 'npx']) chmodSync(join(folder, name), 0o755);
  return folder;
}

/** Runs lines as a CI system does: the first that fails ends the job. */
function runLines(lines: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const path = `${makeTools()}${delimiter}${process.env['PATH']}`;
  const options = { cwd, encoding: 'utf8', env: { PATH: path, HOME: cwd, ...env } } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', lines.join('\n')], options);
  return { status, output: stdout + stderr };
}

type Step = { readonly run?: string; readonly 'working-directory'?: string };

/** What the workflow of GitHub does with a pull request once both sides are checked out. */
function runOnGithub(base: Files, pull: Files) {
  const folder = makeFolder({});
  writeFiles(join(folder, 'base'), base);
  writeFiles(join(folder, 'pr'), pull);
  const { steps } = parse(read('github-pull-request.yml')).jobs.verify as { steps: readonly Step[] };
  let last: ReturnType<typeof runLines> = { status: -1, output: 'no step' };
  for (const { run, 'working-directory': where } of steps) {
    if (run === undefined) continue;
    last = runLines([run], join(folder, where!));
    if (last.status !== 0) break;
  }
  return last;
}

/** The same of GitLab, where the job fetches the target branch itself. */
function runOnGitlab(base: Files, pull: Files) {
  const folder = makeFolder({});
  const git = (cwd: string, ...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd });
  const target = join(folder, 'target.git');
  mkdirSync(target);
  git(target, 'init', '--quiet', '--initial-branch', 'main');
  writeFiles(target, base);
  git(target, 'add', '--all');
  git(target, 'commit', '--quiet', '--message', 'base');
  const project = join(folder, 'project');
  mkdirSync(project);
  git(project, 'init', '--quiet');
  writeFiles(project, pull);
  mkdirSync(join(folder, 'tmp'));
  const { script } = parse(read('gitlab-merge-request.yml'))['verify merge request'] as {
    script: readonly string[];
  };
  return runLines(script, project, {
    CI_MERGE_REQUEST_PROJECT_URL: join(folder, 'target'),
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    TMPDIR: join(folder, 'tmp'),
  });
}

describe.each([
  ['github-pull-request.yml', runOnGithub],
  ['gitlab-merge-request.yml', runOnGitlab],
])('%s', (_name, run) => {
  test('lets a change pass that breaks nothing, and says so', () => {
    const { status, output } = run(BASE, { ...BASE, 'specs/new.md': specOf(200) });
    expect(output).toContain('gate: open');
    expect(output).toContain('2 specs: 2 passed');
    expect(status).toBe(0);
  });

  test.each<[string, Files]>([
    ['breaks a proven spec', { [LINKS]: specOf(418) }],
    ['says that the spec was never proven', { [LINKS]: specOf(418, 'status: failed') }],
    ['brings a milder gate', { [LINKS]: specOf(418), 'gate.yaml': 'regressions: false\n' }],
    [
      'brings a milder environment',
      { [LINKS]: specOf(418), [ENVIRONMENTS]: environments('gate: { regressions: false }\n') },
    ],
    ['brings proofs of its own', { [LINKS]: specOf(418), 'reports/history.ndjson': '' }],
    ['makes a spec unreadable', { [LINKS]: '---\nendpoint: GET /connect/v1/payment-links\n' }],
    [
      'brings a program of its own',
      { [LINKS]: specOf(418), 'node_modules/.bin/verify': '#!/bin/sh\nexit 0\n', 'package.json': '{' },
    ],
  ])('keeps the gate closed for a pull request that %s', (_what, changed) => {
    const other = { 'specs/other.md': specOf(200) };
    const { status, output } = run({ ...BASE, ...other }, { ...BASE, ...other, ...changed });
    expect(output).toContain('gate: closed');
    expect(status).toBe(5);
  });

  test('sends nothing to a host that the pull request names', () => {
    const host = 'http://stranger.invalid';
    const { output } = run(BASE, {
      ...BASE,
      [ENVIRONMENTS]: `environments:\n  sandbox: { baseUrl: "${host}" }\n`,
      'specs/deep/environments.yaml': `environments:\n  sandbox: { baseUrl: "${host}" }\n`,
      'specs/deep/links.md': specOf(200),
    });
    expect(output).toContain('2 specs: 2 passed');
    expect(output).not.toContain('stranger.invalid');
  });

  test('stops when the environments of the base branch cannot be used', () => {
    const { status, output } = run({ ...BASE, [ENVIRONMENTS]: 'environments: [' }, BASE);
    expect(output).not.toContain('gate: open');
    expect(status).not.toBe(0);
  });
});

describe('what strangers wrote has no rights', () => {
  const github = read('github-pull-request.yml');

  test('in GitHub no secrets, and a token that only reads and stays off the disk', () => {
    const workflow = parse(github);
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(github).not.toMatch(/secrets\.|id-token|: write/);
    const checkouts = (workflow.jobs.verify.steps as readonly Record<string, unknown>[]).filter(
      ({ uses }) => typeof uses === 'string' && uses.startsWith('actions/checkout@'),
    );
    expect(checkouts).toHaveLength(2);
    for (const checkout of checkouts)
      expect(checkout['with']).toMatchObject({ 'persist-credentials': false });
  });

  test('no text of a pull request stands in a line that a shell runs', () => {
    for (const { run = '' } of parse(github).jobs.verify.steps as readonly Step[])
      expect(run).not.toContain('${{');
  });
});
