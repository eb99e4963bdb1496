import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { specs, specText, talkingTo } from './engine/local-run.ts';
import { createFakeHost, type FakeHost } from './fake-host.ts';
import { serveHttp } from './server.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';

const making = (index: number): string =>
  specText({
    before: `- { id: make, method: POST, path: /made/${index} }`,
    test: `- { id: main, method: GET, path: /made/${index} }`,
    after: `- { id: tidy, method: DELETE, path: /made/${index} }`,
  });

type Host = FakeHost['host'];

/** Runs six specs, two at once, each of which makes something and takes it away, on a host that `change` spoils. */
async function runOn(
  change: (fake: FakeHost, folder: string) => Partial<Host>,
  onAsked: (fake: FakeHost, request: string) => void = () => undefined,
) {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    onAsked(fake, asked.at(-1)!);
    response.end('{}');
  });
  const folder = makeFolder({ ...talkingTo(server.url), ...specs(6, making) });
  const fake = createFakeHost({ cwd: folder, time: 'real' });
  const exit = await main(['specs', '--contract', 'off', '--jobs', '2'], {
    ...fake.host,
    ...change(fake, folder),
  });
  const of = (method: string) =>
    asked.filter((each) => each.startsWith(method)).map((each) => each.slice(-1));
  const report = JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as Report;
  return {
    exit,
    made: of('POST'),
    tidied: of('DELETE'),
    report,
    stdout: fake.stdout(),
    stderr: fake.stderr(),
  };
}

describe('what is thrown in the middle of a run', () => {
  const DEFECT = 'verify: this is a defect of verify: Error: the screen is broken\n';

  test('by what shows it: the run ends, cleans up, reports what is known, and is not green', async () => {
    let writes = 0;
    const ran = await runOn((fake) => ({
      stdout: {
        write: (text) => {
          if (++writes === 1) throw new Error('the screen is broken\n    at some line');
          return fake.host.stdout.write(text);
        },
      },
    }));
    expect([ran.exit, ran.stderr]).toEqual([2, DEFECT]);
    expect(ran.made.length).toBeGreaterThan(0);
    expect(ran.tidied.toSorted()).toEqual(ran.made.toSorted());
    expect(ran.report.summary.total).toBe(6);
    expect(ran.report.summary.errored, 'those that were not started').toBeGreaterThan(0);
    expect(ran.report.interrupted).toBe(false);
  });

  test('where nothing can catch it', async () => {
    const ran = await runOn(
      () => ({}),
      (fake, request) => {
        if (request === 'GET /made/0') fake.crash(new Error('the screen is broken'));
      },
    );
    expect([ran.exit, ran.stderr]).toEqual([2, DEFECT]);
    expect(ran.tidied.toSorted()).toEqual(ran.made.toSorted());
    expect(ran.report.summary.total).toBe(6);
  });
});

describe('a signal', () => {
  test('before the first request sends nothing, and the report says so', async () => {
    const ran = await runOn((fake) => ({
      onStop: (stop) => {
        stop(1);
        return fake.host.onStop(stop);
      },
    }));
    expect([ran.exit, ran.made, ran.stderr]).toEqual([130, [], '']);
    expect([ran.report.interrupted, ran.report.summary.errored]).toEqual([true, 6]);
  });

  test('while the reports are written lets them be written, and is not forgotten', async () => {
    const ran = await runOn((fake) => ({
      stdout: {
        write: (text) => {
          if (text.includes('6 specs: 6 passed')) fake.stop();
          return fake.host.stdout.write(text);
        },
      },
    }));
    expect([ran.exit, ran.report.summary.passed, ran.stderr]).toEqual([130, 6, '']);
  });
});
