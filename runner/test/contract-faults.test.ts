import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import type { Check } from '../run/events.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';

const project = join(import.meta.dirname, '../..');

/** What a spec of this project's `specs/` says of an operation, with a sandbox that breaks it in one way. */
type Case = {
  readonly what: string;
  readonly spec: string;
  readonly fault: string;
  readonly check: string;
  /** Has to stand in the message. */
  readonly names: RegExp;
};

const monite = 'specs/monite/create_payment_link.md';
const payroc = 'specs/payroc/create_single_use.md';
const department = 'specs/department/send_payment_request_by_text.md';

const cases: readonly Case[] = [
  {
    what: 'a missing required field',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 remove=/payment_intent_id',
    check: 'response-schema',
    names: /\$\.payment_intent_id is missing/,
  },
  {
    what: 'a wrong type',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 set:/amount="\\"many\\""',
    check: 'response-schema',
    names: /\$\.amount is "many"; expected integer/,
  },
  {
    what: 'null where it is not nullable',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 set:/currency=null',
    check: 'response-schema',
    names: /\$\.currency is null/,
  },
  {
    what: 'an unknown enum value',
    spec: payroc,
    fault: 'POST /v1/processing-terminals/{id}/payment-links when=201 set:/status=sleeping',
    check: 'response-schema',
    names: /\$\.status is "sleeping"; expected one of/,
  },
  {
    what: 'an extra field where none is permitted',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 set:/surprise=1',
    check: 'response-schema',
    names: /\$\.surprise is not allowed/,
  },
  {
    what: 'a wrong discriminator',
    spec: payroc,
    fault: 'POST /v1/processing-terminals/{id}/payment-links when=201 set:/type=twiceUse',
    check: 'response-schema',
    names: /\$\.type chooses the schema and is "twiceUse"/,
  },
  {
    what: 'an undocumented status',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 status=202',
    check: 'response-status',
    names: /status 202 is not documented/,
  },
  {
    what: 'another content type than the documented one',
    spec: department,
    fault:
      'POST /payment/v4/departments/{id}/payment-requests when=200 contentType=text/html body="<p>hello</p>"',
    check: 'response-schema',
    names: /text\/html/,
  },
  {
    what: 'another content type, by its own check',
    spec: department,
    fault:
      'POST /payment/v4/departments/{id}/payment-requests when=200 contentType=text/html body="<p>hello</p>"',
    check: 'response-content-type',
    names: /text\/html/,
  },
  {
    what: 'a date that is none',
    spec: monite,
    fault: 'POST /v1/payment_links when=201 set:/expires_at=tomorrow',
    check: 'response-format',
    names: /\$\.expires_at/,
  },
];

test.each(cases)('$what is caught by $check, which names it', async ({ spec, fault, check, names }) => {
  const checks = await checksOf(spec, fault);
  const caught = checks.filter(({ name, outcome }) => name === check && outcome === 'failed');
  expect(caught.map(({ message }) => message).join('\n')).toMatch(names);
  for (const { line, document } of caught) {
    expect(line).toBeGreaterThan(1);
    expect(document?.path).toMatch(/^swagger\//);
    expect(document?.line).toBeGreaterThan(1);
  }
});

test.each([
  'specs/monite/create_payment_link.md',
  'specs/payroc/create_single_use.md',
  'specs/department/send_payment_request_by_text.md',
])('without a fault, nothing of the kind is said of %s', async (spec) => {
  const checks = await checksOf(spec);
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect(checks.filter(({ name }) => name === 'response-schema').length).toBeGreaterThan(0);
});

test('a request that lacks a required header is the fault of the spec', async () => {
  const folder = makeFolder({
    'environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'api.yaml': [
      'openapi: 3.0.3',
      'info: { title: t, version: "1" }',
      'paths:',
      '  /connect/v1/payment-links:',
      '    get:',
      '      parameters:',
      '        - { name: X-Trace, in: header, required: true, schema: { type: string } }',
      '      responses: { "200": { description: ok } }',
      '',
    ].join('\n'),
    'spec.md':
      '---\nendpoint: GET /connect/v1/payment-links\nswagger: api.yaml\nstatus: pending\n---\n## Test Request\n```yaml\nsteps:\n  - id: list\n    method: GET\n    path: /connect/v1/payment-links\n```\n',
  });
  const { host, stderr } = createFakeHost({ cwd: folder });
  await main(['spec.md', '--no-write', '--reporter', 'json'], host);
  expect(stderr()).toBe('');
  const [spec] = (JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as Report).specs;
  expect(spec?.verdict).toBe('failed');
  const broken = spec!.steps.flatMap(({ checks }) => checks).filter(({ outcome }) => outcome === 'failed');
  expect(broken).toMatchObject([
    { name: 'request-params', side: 'spec', message: expect.stringContaining('X-Trace') },
  ]);
});

/** The checks of the test steps of a spec of the project, with a fault. */
async function checksOf(spec: string, fault?: string): Promise<readonly Check[]> {
  const reports = makeFolder({});
  const { host, stderr } = createFakeHost({ cwd: project });
  const words = [spec, '--no-write', '--reporter', 'json', '--reports', reports];
  await main([...words, ...(fault === undefined ? [] : ['--fault', fault])], host);
  expect(stderr()).toBe('');
  const report = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
  return report.specs
    .flatMap(({ steps }) => steps)
    .filter(({ section }) => section === 'test')
    .flatMap(({ checks }) => checks);
}
