import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeFolder } from '../test/temp-folder.ts';

const top = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(top, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; bin: Record<string, string> };

type ActionStep = {
  readonly name: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
};
type Action = {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
};

describe('action.yml', () => {
  const text = read('action.yml');
  const { inputs, outputs, runs } = parse(text) as Action;

  test('has each input that it reads, and reads each that it has', () => {
    const used = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(inputs)));
  });

  test('installs the version that it belongs to', () => {
    expect(inputs['version']!.default).toBe(manifest.version);
  });

  test('puts no input into a script, where it could add commands', () => {
    const scripts = runs.steps.filter(({ run }) => run !== undefined);
    expect(scripts.map(({ run }) => run).filter((run) => run!.includes('${{'))).toEqual([]);
    expect(scripts.map(({ shell }) => shell)).toEqual(['bash', 'bash', 'bash']);
  });

  test('gives its program every input that the program reads, and no other', () => {
    const asked = [...read('runner/ci/action.mjs').matchAll(/\binput\('(\w+)'\)/g)].map(
      ([, name]) => `INPUT_${name}`,
    );
    const step = runs.steps.find(({ id }) => id === 'run')!;
    expect(new Set(Object.keys(step.env!))).toEqual(new Set(asked));
  });

  test('hands on each of its outputs under its own name', () => {
    for (const [name, { value }] of Object.entries(outputs))
      expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
  });
});

