import { describe, expect, test } from 'vitest';
import { environmentOf, fakeHost, runSpec, specOf } from '../../test/run-fixture.ts';
import { noContract } from './contract.ts';

const host = () => fakeHost(() => ({ json: { list: [1, 2] } }));
const at = (severity: string) => ({ severity: { 'endpoint-called': severity } });
const step = (id: string, path: string, more = '') => `- id: ${id}\n  method: GET\n  path: ${path}\n${more}`;
const other = specOf({ test: step('first', '/y') + step('second', '/z', '  when: "1 == 2"\n') });

describe('a spec whose test steps never send its endpoint', () => {
  test('passes with a warning at the last step that was answered, which points at the endpoint', async () => {
    const ran = await runSpec(other, host().send, at('warn'));
    expect(ran.verdict).toBe('passed');
    expect(ran.step('first').checks.at(-1)).toMatchObject({
      name: 'endpoint-called',
      outcome: 'failed',
      severity: 'warn',
      expected: 'GET /x',
      actual: ['GET /y'],
      message: 'no test step sends GET /x; they send GET /y',
      line: 2,
      column: 11,
    });
    expect(ran.warnings).toEqual([
      'test first: endpoint-called: no test step sends GET /x; they send GET /y',
    ]);
    expect(ran.steps.map(({ id }) => id)).toEqual(['first', 'second']);
  });

  test('fails at severity error', async () => {
    const ran = await runSpec(other, host().send, at('error'));
    expect(ran).toMatchObject({ verdict: 'failed', decidedBy: 'first' });
    expect(ran.reason).toContain('endpoint-called: no test step sends GET /x');
  });

  test('is not forgiven by a known issue', async () => {
    const spec = specOf(
      { test: step('first', '/y') },
      'knownIssues: [{ check: endpoint-called, until: 2030-01-01 }]\n',
    );
    expect((await runSpec(spec, host().send, at('error'))).verdict).toBe('failed');
  });

  test('says nothing at severity off', async () => {
    const ran = await runSpec(other, host().send, at('off'));
    expect(ran.warnings).toEqual([]);
  });

  test.each([
    ['a prerequisite sends it', { prerequisites: step('before', '/x'), test: step('main', '/y') }],
    ['the cleanup sends it', { test: step('main', '/y'), cleanup: step('after', '/x') }],
    ['a step that is skipped would', { test: step('main', '/y') + step('more', '/x', '  when: "1 == 2"\n') }],
    ['another method is sent there', { test: '- id: main\n  method: DELETE\n  path: /x\n' }],
  ])('even if %s', async (_, sections) => {
    expect((await runSpec(specOf(sections), host().send, at('error'))).verdict).toBe('failed');
  });
});

describe('the endpoint is called', () => {
  test.each([
    ['by a step before others', { test: step('main', '/x') + step('more', '/y') }],
    ['by the last step, with a query', { test: step('more', '/y') + step('main', '/x/?a=1') }],
    ['in one turn of several', { test: step('main', '/{{word}}', '  forEach: { in: [y, x], as: word }\n') }],
  ])('%s', async (_, sections) => {
    const ran = await runSpec(specOf(sections), host().send, at('error'));
    expect(ran.verdict).toBe('passed');
    expect(
      ran.steps.flatMap(({ checks }) => checks).filter(({ name }) => name === 'endpoint-called'),
    ).toHaveLength(1);
  });

  test('below the base path of an environment', async () => {
    const environment = environmentOf(
      'baseUrl: "https://api.test/{{version}}"\nvariables: { version: v2 }\ntokens: { staff: s }',
    );
    const ran = await runSpec(specOf({ test: step('main', '/v2/x') }), host().send, {
      environment,
      ...at('error'),
    });
    expect(ran.verdict).toBe('passed');
  });

  test('below the base path of the document', async () => {
    const contract = { ...noContract, basePaths: () => ['/gateway'] };
    const ran = await runSpec(specOf({ test: step('main', '/gateway/x') }), host().send, {
      contract,
      ...at('error'),
    });
    expect(ran.verdict).toBe('passed');
  });
});

test('a request that the document describes as an operation of its own is not the endpoint', async () => {
  const spec = specOf({ test: step('main', '/items/search') });
  const endpoint = {
    ...spec,
    metadata: { ...spec.metadata, endpoint: 'GET /items/{id}', path: '/items/{id}' },
  };
  const operation = (template: string) => ({ document: 'a.yaml', method: 'GET', template });
  const contract = {
    ...noContract,
    operationOf: () => operation('/items/search'),
    operationOfEndpoint: () => operation('/items/{id}'),
  };
  expect((await runSpec(endpoint, host().send, { contract, ...at('error') })).verdict).toBe('failed');
  expect((await runSpec(endpoint, host().send, at('error'))).verdict).toBe('passed');
});

test('a test step that fails is said, and not the endpoint, which a later step may send', async () => {
  const spec = specOf({ test: step('main', '/y') + step('more', '/x') });
  const ran = await runSpec(spec, fakeHost(() => 500).send, at('error'));
  expect(ran).toMatchObject({ verdict: 'failed', decidedBy: 'main' });
  expect(ran.step('main').checks.map(({ name }) => name)).not.toContain('endpoint-called');
});

test('a warning of one turn of several is kept', async () => {
  const spec = specOf({ test: step('main', '/{{word}}', '  forEach: { in: [x, y], as: word }\n') });
  const check = { ...(await runSpec(other, host().send, at('warn'))).step('first').checks.at(-1)! };
  const contract = {
    ...noContract,
    findDocument: () => ({ ...check, name: 'document-found', message: 'gone' }),
  };
  expect((await runSpec(spec, host().send, { contract })).warnings).toEqual([
    'test main[0]: document-found: gone',
  ]);
});
