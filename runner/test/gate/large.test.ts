import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { REPORT_FILES, specOf, verify } from './project.ts';

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
  const started = performance.now();
  const before = heapBytes();
  const words =
    'specs --contract off --no-write --shard 1/1 --reporter console,html,junit,ctrf,markdown,tap,har';
  const ran = await verify(folder, words, { time: 'real' });
  const tookMs = performance.now() - started;
  expect(heldBytes - before).toBeLessThan((SPECS * BODY_BYTES) / 3);
  expect(ran.exit).toBe(1);
  expect(ran.stdout).toContain(`${SPECS} specs: ${SPECS} failed`);
  expect(ran.stdout).not.toContain('is missing');
  expect(ran.stderr).toBe('');
  const sizes = [...REPORT_FILES, 'shard-1-of-1.jsonl'].map((file) => ran.text(`reports/${file}`)!.length);
  expect(sizes.filter((size) => size > SPECS * 100_000)).toEqual([]);
  expect(ran.text('reports/report.json')).not.toContain('secret-of-a-test');
  const merged = await verify(folder, 'merge reports/shard-1-of-1.jsonl --reporter junit');
  expect(merged.exit).toBe(1);
  expect(tookMs).toBeLessThan(20_000);
}, 40_000);

const MANY = 3_000;
const LITTLE_BYTES = 2_500;

test('whatever the order, little is kept of specs that passed', async () => {
  const body = JSON.stringify({ noise: 'x'.repeat(2_000) });
  let answered = 0;
  let heldBytes = 0;
  const server = await serveHttp((_request, response) => {
    if (++answered === MANY - 10) heldBytes = heapBytes();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  });
  const folder = makeFolder({
    'specs/environments.yaml': `default: a\nenvironments:\n  a: { baseUrl: "${server.url}", tokens: { staff: secret-of-a-test } }\n`,
    ...Object.fromEntries(
      Array.from({ length: MANY }, (_, index) => [`specs/s${index}.md`, specOf(`GET /things/${index}`)]),
    ),
  });
  const before = heapBytes();
  const ran = await verify(folder, 'specs --contract off --no-write --shuffle 1', { time: 'real' });
  expect(ran.stdout).toContain(`${MANY} specs: ${MANY} passed`);
  expect((heldBytes - before) / MANY).toBeLessThan(LITTLE_BYTES);
}, 40_000);
