import { describe, expect, test } from 'vitest';
import { parseRows, type Row, readRows } from '../../plan/rows.ts';
import { environmentOf, fakeHost, type Ran, runSpec, specOf, stepOf } from '../../test/run-fixture.ts';
import { Written } from '../../language/template/written.ts';
import { resolveEnvironment } from '../../environment/resolve-environment.ts';
import { readEnvironmentsFile } from '../../environment/environments-file.ts';
import type { StepResult } from '../events.ts';

const BASE = 'baseUrl: https://api.test\ntokens: { staff: 0012 }\n';

type Sent = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** What steps send, in their order. */
async function sendAll(steps: string, environment = '', frontmatter = ''): Promise<readonly Sent[]> {
  const host = fakeHost(() => ({ json: { seen: null } }));
  const spec = specOf({ test: steps }, frontmatter);
  expect(spec.diagnostics).toEqual([]);
  const ran = await runSpec(spec, host.send, { environment: environmentOf(BASE + environment) });
  expect(ran.reason).toBeNull();
  return host.requests.map(({ path, headers, body }) => ({
    path,
    headers,
    body: typeof body === 'object' ? Buffer.from(body).toString() : body,
  }));
}

const send = async (yaml: string, environment = ''): Promise<Sent> => {
  const [sent] = await sendAll(`- id: main\n  ${yaml.trim().replaceAll('\n', '\n  ')}`, environment);
  return sent!;
};

describe('what can only be text is sent as it is written', () => {
  test('in a query', async () => {
    const { path } = await send(
      'method: GET\npath: /x\nparams: { zip: 01234, ids: [007, 1.10], to: { v: +1 }, on: True, no: ~, off: , hex: 0x1F }',
    );
    expect(path).toBe('/x?zip=01234&ids=007&ids=1.10&to[v]=%2B1&on=True&no=&off=&hex=0x1F');
  });

  test('in a form, whether it is named fields or a body', async () => {
    const { body } = await send(
      'method: POST\npath: /x\ncontent_type: form\nbody: { zip: 01234, ids: [1.10] }\nform_fields: { v: 2.0, none: ~ }',
    );
    expect(body).toBe('zip=01234&ids=1.10&v=2.0&none=');
  });

  test('in a form in parts', async () => {
    const { body } = await send(
      'method: POST\npath: /x\ncontent_type: multipart\nform_fields: { zip: 01234, no: null }',
    );
    expect(body).toContain('name="zip"\r\n\r\n01234\r\n');
    expect(body).toContain('name="no"\r\n\r\n\r\n');
  });

  test('in a text', async () => {
    expect((await send('method: POST\npath: /x\ncontent_type: text/plain\nbody: 1.10')).body).toBe('1.10');
  });

  test('in headers of a step', async () => {
    const { headers } = await send(
      'method: GET\npath: /x\nheaders: { X-Ver: 1.10, X-On: True, X-Id: 990000000262240065, X-None: ~, X-Nil: null, X-Off: , X-List: [1.10] }',
    );
    expect(headers).toMatchObject({
      'X-Ver': '1.10',
      'X-On': 'True',
      'X-Id': '990000000262240065',
      'X-None': '',
      'X-Nil': '',
      'X-Off': '',
      'X-List': '[1.1]',
    });
  });

  test('in headers of an environment, of a method, of a route and of a token', async () => {
    const host = fakeHost(() => 200);
    const environment = environmentOf(`
baseUrl: https://api.test
headers: { X-Env: 2.0, X-None: ~, GET: { X-Method: 007 } }
routes: [{ path: "/**", headers: { X-Route: +1 } }]
tokens: { app: { value: 0123, headers: { X-Token: 1.0 } }, basic: { scheme: basic, username: 007, password: 1.10 } }`);
    const { spec } = stepOf('method: GET\npath: /x\ntoken: app');
    await runSpec(spec, host.send, { environment });
    expect(host.requests[0]?.headers).toMatchObject({
      'X-Env': '2.0',
      'X-None': '',
      'X-Method': '007',
      'X-Route': '+1',
      'X-Token': '1.0',
      Authorization: 'Bearer 0123',
    });
    await runSpec(stepOf('method: GET\npath: /x\ntoken: basic').spec, host.send, { environment });
    expect(host.requests[1]?.headers['Authorization']).toBe(`Basic ${btoa('007:1.10')}`);
  });

  test('in what gets a token', async () => {
    const host = fakeHost(({ path }) => (path === '/token' ? { json: { token: 't' } } : 200));
    const environment = environmentOf(`
baseUrl: https://api.test
variables: { ver: 1.10 }
tokens: { staff: { exchange: { url: https://api.test/token, token: $.token, headers: { X-Ver: 1.10, X-Var: "{{ver}}" }, form: { pin: 0042, v: "{{ver}}", no: ~ } } } }`);
    await runSpec(stepOf('method: GET\npath: /x').spec, host.send, { environment });
    expect(host.requests[0]).toMatchObject({
      headers: { 'X-Ver': '1.10', 'X-Var': '1.10' },
      body: 'pin=0042&v=1.10&no=',
    });
  });

  test('but a body of JSON holds the values', async () => {
    const { body } = await send('method: POST\npath: /x\nbody: { v: 1.10, code: 007, on: True, no: ~ }');
    expect(body).toBe('{"v":1.1,"code":7,"on":true,"no":null}');
  });
});

