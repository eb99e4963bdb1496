import { noContract } from '../check/contract.ts';
import { describe, expect, test } from 'vitest';
import { environmentOf, fakeHost, runSpec, scopeOf, stepOf } from '../../test/run-fixture.ts';
import type { Environment } from '../../environment/environment.ts';
import { renderStep, spanOfVariable, type unresolved } from './render.ts';
import { joinUrl } from './url.ts';

const BASE =
  'baseUrl: https://api.test/base/\ntokens: { staff: staff-secret, directory: directory-secret }\n';

async function send(
  yaml: string,
  environment: Environment | string = '',
  more: Parameters<typeof runSpec>[2] = {},
) {
  const host = fakeHost(() => 200);
  const { spec } = stepOf(yaml);
  const chosen = typeof environment === 'string' ? environmentOf(BASE + environment) : environment;
  const ran = await runSpec(spec, host.send, { environment: chosen, ...more });
  const [request] = host.requests;
  const [check] = ran.step('main').checks;
  return {
    request: request!,
    refused:
      request === undefined ? { name: check?.name, message: check?.message, line: check?.line } : undefined,
  };
}
const urlOf = async (yaml: string, variables = '') =>
  (await send(`method: GET\n${yaml}`, variables)).request.url;
const headersOf = async (yaml: string, environment = '') => {
  const { request } = await send(yaml, environment);
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
};

describe('the path', () => {
  test.each([
    ['a/b c?d#e', '/base/v1/a%2Fb%20c%3Fd%23e/x'],
    ['käse', '/base/v1/k%C3%A4se/x'],
    ['\\{{x}}', '/base/v1/%7B%7Bx%7D%7D/x'],
    ['5', '/base/v1/5/x'],
    ['%2e%2e', '/base/v1/%252e%252e/x'],
  ])('{name} is one segment, also when it holds %j', async (value, path) => {
    expect(await urlOf('path: /v1/{id}/x', `variables: { id: '${value}' }`)).toBe(`https://api.test${path}`);
  });

  test('{{name}} and <<name>> are text, and {a.b} looks inside', async () => {
    const variables = 'variables: { part: a;b, user: { id: 7 } }';
    expect(await urlOf('path: /{{part}}/<<part>>/{user.id}', variables)).toBe(
      'https://api.test/base/a;b/a;b/7',
    );
  });

  test('a variable at its start may bring several segments, and as all of it a query', async () => {
    const variables = 'variables: { root: /v1/beta, link: "/v1/links?page=2" }';
    expect(await urlOf('path: "{{root}}/x"', variables)).toBe('https://api.test/base/v1/beta/x');
    expect(await urlOf('path: "{{link}}"', variables)).toBe('https://api.test/base/v1/links?page=2');
  });

  test('# is sent, not cut off', async () => {
    expect(await urlOf('path: "/a#b"')).toBe('https://api.test/base/a%23b');
  });

  test('may have a query, to which the parameters are added', async () => {
    expect(await urlOf('path: "/x?a=1"\nparams: { b: 2 }')).toBe('https://api.test/base/x?a=1&b=2');
  });

  test.each([
    ['/x/{id}', 'variables: { id: "" }', '{{id}} is empty'],
    ['/x/{id}', 'variables: { id: ~ }', '{{id}} is empty'],
    ['/x/{id}', 'variables: { id: ".." }', '{{id}} is ".."'],
    ['/x/{{id}}', 'variables: { id: "" }', '{{id}} is empty'],
    ['/x/{{id}}/y', 'variables: { id: ~ }', '{{id}} is empty'],
    ['/x/{{id}}', 'variables: { id: ".." }', '{{id}} is ".."'],
    ['/x/{{id}}', 'variables: { id: ../../all }', '{{id}} is "../../all"'],
    ['/x/<<id>>', 'variables: { id: ../../all }', '{{id}} is "../../all"'],
    ['/x/{{id}}', 'variables: { id: "a?all=1" }', '"?"'],
    ['/x/{{id}}', 'variables: { id: / }', '"/"'],
    ['/x/{{id}}', 'variables: { id: "%2e%2e/all" }', '".."'],
    ['/x/{{id}}', 'variables: { id: "%2e%2e" }', '".."'],
    ['/x/a{{id}}', 'variables: { id: "/../../all" }', '".."'],
    ['{{id}}', 'variables: { id: "/x/../../all" }', '".."'],
    ['/x/%2{{e}}%2e/y', 'variables: { e: e }', 'lead elsewhere'],
    ['/x/.{{dot}}', 'variables: { dot: . }', '".."'],
    ['/x/{{a.id}}', 'variables: { a: { id: "" } }', '{{a.id}} is empty'],
    ['/x/{{id}}', 'variables: { id: "a\\nb" }', 'control character'],
    ['{{id}}/x', 'variables: { id: evil.test }', 'starts with /'],
    ['/x/{this}', '', 'nobody provides {{this}}'],
  ])('%s with %s is refused', async (path, variables, message) => {
    const { refused } = await send(`method: GET\npath: "${path}"`, variables);
    expect(refused?.message).toContain(message);
  });

  test('an empty variable in its query is sent', async () => {
    expect(await urlOf('path: "/orders?x={{order}}"', 'variables: { order: "" }')).toBe(
      'https://api.test/base/orders?x=',
    );
  });

  test('cannot name another host', async () => {
    expect(new URL(await urlOf('path: "{{x}}"', 'variables: { x: "//evil.test/@evil" }')).host).toBe(
      'api.test',
    );
  });
});

