import { describe, expect, test } from 'vitest';
import type { Attempt, HttpRequest, Send } from '../../http/exchange.ts';
import { openWorkspace } from '../../session/open/open-workspace.ts';
import type { Report } from '../../report/report.ts';
import { createFakeHost } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import { problemsOfJson } from './json-schema.ts';

const SECRET = 'k3y-0f-the-castle';

type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly error?: 'reset';
};

type Fields = readonly { readonly name: string; readonly value: string }[];

type Entry = {
  readonly startedDateTime: string;
  readonly time: number;
  readonly timings: Readonly<Record<string, number>>;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Fields;
    readonly postData?: Readonly<Record<string, unknown>>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Fields;
    readonly content: Readonly<Record<string, unknown>>;
    readonly redirectURL: string;
    readonly _error?: string;
  };
  readonly _exchange: number;
};

/** Both fields are secret by the document alone. */
const DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'Jobs', version: '1' },
  paths: {
    '/x': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { code: { type: 'string', format: 'password' } } },
            },
          },
        },
        responses: {
          default: {
            description: 'any',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { state: { type: 'string' }, word: { type: 'string', format: 'password' } },
                },
              },
            },
          },
        },
      },
    },
  },
};

const spec = (step: string): string => `---
endpoint: POST /x
swagger: jobs.json
---
## Test Request

\`\`\`yaml
steps:
  - id: main
    ${step.trim().replaceAll('\n', '\n    ')}
\`\`\`
`;

const ENVIRONMENT = `default: test
environments:
  test:
    baseUrl: https://api.test
    defaultToken: key
    followRedirects: true
    retries: 2
    trace: true
    tokens: { key: { value: "{{env.API_KEY}}" } }
`;

/** Runs a spec whose API gives these answers one after another, and returns what was sent, the report and the archive. */
async function run(step: string, answers: readonly Answer[], reporters: readonly string[] = ['har']) {
  const cwd = makeFolder({
    'specs/environments.yaml': ENVIRONMENT,
    'specs/x.md': spec(step),
    'specs/jobs.json': JSON.stringify(DOCUMENT),
    'specs/photo.bin': Uint8Array.of(1, 2, 255),
  });
  const { host } = createFakeHost({ cwd, env: { API_KEY: SECRET } });
  const sent: HttpRequest[] = [];
  const send: Send = (request) => {
    const { status = 200, headers = {}, body = '', error } = answers[sent.length] ?? answers.at(-1)!;
    sent.push(request);
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const attempt: Attempt =
      error === undefined
        ? { durationMs: 3, response: { status, headers, body: bytes } }
        : { durationMs: 3, error: { code: error, message: 'the connection was closed' } };
    return Promise.resolve({ request, attempts: [attempt] });
  };
  const workspace = openWorkspace({ host, send, reporters, write: false });
  const report: Report = await workspace.fold(workspace.run());
  const rendered = await workspace.render(report, 'har');
  await workspace.close();
  const text =
    rendered.kind === 'file' && typeof rendered.text !== 'string' ? [...rendered.text].join('') : '';
  expect(problemsOfJson('har.schema.json', JSON.parse(text))).toEqual([]);
  const { entries } = (JSON.parse(text) as { log: { entries: readonly Entry[] } }).log;
  return { sent, report, entries, text, json: JSON.stringify(report) };
}

const json = (body: unknown, headers = {}): Answer => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const headerOf = (fields: Fields, wanted: string): string | undefined =>
  fields.find(({ name }) => name.toLowerCase() === wanted)?.value;