describe('a header that is null', () => {
  test.each([
    ['of the environment', 'headers: { X-A: a }'],
    ['of its method', 'headers: { GET: { X-A: a } }'],
    ['of the route', 'routes: [{ path: "/**", headers: { x-a: a } }]'],
  ])('takes away the one %s', async (_of, environment) => {
    const { headers } = await send('method: GET\npath: /x\nheaders: { X-A: null }', environment);
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('x-a');
  });

  test('takes it away once, however often that is said', async () => {
    const { headers } = await send(
      'method: GET\npath: /x\nheaders: { x-a: ~ }',
      'headers: { X-A: a, GET: { X-A: ~ } }',
    );
    expect(headers).not.toHaveProperty('x-a');
    expect(headers).not.toHaveProperty('X-A');
  });

  test('takes away the one of an environments.yaml further out', () => {
    const file = (path: string, headers: string) =>
      readEnvironmentsFile({
        path,
        text: `default: e\nenvironments:\n  e:\n    variables: { headers: { a: ~ } }\n    headers: ${headers}\n`,
      });
    const resolved = resolveEnvironment(
      [file('a/environments.yaml', '{ X-A: ~, X-B: ~ }'), file('environments.yaml', '{ X-A: a, X-C: c }')],
      undefined,
      {},
    );
    expect(resolved).toMatchObject({
      environment: { headers: { 'X-B': null, 'X-C': 'c' }, variables: { headers: { a: null } } },
    });
    expect('environment' in resolved && Object.keys(resolved.environment.headers)).toEqual(['X-C', 'X-B']);
  });

  test('does nothing of the kind when it is a variable', async () => {
    const { headers } = await send(
      'method: GET\npath: /x\nheaders: { X-A: "{{none}}" }',
      'headers: { X-A: a }\nvariables: { none: ~ }',
    );
    expect(headers).toHaveProperty('X-A', '');
  });
});

const VARIABLES =
  'variables: { ver: 1.10, code: 007, flag: True, tel: +49123, card: { cvc: 012 }, all: [1.10, 2.0], alias: "{{ver}}", text: "v{{ver}}" }';

const STEPS = `
- id: a
  method: POST
  path: /v{ver}/{{code}}/{card.cvc}/{all.1}/{alias}/{{text}}/<<tel>>
  params: { flag: "{{flag}}", all: "{{all}}", card: "{{card}}" }
  headers: { X-Ver: "{{ver}}", X-All: "{{all}}" }
  body: { ver: "{{ver}}", code: "{{code}}", flag: "{{flag}}", all: "{{all}}", card: "{{card}}", alias: "{{alias}}", text: "{{text}}" }
- id: b
  method: POST
  path: /x
  form_fields: { ver: "{{ver}}", all: "{{all}}" }
- id: c
  method: POST
  path: /each/{item}
  forEach: { in: "{{all}}", as: item }
  body: "{{item}}"
- id: d
  method: POST
  path: /each/{item}
  forEach: { in: [007], as: item }
  body: "{{item}}"
- id: e
  method: GET
  path: /x
  extract: { page: { path: $.none, default: 01 } }
- id: f
  method: POST
  path: /page/{page}
  when: "{{ver}} == 1.1 && {{code}} == 7"
  body: "{{page}}"
`;

