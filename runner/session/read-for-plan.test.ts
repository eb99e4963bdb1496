import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type SpecSummary, summarizeMetadata, summarize } from '../plan/spec-summary.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { readForPlan } from './read-for-plan.ts';
import { createLimits } from '../workspace/confine.ts';
import { RecentCache } from '../language/recent-cache.ts';

const specText = (steps: string, more = ''): string =>
  `---\nendpoint: GET /x\n${more}---\n## Test Request\n\`\`\`yaml\nsteps:\n${steps}\n\`\`\`\n`;
const OWN = '  - { id: main, method: GET, path: /x }';
const LOGIN = specText('  - { id: login, method: POST, path: /login }', 'concurrency: [sessions]\n');

/** As a spec that does not stay in memory has it. */
function thinSummaryOf(path: string, text: string): SpecSummary {
  const spec = parseSpec({ path, text });
  return { ...summarize(spec), metadata: summarizeMetadata(spec.metadata) };
}

/** The jobs of these specs, of which none is remembered from one reading to the next. */
async function plan(cwd: string, texts: Readonly<Record<string, string>>) {
  const recent = new RecentCache<object, Spec>(1);
  const summaries = Object.entries(texts).map(([path, text]) => thinSummaryOf(path, text));
  const lookup = { forFolder: async () => ({ problems: [] }) };
  const jobs = await readForPlan(summaries, {
    cwd,
    lookup,
    recent,
    limits: createLimits({ cwd, patterns: ['.'], swagger: undefined }),
  });
  return {
    summaries: jobs.map(({ summary }) => summary),
    read: (index: number): Spec => {
      recent.getOrCompute({}, () => parseSpec({ path: 'another.md', text: '' }));
      return jobs[index]!.summary.read();
    },
  };
}

const stepsOf = ({ steps }: Spec): readonly string[] => steps.map(({ id }) => id);

test('a spec that uses another reads the same each time, and takes over its keys', async () => {
  const text = specText(`  - { id: first, uses: login.md }\n${OWN}`, 'concurrency: [a]\n');
  const { summaries, read } = await plan(makeFolder({}), { 'a.md': text, 'login.md': LOGIN });
  const { metadata } = thinSummaryOf('a.md', text);
  expect(summaries[0]!.metadata).toEqual({ ...metadata, concurrency: ['a', 'sessions'] });
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
  expect(summaries[0]).toMatchObject({ metadata: { concurrency: ['b', 'c'] }, mayNameSecrets: true });
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