describe('what would be sent only in part is refused', () => {
  test.each([
    ['headers: { X-A: one, x-a: two }', 'the header "x-a" is given twice'],
    ['headers: { X-A: one, "{{h}}": two }', 'the header "x-a" is given twice'],
    ['body: { "{{k}}": 1, "{{l}}": 2 }', 'two keys of a map are the same'],
    ['body: { list: [{ a: 1, "{{k}}": 2 }] }', 'two keys of a map are the same'],
    ['params: { a: 1, "{{k}}": 2 }', 'two keys of a map are the same'],
  ])('%s', async (yaml, message) => {
    const { refused } = await send(`method: POST\npath: /x\n${yaml}`, 'variables: { k: a, l: a, h: x-a }');
    expect(refused?.message).toContain(message);
  });
});

describe('the parameters', () => {
  test.each([
    ['{ "filter[start][eq]": "2026-01-01" }', 'filter[start][eq]=2026-01-01'],
    ['{ a: [1, 2] }', 'a=1&a=2'],
    ['{ "a[]": [1, 2] }', 'a[]=1&a[]=2'],
    ['{ a: { b: 1, c: { d: [2, 3] } } }', 'a[b]=1&a[c][d]=2&a[c][d]=3'],
    ['{ a: "x y&z=ü+" }', 'a=x%20y%26z%3D%C3%BC%2B'],
    ['{ a: true, b: ~, c: 0 }', 'a=true&b=&c=0'],
    ['{ a: [] }', ''],
    ['{ "{{k}}": "{{v}}" }', 'key=value'],
    ['{ "$top": 1, "a:b": 2, "x&y": 3 }', '$top=1&a:b=2&x%26y=3'],
  ])('%s', async (params, query) => {
    const url = await urlOf(`path: /x\nparams: ${params}`, 'variables: { k: key, v: value }');
    expect(url).toBe(`https://api.test/base/x${query && `?${query}`}`);
  });

  test('are sent with every method', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await send(`method: ${method}\npath: /x\nparams: { a: 1 }`)).request.url).toContain('?a=1');
  });

  test('end at a host that has a query itself', () => {
    expect(joinUrl('https://h/b', '/x', { a: 1 })).toBe('https://h/b/x?a=1');
    expect(joinUrl('https://h///', '/x', {})).toBe('https://h/x');
  });
});

