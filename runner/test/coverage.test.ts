import { expect, test } from 'vitest';
import { linksSpec, makeProject, verify } from './comparison.ts';
import { writeFiles } from './temp-folder.ts';

const ran = async (files: Readonly<Record<string, string>> = {}): Promise<string> => {
  const project = makeProject(files);
  await verify(project, 'specs --no-write');
  return project;
};

test('coverage counts what the passing specs of the last run used, and says what to write next', async () => {
  const { exit, stdout } = await verify(await ran(), 'coverage');
  expect(stdout).toBe(`coverage by passing specs
  operations  1 of 3  33.3 %
  statuses    1 of 4  25.0 %
  tokens      0 of 2  0.0 %

  operations          statuses            tokens              document
  1/3      33.3 %     1/4      25.0 %     0/2      0.0 %      swagger/links.json

specs to write next, the cheapest first
  GET /payment-links/{link_id}  {link_id} from GET /payment-links  (swagger/links.json)
  POST /payment-links  changes data  (swagger/links.json)

`);
  expect(exit).toBe(0);
});

test('a spec that fails covers nothing', async () => {
  const project = await ran({ 'specs/links.md': linksSpec('expect: { status: 418 }') });
  const { stdout } = await verify(project, 'coverage --format json');
  expect(JSON.parse(stdout).total.operations).toEqual({ covered: 0, total: 3 });
});

test('a minimum that is not met fails the gate with one line each', async () => {
  const project = await ran();
  const { exit, stdout } = await verify(project, 'coverage --min operations=33,statuses=30,tokens=20');
  expect(stdout.split('\n').filter((line) => line.startsWith('not met'))).toEqual([
    'not met  statuses: 1 of 4 is 25.0 %, 30 % is asked for',
    'not met  tokens: 0 of 2 is 0.0 %, 20 % is asked for',
  ]);
  expect(exit).toBe(5);
  expect((await verify(project, 'coverage --min operations=33')).exit).toBe(0);
});

test('for programs the unmet minimums are data, and lines only beside it', async () => {
  const project = await ran();
  const { exit, stdout, stderr } = await verify(project, 'coverage --min tokens=20 --format json');
  expect(JSON.parse(stdout).unmet).toHaveLength(1);
  expect(stderr).toBe('not met: tokens: 0 of 2 is 0.0 %, 20 % is asked for\n');
  expect(exit).toBe(5);
  expect((await verify(project, 'coverage --format markdown')).stdout).toContain(
    '| **all** | 1/3 (33.3 %) |',
  );
});

test.each([
  ['coverage --min operation=60', 'there is no coverage of "operation"'],
  ['coverage --min operations=most', 'expected a percentage from 0 to 100, found "most"'],
  ['coverage --min', 'value is missing'],
  ['coverage --format sarif', '--format: expected text, json, markdown'],
])('%s is a mistake in the call', async (words, message) => {
  const { exit, stderr } = await verify(makeProject(), words);
  expect(stderr).toContain(message);
  expect(exit).toBe(3);
});

test('without a report there is no coverage, and what to do', async () => {
  const { exit, stdout } = await verify(makeProject(), 'coverage specs');
  expect(stdout).toBe(
    'no coverage: reports/report.json does not exist\n  → run the specs first: verify specs\n',
  );
  expect(exit).toBe(4);
});

test('a report that cannot tell what was covered is no report', async () => {
  const project = makeProject();
  await verify(project, 'specs --no-write --contract off');
  const off = await verify(project, 'coverage --min operations=0');
  expect(off.stdout).toContain('reports/report.json names no operations');
  expect(off.exit).toBe(4);
  writeFiles(project, { 'reports/report.json': '{"version":1}' });
  expect((await verify(project, 'coverage')).exit).toBe(4);
});

test('only the specs that are named count', async () => {
  const project = await ran({ 'specs/more/other.md': linksSpec('expect: { status: 401 }\ntoken: none') });
  const covered = async (words: string) =>
    JSON.parse((await verify(project, `${words} --format json`)).stdout).operations[0].statuses;
  expect(await covered('coverage')).toEqual({ 200: 1, 401: 1 });
  expect(await covered('coverage specs/more')).toEqual({ 200: 0, 401: 1 });
});

test.each([30, 40, 76])('no line is longer than %i columns', async (columns) => {
  const { stdout } = await verify(await ran(), 'coverage', columns);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
});

test('a document that cannot be read is named, and then no minimum is met', async () => {
  const project = await ran();
  writeFiles(project, { 'swagger/broken.json': '{"openapi":"3.0.3","paths":{' });
  const told = await verify(project, 'coverage');
  expect(told.stderr).toMatch(/^not counted: swagger\/broken\.json is not sound JSON or YAML: /);
  expect(told.exit).toBe(0);
  const { exit, stdout } = await verify(project, 'coverage --min operations=33');
  expect(stdout).toContain(
    'not met  operations: not all can be counted, so 33 % cannot be shown: swagger/broken.json',
  );
  expect(exit).toBe(5);
});

test('a file beside the documents that is none is passed over', async () => {
  const project = await ran();
  writeFiles(project, { 'swagger/entities/link.json': '{"type":"object"}', 'swagger/notes.yaml': 'a: 1\n' });
  expect(await verify(project, 'coverage --min operations=33')).toMatchObject({ exit: 0, stderr: '' });
});