const WANTED = [
  {
    path: '/v1.10/007/012/2.0/1.10/v1.10/+49123?flag=True&all=1.10&all=2.0&card[cvc]=012',
    headers: { 'X-Ver': '1.10', 'X-All': '[1.1,2]' },
    body: '{"ver":1.1,"code":7,"flag":true,"all":[1.1,2],"card":{"cvc":12},"alias":1.1,"text":"v1.10"}',
  },
  { body: 'ver=1.10&all=1.10&all=2.0' },
  { path: '/each/1.10', body: '1.1' },
  { path: '/each/2.0', body: '2' },
  { path: '/each/007', body: '7' },
  {},
  { path: '/page/01', body: '1' },
];

describe('a variable keeps its type and the text that it is written as', () => {
  test('of an environment', async () => {
    expect(await sendAll(STEPS, VARIABLES)).toMatchObject(WANTED);
  });

  test.each<[string, (yaml: string) => Row]>([
    [
      'a row in the frontmatter',
      (yaml) => {
        const { data } = specOf({}, `data: [${yaml}]\n`).metadata;
        return onlyRow(readRows(data!));
      },
    ],
    [
      'a row of a JSON file',
      () =>
        onlyRow(
          parseRows(
            'rows.json',
            '[{"ver": 1.10, "code": 7e0, "flag": true, "tel": "+49123", "card": {"cvc": 12}, "all": [1.10, 2.0], "alias": 1.10, "text": "v1.10"}]',
          ),
        ),
    ],
  ])('of %s', async (of, rowOf) => {
    const row = rowOf(
      VARIABLES.slice('variables: '.length).replace('"{{ver}}"', '1.10').replace('{{ver}}', '1.10'),
    );
    const host = fakeHost(() => ({ json: {} }));
    const ran = await runSpec(specOf({ test: STEPS }), host.send, { environment: environmentOf(BASE), row });
    expect(ran.reason).toBeNull();
    expect(host.paths()[0]).toBe(
      of.includes('JSON')
        ? 'POST /v1.10/7e0/12/2.0/1.10/v1.10/+49123?flag=true&all=1.10&all=2.0&card[cvc]=12'
        : `POST ${WANTED[0]?.path}`,
    );
    expect(host.requests[0]?.body).toBe(WANTED[0]?.body);
  });

  test('and names a row as it is written', () => {
    expect(onlyRow(readRows([{ id: new Written(7, '007') }])).label).toBe('1 007');
    expect(onlyRow(parseRows('rows.json', '[{"name": 1.10}]')).label).toBe('1 1.10');
  });

  test('and no event, check or report holds more than its value', async () => {
    const host = fakeHost(() => ({ json: { ver: 1.1 }, headers: { 'x-ver': '1.10' } }));
    const steps = STEPS.replace(
      'path: /x\n  extract:',
      'path: /x\n  expect: { headers: { X-Ver: "{{ver}}" }, body: { $.ver: "{{ver}}" } }\n  extract:',
    );
    const held: unknown[] = [];
    const ran = await runSpec(specOf({ test: steps }), host.send, {
      environment: environmentOf(BASE + VARIABLES),
      onEvent: (event) => void held.push(...findWritten(event)),
    });
    expect(ran.reason).toBeNull();
    expect(held).toEqual([]);
    expect(stepCalled(ran, 'e').extracted).toEqual({ page: 1 });
    expect(stepCalled(ran, 'e').checks.map(({ expected }) => expected)).toContain('1.10');
  });
});

const onlyRow = (result: ReturnType<typeof readRows>): Row => {
  if ('problem' in result) throw new Error(result.problem);
  return result.rows[0]!;
};

const stepCalled = (ran: Ran, id: string): StepResult => ran.steps.find((step) => step.id === id)!;

function findWritten(value: unknown): readonly unknown[] {
  if (value instanceof Written) return [value.text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findWritten) : [];
}
