import { describe, expect, test } from 'vitest';
import type { ContractQuestion } from './contract-question.ts';
import type { ContractFinding } from './finding.ts';
import { findingsOfAnswer, contractOf, exchange } from './fixture.ts';

const list = { type: 'array', items: { type: 'integer' } };
const pair = { type: 'object', properties: { a: { type: 'integer' } } };

/** The findings that a request with one parameter gives. */
async function findingsOf(
  parameter: object,
  sent: Partial<ContractQuestion>,
): Promise<readonly ContractFinding[]> {
  const path = (parameter as { in: string }).in === 'path' ? '/things/{id}' : '/things';
  const document = {
    openapi: '3.0.3',
    paths: { [path]: { get: { parameters: [parameter], responses: { 200: { description: '' } } } } },
  };
  const contract = contractOf({ '/api/a.json': document });
  return contract
    .check(exchange({ response: { size: 0 }, ...(sent as object) }))
    .filter(({ check, outcome }) => check === 'request-params' && outcome !== 'passed');
}

const header = (name: string, value: string) => ({
  request: { headers: { [name]: value }, contentType: undefined, body: undefined, hasBody: false },
});

describe('what is decoded or cut from a text says what it was read from, and can be said without it', () => {
  test.each<[string, object, Partial<ContractQuestion>, string, string]>([
    [
      'query',
      { name: 'q', in: 'query', schema: { type: 'integer' } },
      { query: 'q=ab%2Fcd' },
      '?q=ab%2Fcd',
      'q is "***"; expected integer',
    ],
    [
      'joined query',
      { name: 'q', in: 'query', style: 'pipeDelimited', explode: false, schema: list },
      { query: 'q=ab%7C1' },
      '?q=ab%7C1',
      'q at $[0] is "***"; expected integer',
    ],
    [
      'deepObject',
      { name: 'q', in: 'query', style: 'deepObject', explode: true, schema: pair },
      { query: 'q[a]=x%20y' },
      '?q[a]=x%20y',
      'q at $.a is "***"; expected integer',
    ],
    [
      'other names',
      { name: 'q', in: 'query', style: 'deepObject', schema: pair },
      { query: 'q[zz%2Fz]=1' },
      '?q[zz%2Fz]=1',
      'q at $[*] is not in the document',
    ],
    [
      'not JSON',
      { name: 'q', in: 'query', content: { 'application/json': { schema: pair } } },
      { query: 'q=ab%2Fcd' },
      '?q=ab%2Fcd',
      'q is "***", which is not JSON',
    ],
    [
      'cookie',
      { name: 'sid', in: 'cookie', schema: { type: 'integer' } },
      header('Cookie', 'sid=ab%2Fcd; b=2'),
      'sid=ab%2Fcd',
      'sid is "***"; expected integer',
    ],
    [
      'header',
      { name: 'X-A', in: 'header', schema: list },
      header('X-A', 'x,1'),
      'x,1',
      'X-A at $[0] is "***"',
    ],
    [
      'label',
      { name: 'id', in: 'path', required: true, style: 'label', explode: true, schema: list },
      { path: '/things/.x.1' },
      '.x.1',
      'id at $[0] is "***"',
    ],
    [
      'path of another style',
      { name: 'id', in: 'path', required: true, style: 'matrix', schema: list },
      { path: '/things/a%2Fb' },
      'a%2Fb',
      'id is "***"; expected ;id=a,b',
    ],
  ])('%s', async (_, parameter, sent, text, veiled) => {
    const [finding] = await findingsOf(parameter, sent);
    expect(finding?.source?.texts).toContain(text);
    expect(finding?.veiled).toContain(veiled);
  });

  test('the name of an unknown parameter', async () => {
    const [finding] = await findingsOf({ name: 'q', in: 'query', schema: {} }, { query: 'ab%2Fcd=1' });
    expect(finding?.source?.texts).toEqual(['?ab%2Fcd=1']);
    expect(finding?.veiled).toBe('query parameter *** is not in the document: documented are q');
  });
});