describe('the archive of a run has an entry', () => {
  test('for each poll, at its time and with its own answer', async () => {
    const step =
      'method: GET\npath: /x\nretry: { until: "$.state == \'done\'", attempts: 5, interval: 1s, backoff: 1 }';
    const { entries, report } = await run(step, [
      json({ state: 'pending', n: 1 }),
      json({ state: 'pending', n: 2 }),
      json({ state: 'done', n: 3 }),
    ]);
    expect(
      entries.map(({ startedDateTime, response }) => [startedDateTime, response.content['text']]),
    ).toEqual([
      ['2026-03-02T12:00:00.000Z', '{"state":"pending","n":1}'],
      ['2026-03-02T12:00:01.000Z', '{"state":"pending","n":2}'],
      ['2026-03-02T12:00:02.000Z', '{"state":"done","n":3}'],
    ]);
    expect(entries.map(({ _exchange }) => _exchange)).toEqual([1, 2, 3]);
    const spans = entries.map(({ request }) => headerOf(request.headers, 'traceparent')!.split('-')[2]);
    expect(new Set(spans).size).toBe(3);
    expect(report.specs[0]!.steps[0]!.polled).toEqual({
      paths: ['$.state'],
      polls: [
        { atMs: 0, status: 200, values: ['"pending"'], span: spans[0] },
        { atMs: 1_000, status: 200, values: ['"pending"'], span: spans[1] },
        { atMs: 2_000, status: 200, values: ['"done"'], span: spans[2] },
      ],
    });
  });

  test('for each hop of a redirect, with the headers of each', async () => {
    const { entries, sent } = await run('method: POST\npath: /x\nbody: { a: 1 }', [
      { status: 307, headers: { location: '/y?q=1 2', 'x-hop': 'first' } },
      { status: 303, headers: { location: 'https://other.test/z', 'x-hop': 'second' } },
      json({ ok: true }),
    ]);
    expect(sent).toHaveLength(3);
    expect(entries.map(({ request: { method, url }, response }) => [method, url, response.status])).toEqual([
      ['POST', 'https://api.test/x', 307],
      ['POST', 'https://api.test/y?q=1%202', 303],
      ['GET', 'https://other.test/z', 200],
    ]);
    expect(entries.map(({ response }) => response.redirectURL)).toEqual([
      'https://api.test/y?q=1%202',
      'https://other.test/z',
      '',
    ]);
    expect(entries.map(({ response }) => headerOf(response.headers, 'x-hop'))).toEqual([
      'first',
      'second',
      undefined,
    ]);
    expect(entries.map(({ request }) => headerOf(request.headers, 'authorization'))).toEqual([
      'Bearer $API_KEY',
      'Bearer $API_KEY',
      undefined,
    ]);
    expect(entries.map(({ request }) => request.postData?.['text'])).toEqual([
      '{"a":1}',
      '{"a":1}',
      undefined,
    ]);
  });

  test('for each retry, answered or not, and its time is the sum of its phases', async () => {
    const { entries, report } = await run('method: GET\npath: /x', [
      { ...json({ error: 'busy' }), status: 503 },
      { error: 'reset' },
      json({ ok: true }),
    ]);
    expect(entries.map(({ response }) => response.status)).toEqual([503, 0, 200]);
    expect(entries[0]!.response.content['text']).toBe('{"error":"busy"}');
    expect(entries[1]!.response._error).toBe('the connection was closed');
    for (const { time, timings } of entries)
      expect(time).toBe(Object.values(timings).reduce((sum, ms) => sum + Math.max(ms, 0), 0));
    const { retried } = report.specs[0]!.steps[0]!;
    expect(retried.map(({ span }) => span)).toEqual(
      entries.slice(0, 2).map(({ request }) => headerOf(request.headers, 'traceparent')!.split('-')[2]),
    );
  });

  test('for what was sent before a poll could not be sent any more', async () => {
    const step = 'method: GET\npath: /x\nretry: { until: "$.state == \'done\'", attempts: 2, interval: 1s }';
    const { entries, report } = await run(step, [
      json({ state: 'pending' }),
      { error: 'reset' },
      { error: 'reset' },
      { error: 'reset' },
    ]);
    expect(entries.map(({ response }) => response.status)).toEqual([200, 0, 0, 0]);
    expect(report.specs[0]!.verdict).toBe('errored');
    expect(report.specs[0]!.steps[0]!.polled!.polls.map(({ values }) => values)).toEqual([['"pending"'], []]);
  });
});

describe('a body in the archive', () => {
  const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 13, 10);
  const bytes = (body: string | Uint8Array, type = 'image/png'): Answer => ({
    headers: { 'content-type': type },
    body,
  });
  const get = 'method: GET\npath: /x';

  test.each([
    ['an image', bytes(PNG)],
    ['text by its type that is not text', bytes(PNG, 'text/plain')],
    ['bytes without a type', { body: PNG }],
  ])('is in base64 if it is %s', async (_what, answer) => {
    const [entry] = (await run(get, [answer])).entries;
    expect(entry!.response.content).toMatchObject({ encoding: 'base64', size: 9 });
    expect(Buffer.from(String(entry!.response.content['text']), 'base64')).toEqual(Buffer.from(PNG));
  });

  test('is text if it is text, and whole also where the report cuts it', async () => {
    const long = JSON.stringify({ text: 'ä'.repeat(30_000) });
    const [entry] = (await run(get, [bytes(long, 'application/json')])).entries;
    expect(entry!.response.content).toEqual({
      size: Buffer.byteLength(long),
      mimeType: 'application/json',
      text: long,
    });
  });

  test.each([
    ['a secret', `\0\u0001${SECRET}\0`],
    ['a secret in UTF-16', Buffer.from(`\0${SECRET}`, 'utf16le')],
    ['a secret in base64', `\0\u0001${Buffer.from(SECRET).toString('base64')}\0`],
    ['what cannot be searched for one', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)],
  ])('is left out if its bytes hold %s', async (_what, body) => {
    const { entries, text, json: report } = await run(get, [bytes(body, 'application/octet-stream')]);
    expect(entries[0]!.response.content).toMatchObject({ comment: expect.stringContaining('left out') });
    expect(entries[0]!.response.content['text']).toBeUndefined();
    for (const written of [text, report]) expect(written).not.toContain(Buffer.from(body).toString('base64'));
  });

  test('does not show a secret in any exchange', async () => {
    const step = `${get}\nextract: { pin: { path: $.pin, redact: true } }\nretry: { until: "$.state == 'done'", attempts: 3, interval: 1s }`;
    const {
      text,
      json: report,
      entries,
    } = await run(step, [
      { status: 302, headers: { location: `/y?key=${SECRET}`, 'x-echo': SECRET }, body: SECRET },
      json({ state: 'pending', pin: 'ab', password: 'hunter2hunter' }),
      { status: 302, headers: { location: '/y' } },
      json({ state: 'done', pin: 'cd', echo: SECRET }),
    ]);
    expect(entries).toHaveLength(4);
    for (const written of [text, report])
      for (const secret of [SECRET, '"ab"', '\\"ab', '\\"cd', 'hunter2hunter'])
        expect(written).not.toContain(secret);
  });
});

