import { harText } from './text-of.ts';
import { describe, expect, it, test } from 'vitest';
import { problemsOfJson } from './json-schema.ts';
import { hostileReport, largeReport, makeReport, makeSpec, makeStep, sampleReport } from './sample-report.ts';
import { ABOUT_LINEAR, growthOf } from '../growth.ts';

type Har = {
  readonly log: {
    readonly pages: readonly { readonly id: string }[];
    readonly entries: readonly (Readonly<Record<string, unknown>> & {
      readonly request: Readonly<Record<string, unknown>>;
      readonly response: Readonly<Record<string, unknown>>;
    })[];
  };
};

const render = (report = sampleReport): Har => JSON.parse(harText(report, { version: '1.0.0' })) as Har;

describe('report.har', () => {
  it.each([
    ['all verdicts', sampleReport],
    ['hostile text', hostileReport],
    ['no specs', makeReport([])],
  ])('holds to HAR 1.2: %s', (_name, report) => {
    expect(problemsOfJson('har.schema.json', render(report))).toEqual([]);
  });

  it('has an entry for each request that was sent, and a page for each spec that sent one', () => {
    const { pages, entries } = render().log;
    expect(entries).toHaveLength(8);
    expect(pages).toHaveLength(5);
    expect(entries[0]).toMatchObject({ pageref: pages[0]!.id, _spec: pages[0]!.id, _step: 'get_item' });
  });

  it('shows what was asked for', () => {
    const [entry] = render(makeReport([makeSpec()])).log.entries;
    expect(entry!.request).toMatchObject({
      method: 'GET',
      queryString: [
        { name: 'page', value: '1' },
        { name: 'filter[a]', value: 'b c' },
      ],
      headers: [
        { name: 'Accept', value: 'application/json' },
        { name: 'Authorization', value: 'Bearer $STAFF_TOKEN' },
      ],
      bodySize: 0,
    });
    expect(entry!.response).toMatchObject({
      status: 200,
      content: { mimeType: 'application/json', size: 62 },
    });
  });

  it('names the type of a body that was sent', () => {
    const sent = render().log.entries.find(({ request }) => request['method'] === 'POST')!;
    expect(sent.request['postData']).toEqual({ mimeType: 'application/json', text: '{"a":1}' });
  });

  it('writes status 0 where nobody answered', () => {
    const entry = render().log.entries.find(({ _spec }) => String(_spec).includes('unreachable'))!;
    expect(entry.response).toMatchObject({ status: 0, _error: 'send: connection refused' });
  });

  it('says where the time went, and adds it up', () => {
    const timings = { queueMs: 1, connectMs: 2, firstByteMs: 30, bodyMs: 4 };
    const [entry] = render(makeReport([makeSpec({ steps: [makeStep({ timings })] })])).log.entries;
    expect(entry).toMatchObject({
      time: 37,
      timings: { blocked: 1, connect: 2, wait: 30, receive: 4, dns: -1 },
    });
    expect(render().log.entries[0]).toMatchObject({ time: 30, timings: { blocked: -1, wait: 30 } });
  });

  it('has an entry for each try and each redirect, in order and one after another', () => {
    const step = makeStep({
      request: { method: 'POST', url: 'https://api.test/a', headers: {}, body: '{}' },
      retried: [
        { durationMs: 5, status: 503 },
        { durationMs: 7, error: 'reset' },
      ],
      redirects: [{ status: 303, durationMs: 4, method: 'GET', url: 'https://api.test/b?x=1 2' }],
      timings: { queueMs: 0, connectMs: 0, firstByteMs: 10, bodyMs: 0 },
    });
    const { entries } = render(makeReport([makeSpec({ steps: [step] })])).log;
    expect(
      entries.map(({ request, response, startedDateTime }) => [
        request['method'],
        request['url'],
        response['status'],
        response['redirectURL'],
        String(startedDateTime).slice(-4),
      ]),
    ).toEqual([
      ['POST', 'https://api.test/a', 503, '', '000Z'],
      ['POST', 'https://api.test/a', 0, '', '005Z'],
      ['POST', 'https://api.test/a', 303, 'https://api.test/b?x=1%202', '012Z'],
      ['GET', 'https://api.test/b?x=1%202', 200, '', '016Z'],
    ]);
    expect(entries.at(-1)!.request['postData']).toBeUndefined();
  });

  it('lists the fields of a form, and names bytes instead of showing them as text', () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const steps = [
      makeStep({ request: { method: 'POST', url: 'https://api.test/', headers: form, body: 'a=1&b=x+y' } }),
      makeStep({
        id: 'bytes',
        response: {
          status: 200,
          headers: { 'content-type': 'image/png' },
          body: '(4 bytes of image/png)',
          bodyBytes: 4,
        },
      }),
    ];
    const [sent, bytes] = render(makeReport([makeSpec({ steps })])).log.entries;
    expect(sent!.request['postData']).toEqual({
      mimeType: form['Content-Type'],
      text: 'a=1&b=x+y',
      params: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x y' },
      ],
    });
    expect(bytes!.response['content']).toEqual({
      size: 4,
      mimeType: 'image/png',
      comment: '(4 bytes of image/png)',
    });
  });

  it('lays the steps of a spec end to end', () => {
    const steps = [makeStep({ durationMs: 30 }), makeStep({ id: 'next' })];
    const times = render(makeReport([makeSpec({ steps })])).log.entries.map(
      (entry) => entry['startedDateTime'],
    );
    expect(times).toEqual(['2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.030Z']);
  });

  it('renders 10,000 specs in a time that grows with their number', () => {
    expect(harText(largeReport(10_000), { version: '1' }).length).toBeGreaterThan(10_000);
    expect(growthOf((count) => harText(largeReport(count), { version: '1' }), 10_000)).toBeLessThan(
      ABOUT_LINEAR,
    );
  });
});

test.each([
  [
    'whose host is hidden',
    '$API_URL/v1/items?a=1&b=x%20y',
    [
      ['a', '1'],
      ['b', 'x y'],
    ],
  ],
  ['with a fragment', 'https://api.test/x?a=1#b?c=2', [['a', '1']]],
  ['without a query', '$API_URL/v1/items', []],
  [
    'with a name twice',
    'https://api.test/x?a=1&a=2&c',
    [
      ['a', '1'],
      ['a', '2'],
      ['c', ''],
    ],
  ],
])('the query of a URL %s is listed', (_what, url, expected) => {
  const request = { method: 'GET', url, headers: {} };
  const report = makeReport([makeSpec({ steps: [makeStep({ request })] })]);
  const { log } = JSON.parse(harText(report, { version: '1' })) as {
    log: { entries: { request: { queryString: { name: string; value: string }[] } }[] };
  };
  expect(log.entries[0]!.request.queryString.map(({ name, value }) => [name, value])).toEqual(expected);
});
