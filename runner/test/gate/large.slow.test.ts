import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { REPORT_FILES } from '../../report/formats.ts';
import { ALL_FORMATS } from '../all-formats.ts';
import { makeProject, specOf, verify } from './project.ts';

const SPECS = 300;
const BODY_BYTES = 1_000_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use, and not only waiting to be collected. */
const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

test('hundreds of failures with a megabyte each are reported in every format, and none of it is kept whole', async () => {
  const body = JSON.stringify({ secret: 'secret-of-a-test', noise: 'x"<&'.repeat(BODY_BYTES / 4 / 1.5) });
  let answered = 0;
  let heldBytes = 0;
  const server = await serveHttp((_request, response) => {
    if (++answered === SPECS - 10) heldBytes = heapBytes();
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(body);
  });
  const folder = makeFolder({
    'specs/environments.yaml': `default: a\nenvironments:\n  a: { baseUrl: "${server.url}", retries: 0, tokens: { staff: secret-of-a-test } }\n`,
    ...Object.fromEntries(
      Array.from({ length: SPECS }, (_, index) => [
        `specs/s${index}.md`,
        specOf(`GET /things/${index}`, { step: 'expect: { status: 200, body: { $.noise: short } }' }),
      ]),
    ),
  });
  const before = heapBytes();
  const formats = ['console', ...ALL_FORMATS].filter((name) => name !== 'github');
  const words = `specs --contract off --no-write --shard 1/1 --reporter ${formats.join(',')}`;
  const ran = await verify(folder, words, { time: 'real' });
  expect(heldBytes - before).toBeLessThan((SPECS * BODY_BYTES) / 3);
  expect(ran.exit).toBe(1);
  expect(ran.stdout).toContain(`${SPECS} specs: ${SPECS} failed`);
  expect(ran.stdout).not.toContain('is missing');
  expect(ran.stderr).toBe('');
  // The reporter `har` has the exchanges kept, with their bodies, in the report that all others are made of.
  const whole = ['report.json', 'report.har', 'events.jsonl'];
  const sizes = REPORT_FILES.filter((file) => !whole.includes(file)).map(
    (file) => ran.text(`reports/${file}`)!.length,
  );
  expect(sizes.filter((size) => size > SPECS * 100_000)).toEqual([]);
  expect(ran.text('reports/report.json')).not.toContain('secret-of-a-test');
  const merged = await verify(folder, 'merge reports/shard-1-of-1.jsonl --reporter junit');
  expect(merged.exit).toBe(1);
});

const MANY = 2_000;

const plain = (index: number): string => specOf(`GET /things/${index}`);
const using = (index: number): string =>
  plain(index).replace('steps:\n', 'steps:\n  - { id: first, uses: login.md }\n');

test.each([
  ['passed', 'alone', 200, plain, 1_000],
  ['passed', 'with another', 200, using, 1_000],
  ['failed', 'alone', 500, plain, 5_000],
] as const)(
  'whatever the order, little is kept of specs that %s %s',
  async (verdict, _how, status, textOf, littleBytes) => {
    const body = JSON.stringify({ noise: Array.from({ length: 2_000 }, (_, index) => `line ${index}`) });
    let answered = 0;
    // What V8 keeps of the code that a run loads is there when half of them are through.
    let halfBytes = 0;
    let heldBytes = 0;
    const server = await serveHttp((_request, response) => {
      answered++;
      if (answered === MANY / 2) halfBytes = heapBytes();
      if (answered === MANY - 10) heldBytes = heapBytes();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    });
    const folder = makeFolder({
      'specs/environments.yaml': `default: a\nenvironments:\n  a: { baseUrl: "${server.url}", retries: 0, tokens: { staff: secret-of-a-test } }\n`,
      'specs/login.md': plain(0),
      ...Object.fromEntries(
        Array.from({ length: MANY - 1 }, (_, index) => [`specs/s${index}.md`, textOf(index)]),
      ),
    });
    // What fails is printed in the order of the plan, and would have to wait for its turn in any other.
    const order = verdict === 'passed' ? ' --shuffle 1' : '';
    const words = `--contract off --no-write --quiet${order}`;
    const ran = await verify(folder, `specs ${words}`, { time: 'real' });
    expect(ran.stdout).toContain(`${MANY} specs: ${MANY} ${verdict}`);
    expect((heldBytes - halfBytes) / (MANY / 2 - 10)).toBeLessThan(littleBytes);
  },
);

test.each(['--tag nobody', '--list', '--dry-run'])(
  '%s leaves nothing behind, however many specs there are',
  async (words) => {
    const long = `${plain(0)}\n${'prose '.repeat(5_000)}\n`;
    const folder = makeProject(
      Object.fromEntries(Array.from({ length: 1_100 }, (_, index) => [`specs/s${index}.md`, long])),
    );
    await verify(folder, `specs ${words}`);
    expect(readdirSync(folder)).toEqual(words.startsWith('--tag') ? ['reports', 'specs'] : ['specs']);
  },
);
