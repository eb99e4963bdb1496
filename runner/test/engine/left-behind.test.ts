import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../cli/cli.ts';
import { createFakeHost } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import { oneRequest, runLocal } from './local-run.ts';

test('what was left behind an hour ago is swept away, and what is younger or somebody else\u2019s is not', async () => {
  const old = '.verify-0d9c7f5e-0000-4000-8000-000000000000.tmp';
  const young = '.verify-0d9c7f5e-0000-4000-8000-000000000001.tmp';
  const folder = makeFolder({
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'specs/a.md': oneRequest('/connect/v1/payment-links'),
    [`specs/${old}`]: '',
    [`specs/${young}`]: '',
    [`reports/${old}`]: '',
    'specs/.mine.tmp': '',
  });
  const { host } = createFakeHost({ cwd: folder });
  const longAgo = new Date(host.clock.nowMs() - 3_700_000);
  const lately = new Date(host.clock.nowMs() - 3_500_000);
  for (const name of [`specs/${old}`, `reports/${old}`, 'specs/.mine.tmp'])
    utimesSync(join(folder, name), longAgo, longAgo);
  utimesSync(join(folder, `specs/${young}`), lately, lately);
  const hidden = () =>
    ['specs', 'reports']
      .flatMap((name) => readdirSync(join(folder, name)))
      .filter((name) => name.startsWith('.'));
  await main(['specs', '--contract', 'off', '--no-write'], host);
  expect(hidden()).toEqual(['.mine.tmp', old, young, old]);
  await main(['specs', '--contract', 'off'], host);
  expect(hidden()).toEqual(['.mine.tmp', young]);
});

test('what somebody left behind is no spec, whatever it holds', async () => {
  const ran = await runLocal({
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'specs/a.md': oneRequest('/connect/v1/payment-links'),
    'specs/.verify-0d9c7f5e-0000-4000-8000-000000000000.tmp': oneRequest('/elsewhere'),
  });
  expect([ran.exit, ran.report.specs.map(({ file }) => file)]).toEqual([0, ['specs/a.md']]);
});