describe('what the API document marks as secret, however short, is in no exchange', () => {
  const step = (until: string) =>
    `method: POST\npath: /x\nbody: { code: q7w }\nretry: { until: "${until}", attempts: 3, interval: 1s }`;
  const hidden = ['q7w', 'pw1', 'pw2', 'pw3'];

  test.each<[string, string, readonly Answer[], number]>([
    [
      'of a poll that held',
      "$.state == 'done'",
      [
        json({ state: 'a', word: 'pw1' }),
        json({ state: 'b', word: 'pw2' }),
        json({ state: 'done', word: 'pw3' }),
      ],
      3,
    ],
    [
      'of a poll that waits for it',
      "$.word == 'never'",
      [json({ word: 'pw1' }), json({ word: 'pw2' }), json({ word: 'pw3' })],
      3,
    ],
    [
      'before a poll without an answer',
      "$.word == 'never'",
      [json({ word: 'pw1' }), json({ word: 'pw2' }), { error: 'reset' }],
      3,
    ],
    [
      'of a request that was redirected',
      "$.state == 'done'",
      [{ status: 307, headers: { location: '/y' } }, json({ state: 'done', word: 'pw1' })],
      2,
    ],
  ])('%s', async (_when, until, answers, sent) => {
    const { entries, text, json: report } = await run(step(until), answers);
    expect(entries).toHaveLength(sent);
    for (const written of [text, report]) for (const secret of hidden) expect(written).not.toContain(secret);
    expect(entries[0]!.request.postData!['text']).toBe('{"code":"***"}');
  });
});

test('a secret in the address of a redirect is hidden in the request that it leads to', async () => {
  const {
    text,
    json: report,
    entries,
  } = await run('method: GET\npath: /x', [
    { status: 302, headers: { location: '/y?access_token=a1b2c3&next=%2Fz%3Fsignature%3Dd4e5f6' } },
    { status: 302, headers: { location: '/z' } },
    json({ ok: true }),
  ]);
  expect(entries).toHaveLength(3);
  for (const written of [text, report])
    for (const secret of ['a1b2c3', 'd4e5f6']) expect(written).not.toContain(secret);
});

test('the bytes of a request are named in a comment', async () => {
  const { entries } = await run(
    'method: POST\npath: /x\nfile_fields: [{ field_name: photo, file_path: photo.bin }]',
    [json({ state: 'done' })],
  );
  expect(entries[0]!.request.postData).toMatchObject({
    text: '',
    comment: expect.stringMatching(
      /^\(\d+ bytes of multipart\/form-data; boundary=.*\): the format has no place/,
    ),
  });
});

test('an answer that several specs share was sent once', async () => {
  const step = 'method: GET\npath: /x\nshare: true';
  const cwd = makeFolder({
    'specs/environments.yaml': ENVIRONMENT,
    ...Object.fromEntries(['a', 'b'].map((name) => [`specs/${name}.md`, spec(step)])),
  });
  const { host } = createFakeHost({ cwd, env: { API_KEY: SECRET } });
  const send: Send = (request) =>
    Promise.resolve({
      request,
      attempts: [{ durationMs: 1, response: { status: 200, headers: {}, body: new Uint8Array() } }],
    });
  const workspace = openWorkspace({ host, send, reporters: ['har'], write: false, contract: false });
  const { specs } = await workspace.fold(workspace.run());
  await workspace.close();
  expect(specs.map(({ steps }) => steps[0]!.exchanges!.length)).toEqual([1, 0]);
});

test('a step that gets too much keeps the first bodies, and the size of the others', async () => {
  const step =
    'method: GET\npath: /x\nretry: { until: "$.state == \'done\'", attempts: 9, interval: 1ms, backoff: 1 }';
  const { entries } = await run(step, [json({ state: 'x'.repeat(900_000) })]);
  const texts = entries.map(({ response }) => String(response.content['text']).length);
  expect(texts.slice(0, 4).every((length) => length > 900_000)).toBe(true);
  expect(entries[5]!.response.content).toMatchObject({
    size: 900_012,
    text: '(left out: the answers of this step are too large to be kept)',
  });
});

test('a run without an archive keeps no exchanges', async () => {
  const { report, entries } = await run(
    'method: GET\npath: /x',
    [{ status: 302, headers: { location: '/y' } }, json({ ok: true })],
    ['json'],
  );
  expect(report.specs[0]!.steps[0]!).not.toHaveProperty('exchanges');
  expect(entries.map(({ response }) => response.status)).toEqual([302, 200]);
});
