import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentOf } from '../test/run-fixture.ts';
import { createRedactor } from '../run/secrets/redact.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { readForPlan } from './read-for-plan.ts';
import { createLimits } from '../workspace/confine.ts';
import { SpecStore } from '../workspace/spec-store.ts';
import { Spool } from '../workspace/spool.ts';
import { redactorFor } from './start-run.ts';

const specText = (steps: string, more = ''): string =>
  `---\nendpoint: GET /x\n${more}---\n## Test Request\n\`\`\`yaml\nsteps:\n${steps}\n\`\`\`\n`;
const ENVIRONMENT = environmentOf('baseUrl: https://api.test');
const OWN = '  - { id: main, method: GET, path: /x }';
const LOGIN = specText('  - { id: login, method: POST, path: /login }', 'concurrency: [sessions]\n');

/** The jobs of these specs, none of which is kept as parsed, and how often a spec is parsed. */
async function plan(cwd: string, texts: Readonly<Record<string, string>>) {
  const parsed: string[] = [];
  const store = new SpecStore({
    spool: new Spool(undefined),
    recent: 1,
    keptParsed: 0,
    parse: (source) => {
      parsed.push(source.path);
      return parseSpec(source);
    },
  });
  const summaries = Object.entries(texts).map(([path, text]) => store.add({ path, text }));
  const jobs = await readForPlan(summaries, {
    cwd,
    lookup: { forFolder: async () => ENVIRONMENT },
    store,
    limits: createLimits({ cwd, patterns: ['.'], swagger: undefined }),
  });
  const another = store.add({ path: 'another.md', text: specText(OWN) });
  const read = (index: number): Spec => {
    another.read();
    return jobs[index]!.summary.read();
  };
  return { jobs, summaries: jobs.map(({ summary }) => summary), read, parsed };
}

const stepsOf = ({ steps }: Spec): readonly string[] => steps.map(({ id }) => id);

test('a spec that uses another reads the same each time, and takes over its keys', async () => {
  const text = specText(`  - { id: first, uses: login.md }\n${OWN}`, 'concurrency: [a]\n');
  const { summaries, read } = await plan(makeFolder({}), { 'a.md': text, 'login.md': LOGIN });
  expect(summaries[0]!.metadata).toMatchObject({ endpoint: 'GET /x', concurrency: ['a', 'sessions'] });
  expect([stepsOf(read(0)), stepsOf(read(0))]).toEqual([
    ['first.login', 'main'],
    ['first.login', 'main'],
  ]);
});

test('so it takes over the keys, and the secrets, of those that the other uses', async () => {
  const { summaries } = await plan(makeFolder({}), {
    'a.md': specText(`  - { id: first, uses: b.md }\n${OWN}`),
    'b.md': specText(`  - { id: second, uses: deep/c.md }\n${OWN}`, 'concurrency: [b]\n'),
    'deep/c.md': specText(
      `  - { id: back, uses: ../a.md }\n${OWN.replace('/x', '"/{{env.KEY}}"')}`,
      'concurrency: [c]\n',
    ),
  });
  expect(summaries[0]).toMatchObject({ metadata: { concurrency: ['b', 'c'] }, secretNames: ['KEY'] });
});

test('a used spec that was not there when the run was planned is not there later', async () => {
  const cwd = makeFolder({});
  const { read } = await plan(cwd, { 'a.md': specText(`  - { id: first, uses: late/login.md }\n${OWN}`) });
  mkdirSync(join(cwd, 'late'));
  writeFileSync(join(cwd, 'late/login.md'), LOGIN);
  expect(read(0).diagnostics).toMatchObject([{ severity: 'error', message: 'late/login.md does not exist' }]);
});

test('rows that cannot be read are a mistake of the spec each time', async () => {
  const { read } = await plan(makeFolder({}), { 'a.md': specText(OWN, 'data: gone.csv\n') });
  for (let time = 0; time < 2; time++)
    expect(read(0).diagnostics).toMatchObject([
      { rule: 'data', severity: 'error', message: expect.stringContaining('gone.csv does not exist') },
    ]);
});

test.each([
  ['a plain spec', specText(OWN), 1],
  ['one that says "uses" in its prose', `${specText(OWN)}It uses nothing.\n`, 2],
  ['one with a backslash', specText(OWN.replace('/x', '"/\\x78"')), 2],
  ['one with a secret', specText(OWN.replace('/x', '"/{{env.KEY}}"')), 2],
  ['one with a secret behind a backslash', specText(OWN.replace('/x', '"/{{\\x65nv.KEY}}"')), 2],
  ['one that uses another', specText(`  - { id: first, uses: login.md }\n${OWN}`), 2],
])('%s is parsed once for the plan where need be, and once for its turn', async (_what, text, times) => {
  const { jobs, parsed, read } = await plan(makeFolder({}), { 'a.md': text, 'login.md': LOGIN });
  redactorFor(
    { jobs, environments: [ENVIRONMENT], lookup: { readSecret: () => () => 'secret-value' } as never },
    { secrets: {} },
    { redactor: createRedactor(), env: {} },
  );
  read(0);
  jobs[0]!.summary.read();
  expect(parsed.filter((path) => path === 'a.md')).toHaveLength(times);
});

test('a spec that many use is parsed once for all of them', async () => {
  const user = specText(`  - { id: first, uses: login.md }\n${OWN}`);
  const names = Array.from({ length: 20 }, (_, index) => `${index}.md`);
  const { read, parsed } = await plan(makeFolder({ 'login.md': LOGIN.replace('/login', '"/{{env.KEY}}"') }), {
    ...Object.fromEntries(names.map((name) => [name, user])),
  });
  for (const index of names.keys()) expect(stepsOf(read(index))).toEqual(['first.login', 'main']);
  expect(parsed.filter((path) => path === 'login.md')).toHaveLength(2);
});