describe('what the document marks as a secret is not shown', () => {
  const secret = 'hunter2hunter2';
  test.each<[string, object, unknown]>([
    ['writeOnly', { properties: { pin: { type: 'integer', writeOnly: true } } }, { pin: secret }],
    ['format password', { properties: { pin: { format: 'password', enum: ['zz'] } } }, { pin: secret }],
    [
      'in a list',
      { items: { properties: { pin: { format: 'password', maxLength: 1, pattern: '^z' } } } },
      [{ pin: secret }],
    ],
    [
      'behind allOf',
      { properties: { pin: { allOf: [{ enum: ['zz'] }], writeOnly: true } } },
      { pin: secret },
    ],
    [
      'within',
      { properties: { pin: { writeOnly: true, properties: { a: { enum: ['zz'] } } } } },
      { pin: { a: secret } },
    ],
    [
      'its format',
      { properties: { pin: { type: 'string', format: 'date', writeOnly: true } } },
      { pin: secret },
    ],
    [
      'an unknown field of it',
      { properties: { pin: { writeOnly: true, properties: { a: {} } } } },
      { pin: { b: secret } },
    ],
    ['listed by name', { writeOnly: ['pin'], properties: { pin: { enum: ['zz'] } } }, { pin: secret }],
  ])('%s', async (_, schema, body) => {
    const findings = (await findingsOfAnswer(schema, body)).filter(({ outcome }) => outcome === 'failed');
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('in requests too', async () => {
    const schema = { properties: { pin: { type: 'integer', writeOnly: true }, no: { type: 'integer' } } };
    const content = { 'application/json': { schema } };
    const post = { requestBody: { content }, responses: { 200: { description: '' } } };
    const contract = contractOf({
      '/api/a.json': { openapi: '3.0.3', paths: { '/things': { post } } },
    });
    const said = contract
      .check(
        exchange({
          method: 'POST',
          request: { contentType: 'application/json', body: { pin: secret, no: 'x' }, hasBody: true },
        }),
      )
      .map(({ message }) => message);
    expect(said).toContain('$.pin is "***"; expected integer');
    expect(said).toContain('$.no is "x"; expected integer');
  });
});

describe('secrets that are not sent as JSON', () => {
  const secret = { type: 'string', writeOnly: true };
  const form = { type: 'object', properties: { pin: secret, name: { type: 'string' } } };
  const heardOf = async (type: string, schema: object, sent: string, side: 'request' | 'response') => {
    const content = { content: { [type]: { schema } } };
    const answers = { 200: { description: '', ...(side === 'response' && content) } };
    const post = { responses: answers, ...(side === 'request' && { requestBody: content }) };
    const contract = contractOf({
      '/api/a.json': { openapi: '3.0.3', paths: { '/things': { post } } },
    });
    const heard: unknown[] = [];
    const request = { headers: {}, contentType: type, body: undefined, sent, hasBody: true };
    const response = { contentType: type, body: undefined, text: sent, isJson: false, size: sent.length };
    const findings = contract.check(
      exchange({
        method: 'POST',
        ...(side === 'request' ? { request, response: { size: 0 } } : { response }),
        onSecret: (...each) => void heard.push(each),
      }),
    );
    return { heard, said: findings.filter(({ outcome }) => outcome !== 'passed') };
  };

  test('a form of an answer is read, and its writeOnly field warned of', async () => {
    const { heard, said } = await heardOf(
      'application/x-www-form-urlencoded',
      form,
      'pin=a%2Fb&name=x',
      'response',
    );
    expect(heard).toEqual([['response', ['pin'], 'a/b']]);
    expect(said).toMatchObject([{ check: 'write-only-field', severity: 'warn', side: 'api' }]);
    expect(JSON.stringify(said)).not.toContain('a/b');
  });

  test('a form of an answer that does not fit is blamed on the API', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const { said } = await heardOf('application/x-www-form-urlencoded', schema, 'n=x', 'response');
    expect(said).toMatchObject([{ check: 'response-schema', outcome: 'failed', side: 'api' }]);
  });

  test('a text of an answer', async () => {
    const { heard, said } = await heardOf('text/plain', secret, 'hunter2', 'response');
    expect(heard).toEqual([['response', [], 'hunter2']]);
    expect(said).toMatchObject([{ check: 'write-only-field', severity: 'warn' }]);
  });

  test('a form and a text of a request', async () => {
    const ofForm = await heardOf('application/x-www-form-urlencoded', form, 'pin=ab&name=x', 'request');
    expect(ofForm).toEqual({ heard: [['request', ['pin'], 'ab']], said: [] });
    expect(await heardOf('text/plain', secret, 'hunter2', 'request')).toEqual({
      heard: [['request', [], 'hunter2']],
      said: [],
    });
  });
});