describe('action.mjs', () => {
  /** Runs it in a folder with one spec, with inputs as GitHub gives them. */
  function act(
    inputs: Readonly<Record<string, string>>,
    spec: string,
    more: Readonly<Record<string, string>> = {},
  ) {
    const workspace = makeFolder({
      ...more,
      'code/specs/environments.yaml':
        'default: local\ngate: { regressions: true }\nenvironments:\n  local: { sandbox: true }\n',
      'code/specs/links.md': spec,
      output: '',
      'summary.md': '',
    });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(top, 'runner/ci/action.mjs'), join(top, 'runner/bin.cjs')],
      {
        cwd: join(workspace, 'code'),
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          GITHUB_WORKSPACE: workspace,
          GITHUB_OUTPUT: join(workspace, 'output'),
          GITHUB_STEP_SUMMARY: join(workspace, 'summary.md'),
          INPUT_PATHS: 'specs/',
          INPUT_ENV: '',
          INPUT_GATE: 'true',
          INPUT_SHARD: '',
          INPUT_ARGS: '--no-write\n--contract\noff',
          INPUT_REPORTERS: 'console, github',
          INPUT_REPORTS: 'reports',
          ...inputs,
        },
      },
    );
    const given = readFileSync(join(workspace, 'output'), 'utf8').trim().split('\n');
    const summary = readFileSync(join(workspace, 'summary.md'), 'utf8');
    return {
      status,
      stdout,
      stderr,
      outputs: Object.fromEntries(given.map((line) => line.split('='))),
      summary,
    };
  }

  const specOf = (status: number, more = ''): string => `---
endpoint: GET /business/payments/v1/products
status: pending
${more}---
## Test Request
\`\`\`yaml
steps:
  - { id: products, method: GET, path: /business/payments/v1/products, expect: { status: ${status} } }
\`\`\`
`;

  test('gives what was counted, the decision of the gate, the folder of the reports and a summary', () => {
    const { status, outputs, summary } = act({}, specOf(200));
    expect(status).toBe(0);
    expect(outputs).toEqual({
      'exit-code': '0',
      total: '1',
      passed: '1',
      failed: '0',
      blocked: '0',
      errored: '0',
      skipped: '0',
      gate: 'open',
      reports: 'code/reports',
    });
    expect(summary).toContain('gate: open');
  });

  test('ends as the program does when the gate is closed', () => {
    const { status, outputs } = act({}, specOf(418, 'verifiedAt: 2026-01-01T00:00:00Z\n'));
    expect(status).toBe(5);
    expect(outputs).toMatchObject({ 'exit-code': '5', failed: '1', gate: 'closed' });
  });

  test('lets the verdicts decide without the gate', () => {
    const { status, outputs } = act({ INPUT_GATE: 'false' }, specOf(418));
    expect(status).toBe(1);
    expect(outputs).toMatchObject({ 'exit-code': '1', gate: '' });
  });

  test('runs one part, which leaves the decision to the merge', () => {
    const { status, outputs } = act(
      { INPUT_SHARD: '1/2' },
      specOf(418, 'verifiedAt: 2026-01-01T00:00:00Z\n'),
    );
    expect(status).toBe(1);
    expect(outputs).toMatchObject({ 'exit-code': '1', total: '1', failed: '1', gate: '' });
  });

  test('counts nothing where this run left no report, though an earlier one did', () => {
    const { status, outputs } = act({ INPUT_ARGS: '--no-such-option' }, specOf(200), {
      'code/reports/report.json': '{ "version": 1, "summary": { "total": 7, "passed": 7 } }',
    });
    expect(status).toBe(3);
    expect(outputs).toEqual({ 'exit-code': '3', reports: 'code/reports' });
  });

  test('takes one path and one word on each line, with blanks inside', () => {
    const { status, stderr } = act({ INPUT_PATHS: 'specs/links.md\n\n  no such folder  ' }, specOf(200));
    expect(status).toBe(3);
    expect(stderr).toContain('no such folder');
  });

  test('refuses a gate that is neither true nor false', () => {
    const { status, stderr } = act({ INPUT_GATE: 'yes' }, specOf(200));
    expect(status).toBe(3);
    expect(stderr).toBe('verify: the input gate is true or false, not "yes"\n');
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const { services } = parse(read('compose.yaml')) as { services: { verify: Record<string, unknown> } };

  test('is the base image and the package, and nothing of what built it', () => {
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    expect(final.match(/^(COPY|ADD|RUN) .*/gm)).toEqual([
      'COPY --from=build /installed/lib/node_modules/verify-specs /opt/verify-specs',
    ]);
  });

  test('starts the program of the package as a user that is not root', () => {
    expect(final).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const [program] = Object.values(manifest.bin);
    expect(final).toContain(`ENTRYPOINT ["node", "/opt/verify-specs/${program}"]`);
  });

  test('is built from nothing that git does not know, and from no secret', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const line of read('.gitignore').split('\n').filter(Boolean))
      expect(ignored).toContain(line.replace(/\/$/, ''));
    expect(ignored).toContain('.git');
  });

  test('runs with a root folder that is read-only, and without rights', () => {
    expect(services.verify).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(services.verify).not.toHaveProperty('privileged');
  });

  test('is given the names of secrets, and no values', () => {
    const names = services.verify['environment'] as readonly string[];
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !/^\w+$/.test(name))).toEqual([]);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  type Hook = {
    readonly id: string;
    readonly entry: string;
    readonly args: readonly string[];
    readonly files: string;
  };
  const hooks = parse(read('.pre-commit-hooks.yaml')) as readonly Hook[];

  test.each(hooks)(
    '$id holds for the specs of this project, and fails where one is broken',
    ({ entry, args }) => {
      const [, name, version, words] = /^npx --yes ([\w-]+)@(\S+) (.+)$/.exec(entry)!;
      expect(version).toBe(manifest.version);
      const options = words!.split(' ');
      const program = join(top, manifest.bin[name!]!);
      const run = (cwd: string) =>
        spawnSync(process.execPath, [program, ...options, ...args], { cwd, encoding: 'utf8' }).status;
      expect(run(top)).toBe(0);
      const broken = makeFolder({
        'specs/environments.yaml': 'default: local\nenvironments:\n  local: { baseUrl: "http://api.test" }\n',
        'specs/broken.md':
          '---\nendpoint: GET /things\nswagger: swagger/a.json\n---\n## Test Request\n```yaml\nsteps:\n  - metod: GET\n```\n',
      });
      expect(run(broken)).toBeGreaterThan(0);
    },
  );

  test.each(hooks)('$id looks at specs, environments, API documents and rows of data', ({ files }) => {
    const pattern = new RegExp(files);
    const names = [
      'specs/a.md',
      'specs/environments.yaml',
      'swagger/a.json',
      'swagger/b.yml',
      'specs/rows.csv',
    ];
    expect(names.filter((name) => !pattern.test(name))).toEqual([]);
    expect(pattern.test('src/main.ts')).toBe(false);
  });
});

describe('CHANGELOG.md', () => {
  const text = read('CHANGELOG.md');
  const headings = [...text.matchAll(/^## \[(.+?)\](.*)$/gm)].map(([, version, date]) => ({ version, date }));

  test('has what is not released first, and then the version of the package with its day', () => {
    expect(headings[0]).toEqual({ version: 'Unreleased', date: '' });
    expect(headings[1]).toEqual({
      version: manifest.version,
      date: expect.stringMatching(/^ - \d{4}-\d\d-\d\d$/),
    });
  });

  test('says of each change whether something is added, changed, deprecated, removed, fixed or about security', () => {
    const kinds = [...text.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind!);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => !/^(Added|Changed|Deprecated|Removed|Fixed|Security)$/.test(kind))).toEqual(
      [],
    );
  });
});