describe('the body', () => {
  const content = async (yaml: string, variables = '') => {
    const { request } = await send(`method: POST\npath: /x\n${yaml}`, variables);
    return [request.headers['Content-Type'], request.body];
  };

  test.each([
    ['body: { a: [1, { b: ~ }], "0": x }', 'application/json', '{"0":"x","a":[1,{"b":null}]}'],
    ['body: { "0": a, "1": b }', 'application/json', '{"0":"a","1":"b"}'],
    ['body: [1]', 'application/json', '[1]'],
    ['body: text', 'application/json', '"text"'],
    ['body: { "{{k}}": "{{n}}", t: "n={{n}}" }', 'application/json', '{"key":5,"t":"n=5"}'],
    ['body: { a: 1, b: [x, y] }\ncontent_type: form', 'application/x-www-form-urlencoded', 'a=1&b=x&b=y'],
    [
      'form_fields: { a: "x y", "b[c]": 1 }\ncontent_type: form',
      'application/x-www-form-urlencoded',
      'a=x%20y&b[c]=1',
    ],
    ['body: "a=1&b=2"\ncontent_type: form', 'application/x-www-form-urlencoded', 'a=1&b=2'],
    ['body: "<a/>"\ncontent_type: application/xml', 'application/xml', '<a/>'],
    ['body: { a: 1 }\ncontent_type: application/merge-patch+json', 'application/merge-patch+json', '{"a":1}'],
    [
      'body: { a: 1 }\ncontent_type: Application/Vnd.API+JSON; charset=utf-8',
      'Application/Vnd.API+JSON; charset=utf-8',
      '{"a":1}',
    ],
    ['body: \'{"a":\'\ncontent_type: application/json', 'application/json', '{"a":'],
    ['body: "{{n}}"\ncontent_type: text/csv', 'text/csv', '5'],
    ['form_fields: { a: 1 }', 'application/x-www-form-urlencoded', 'a=1'],
    [
      'form_fields: { a: 1 }\ncontent_type: application/x-www-form-urlencoded; charset=utf-8',
      'application/x-www-form-urlencoded; charset=utf-8',
      'a=1',
    ],
    [
      'form_fields: { a: 1 }\ncontent_type: APPLICATION/X-WWW-FORM-URLENCODED',
      'APPLICATION/X-WWW-FORM-URLENCODED',
      'a=1',
    ],
    [
      'form_fields: { a: 1 }\nheaders: { Content-Type: application/x-www-form-urlencoded }',
      'application/x-www-form-urlencoded',
      'a=1',
    ],
  ])('%s', async (yaml, type, body) => {
    expect(await content(yaml, 'variables: { k: key, n: 5 }')).toEqual([type, body]);
  });

  test('a request without one says so, when its method could have one', async () => {
    expect((await send('method: POST\npath: /x')).request).toMatchObject({
      headers: { 'Content-Length': '0' },
    });
    expect((await send('method: GET\npath: /x')).request.headers).not.toHaveProperty('Content-Length');
    expect((await send('method: POST\npath: /x')).request).not.toHaveProperty('body');
  });

  test('in parts holds fields and the bytes of files', async () => {
    const { request } = await send(
      'method: POST\npath: /x\ncontent_type: multipart\nform_fields: { a: "{{n}}", list: [1, 2] }\nfile_fields: [{ field_name: f, file_path: "dir/{{n}}.bin" }, { field_name: g, file_path: x.txt, filename: y.csv, content_type: text/csv }]',
      'variables: { n: 5 }',
      {
        readAttachment: async ({ file }) =>
          file === 'x.txt' ? new TextEncoder().encode('a,b') : Uint8Array.of(0, 255, 13, 10),
      },
    );
    const boundary = /boundary=(.+)$/.exec(request.headers['Content-Type']!)![1]!;
    expect(
      Buffer.from(request.body as Uint8Array)
        .toString('latin1')
        .split(`--${boundary}`),
    ).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="a"\r\n\r\n5\r\n',
      '\r\nContent-Disposition: form-data; name="list"\r\n\r\n1\r\n',
      '\r\nContent-Disposition: form-data; name="list"\r\n\r\n2\r\n',
      '\r\nContent-Disposition: form-data; name="f"; filename="5.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\u0000\u00ff\r\n\r\n',
      '\r\nContent-Disposition: form-data; name="g"; filename="y.csv"\r\nContent-Type: text/csv\r\n\r\na,b\r\n',
      '--\r\n',
    ]);
  });

  test.each([
    ['content_type: multipart', /^multipart\/form-data; boundary=(.+)$/],
    ['content_type: multipart/form-data', /^multipart\/form-data; boundary=(.+)$/],
    [
      'content_type: Multipart/Form-Data; charset=utf-8',
      /^Multipart\/Form-Data; charset=utf-8; boundary=(.+)$/,
    ],
    ['content_type: multipart/form-data; boundary=edge', /^multipart\/form-data; boundary=(edge)$/],
    [
      'content_type: multipart\nheaders: { content-type: multipart/form-data }',
      /^multipart\/form-data; boundary=(.+)$/,
    ],
    [
      'content_type: multipart\nheaders: { Content-Type: "multipart/form-data; boundary=edge" }',
      /^multipart\/form-data; boundary=(edge)$/,
    ],
  ])('%s has a boundary that separates its parts', async (yaml, expected) => {
    const { request } = await send(
      `method: POST\npath: /x\n${yaml}\nform_fields: { note: verify-0 }`,
      'headers: { Content-Type: application/json }',
    );
    const [name] = Object.keys(request.headers).filter((each) => each.toLowerCase() === 'content-type');
    const [, boundary] = expected.exec(request.headers[name!]!) ?? [];
    expect(boundary).toBeTypeOf('string');
    const text = Buffer.from(request.body as Uint8Array).toString();
    expect(text.split(`--${boundary}`)).toHaveLength(3);
  });

  test('files alone make a form in parts', async () => {
    const { request } = await send(
      'method: POST\npath: /x\nfile_fields: [{ field_name: f, file_path: a.txt }]',
      '',
      { readAttachment: async () => new TextEncoder().encode('a') },
    );
    expect(request.headers['Content-Type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  test('a boundary that occurs in the content is replaced', async () => {
    const plain = await send('method: POST\npath: /x\ncontent_type: multipart\nform_fields: { a: b }');
    const boundary = /boundary=(.+)$/.exec(plain.request.headers['Content-Type']!)![1]!;
    const { request } = await send(
      `method: POST\npath: /x\ncontent_type: multipart\nform_fields: { a: "x ${boundary} y" }`,
    );
    expect(request.headers['Content-Type']).toBe(`multipart/form-data; boundary=${boundary}-2`);
  });

  test.each([
    [
      'content_type: multipart\nfile_fields: [{ field_name: f, file_path: no.txt }]',
      'file',
      'file_fields[0]: there are no files here',
    ],
    ['content_type: multipart\nbody: "{{list}}"', 'request', 'expected a body that is a map'],
    ['content_type: form\nbody: "{{list}}"', 'request', 'expected a body that is a map'],
    ['content_type: text/plain\nbody: "{{list}}"', 'request', 'expected a body that is text'],
    [
      'content_type: form\nheaders: { content-type: "{{type}}" }\nform_fields: { a: 1 }',
      'request',
      'the header Content-Type says application/json',
    ],
    [
      'content_type: multipart/form-data; boundary=edge\nform_fields: { a: over the edge }',
      'request',
      'the boundary "edge" occurs',
    ],
  ])('%s is refused', async (yaml, name, message) => {
    const { refused } = await send(
      `method: POST\npath: /x\n${yaml}`,
      'variables: { list: [1], type: application/json }',
    );
    expect(refused).toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('the headers', () => {
  test('of a step win over the credential, the route, the method and the environment, and null takes one away', async () => {
    const environment = [
      'headers: { A: env, B: env, C: env, D: env, E: env, Gone: env, POST: { B: method, C: method, D: method } }',
      'routes: [{ path: "/**", headers: { c: route, d: route } }]',
    ].join('\n');
    expect(
      await headersOf('method: POST\npath: /x\nheaders: { d: step, gone: ~, e: "{{uuid}}" }', environment),
    ).toMatchObject({
      a: 'env',
      b: 'method',
      c: 'route',
      d: 'step',
      e: expect.stringMatching(/^[0-9a-f-]{36}$/),
      authorization: 'Bearer staff-secret',
    });
    expect(await headersOf('method: POST\npath: /x\nheaders: { gone: ~ }', environment)).not.toHaveProperty(
      'gone',
    );
  });

  test('one name is sent once, as the last wrote it', async () => {
    const { request } = await send('method: GET\npath: /x\nheaders: { AUTHORIZATION: mine }');
    expect(Object.entries(request.headers).filter(([name]) => /^authorization$/i.test(name))).toEqual([
      ['AUTHORIZATION', 'mine'],
    ]);
  });

  test.each(['authorization', 'accept', 'content-type'])('a step can do without %s', async (name) => {
    expect(await headersOf(`method: POST\npath: /x\nbody: {}\nheaders: { ${name}: ~ }`)).not.toHaveProperty(
      name,
    );
  });

  test.each([
    ['X: "a\\r\\nEvil: 1"', 'X'],
    ['X: "{{bad}}"', 'X'],
    ['X: "\\u0000"', 'X'],
    ['X: "\\u4f60"', 'X'],
    ['"X: Y": 1', 'X: Y'],
    ['"X\\r\\nEvil": 1', 'X'],
  ])('{ %s } is refused', async (headers, name) => {
    const { refused } = await send(
      `method: GET\npath: /x\nheaders: { ${headers} }`,
      'variables: { bad: "a\\nb" }',
    );
    expect(refused).toMatchObject({
      name: 'request',
      message: expect.stringContaining(`the header "${name}`),
    });
  });

  test('of the environment that lack a variable keep the request from being sent', async () => {
    const { refused } = await send('method: GET\npath: /x', 'headers: { X: "{{nobody}}" }');
    expect(refused).toMatchObject({ name: 'variables', message: expect.stringContaining('{{nobody}}') });
  });
});

describe('headers that are joined once for several requests', () => {
  const environment = environmentOf(`${BASE}headers: { X-Version: "1", POST: { X-Kind: write } }`);
  const of = async (yaml: string, given = environment) => (await send(yaml, given)).request.headers;

  test('are the same object for the same token, method and content', async () => {
    const first = await of('method: POST\npath: /a\nbody: { a: 1 }');
    expect(await of('method: POST\npath: /b\nbody: { b: 2 }')).toBe(first);
  });

  test.each([
    ['another token', 'method: POST\npath: /a\nbody: {}\ntoken: directory', 'Bearer directory-secret'],
    ['no token', 'method: POST\npath: /a\nbody: {}\ntoken: none', undefined],
    ['the first again', 'method: POST\npath: /a\nbody: {}', 'Bearer staff-secret'],
  ])('carry the credential of %s', async (_what, yaml, credential) => {
    expect((await of(yaml))['Authorization']).toBe(credential);
  });

  test('have the headers of the method, of the content and of the step', async () => {
    expect((await of('method: GET\npath: /a'))['X-Kind']).toBeUndefined();
    expect((await of('method: POST\npath: /a\nbody: {}'))['X-Kind']).toBe('write');
    expect((await of('method: POST\npath: /a\nform_fields: { a: "1" }'))['Content-Type']).toBe(
      'application/x-www-form-urlencoded',
    );
    expect((await of('method: POST\npath: /a\nbody: {}\nheaders: { X-Kind: own }'))['X-Kind']).toBe('own');
  });

  test('follow a variable that has another value', async () => {
    const tenant = (id: string) =>
      environmentOf(`${BASE}headers: { X-Tenant: "{{tenant}}" }\nvariables: { tenant: ${id} }`);
    expect((await of('method: GET\npath: /a', tenant('t1')))['X-Tenant']).toBe('t1');
    expect((await of('method: GET\npath: /a', tenant('t2')))['X-Tenant']).toBe('t2');
  });
});

describe('X-On-Behalf-Of', () => {
  const declared = {
    contract: { ...noContract, declaresOnBehalf: () => true },
  };
  const sent = async (yaml: string, variables: string, more = {}) =>
    (await send(`method: GET\npath: /x\n${yaml}`, `variables: { ${variables} }`, more)).request.headers[
      'X-On-Behalf-Of'
    ];

  test.each([
    ['x_on_behalf_of: true', 'business_uid: u, business_id: i', {}, 'u'],
    ['x_on_behalf_of: true', 'business_id: i', {}, 'i'],
    ['', 'business_uid: u', declared, undefined],
    ['token: directory', 'business_uid: u', declared, 'u'],
    ['token: directory', 'business_uid: u', {}, undefined],
    ['token: directory\nx_on_behalf_of: false', 'business_uid: u', declared, undefined],
  ])('%s with %s', async (yaml, variables, more, value) => {
    expect(await sent(yaml, variables, more)).toBe(value);
  });
});

describe('the host', () => {
  test('may hold variables', async () => {
    expect(
      (
        await send(
          'method: GET\npath: /x',
          environmentOf(
            'baseUrl: "https://{{region}}.test"\nvariables: { region: eu }\ntokens: { staff: a }',
          ),
        )
      ).request.url,
    ).toBe('https://eu.test/x');
  });

  test.each([
    ['baseUrl: "https://{{region}}.test"', '{{region}}'],
    ['baseUrl: nonsense', 'is not an http or https URL'],
    ['baseUrl: "https://api.test "', 'is not an http or https URL'],
    ['baseUrl: "xx://x"', 'is not an http or https URL'],
    ['baseUrl: "file:///etc"', 'is not an http or https URL'],
    ['baseUrl: "https://a b"', 'is not an http or https URL'],
    ['timeoutMs: 5', 'has no baseUrl'],
  ])('%s is no place to send to', async (yaml, message) => {
    const { refused } = await send(
      'method: GET\npath: /x',
      environmentOf(`${yaml}\ntokens: { staff: staff-secret }`),
    );
    expect(refused).toMatchObject({ name: 'host', message: expect.stringContaining(message) });
  });
});

describe('what is missing', () => {
  test('is named, all of it, and the first is pointed at', () => {
    const { spec, step } = stepOf('method: GET\npath: /x\nbody: { a: "{{ one }}", b: "<<two>>" }');
    const problem = renderStep(spec, step, scopeOf());
    expect(problem).toMatchObject({ check: 'variables', message: 'nobody provides {{one}}, {{two}}' });
    const { span } = problem as ReturnType<typeof unresolved>;
    expect(spec.source.text.slice(span.start, span.end)).toBe('{{ one }}');
  });

  test.each([
    ['{{ x }}', 'x'],
    ['<< x >>', 'x'],
    ['{{upper x}}', 'x'],
    ['{{[a(b]}}', 'a(b'],
  ])('is found as %s', (text, name) => {
    const { spec, step } = stepOf(`method: GET\npath: /x\nheaders: { A: "${text}" }`);
    const span = spanOfVariable(spec, step, name);
    expect(spec.source.text.slice(span.start, span.end)).toContain(name === 'a(b' ? 'id: main' : text);
  });
});
