import { expect, test } from 'vitest';
import { documentsOf } from '../openapi/check/fixture.ts';
import { parseSpec } from '../language/parse.ts';
import { findDrift } from './drift.ts';
import type { DriftFinding } from './finding.ts';
import type { Observed, ObservedAnswer } from './observed/observed.ts';
import { shapeOf } from './observed/shape.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

const thing = {
  type: 'object',
  properties: { data: { type: 'object', properties: { id: { type: 'string' }, size: { type: 'integer' } } } },
};

const api = {
  openapi: '3.0.3',
  servers: [{ url: 'https://api.example.com/v1' }],
  paths: {
    '/things': {
      get: {
        description: 'Available for **Staff and Client tokens**.',
        parameters: [
          { name: 'page', in: 'query', schema: { type: 'integer' } },
          { name: 'filter', in: 'query', schema: { type: 'object' } },
          { name: 'business', in: 'query', required: true, schema: { type: 'string' } },
        ],
        responses: { 200: json(thing), 404: {} },
      },
      post: {
        requestBody: {
          required: true,
          ...json({
            type: 'object',
            required: ['name', 'owner'],
            properties: {
              name: { type: 'string' },
              owner: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
              strict: { type: 'object', additionalProperties: false, properties: { a: {} } },
              free: { type: 'object' },
            },
          }),
        },
        responses: { 201: json(thing) },
      },
    },
    '/things/{uid}': { get: { responses: { 200: json(thing) } }, delete: { responses: { 204: {} } } },
  },
};

type Parts = {
  readonly endpoint?: string;
  readonly front?: string;
  readonly prerequisites?: string;
  readonly step?: string;
  readonly after?: string;
};

/** A spec of `GET /v1/things` that agrees with the document, but for these parts. */
const specOf = (
  { endpoint = 'GET /v1/things', front = '', prerequisites, step, after = '' }: Parts,
  path = 'specs/a.md',
) => {
  const [method, route] = endpoint.split(' ');
  const asked = route!.replace(/\{/g, '{{').replace(/\}/g, '}}');
  const plain = `    params: { business: b1 }\n`;
  const section = (title: string, steps: string) => `## ${title}\n\`\`\`yaml\nsteps:\n${steps}\`\`\`\n`;
  const text = [
    `---\nendpoint: ${endpoint}\nswagger: a.json\nstatus: pending\n${front}---\n`,
    prerequisites === undefined ? '' : section('Prerequisites', prerequisites),
    section('Test Request', `  - id: ask\n    method: ${method}\n    path: "${asked}"\n${step ?? plain}`),
    after,
  ].join('');
  return parseSpec({ path, text });
};

const answer = (fields: unknown, more: Partial<ObservedAnswer['requests'][number]> = {}): ObservedAnswer => ({
  at: '2026-03-02T12:00:00.000Z',
  contentType: 'application/json',
  fields: shapeOf(fields),
  requests: [
    {
      spec: 'specs/a.md',
      at: '2026-03-02T12:00:00.000Z',
      tokens: ['staff'],
      query: ['business'],
      body: [],
      ...more,
    },
  ],
});

const observedThings = (
  answers: Readonly<Record<string, ObservedAnswer>>,
  document: string | null = 'a.json',
): Observed => ({
  version: 1,
  operations: [{ document, method: 'GET', template: document === null ? '/v1/nothing' : '/things', answers }],
});

type World = {
  readonly files?: Readonly<Record<string, unknown>>;
  readonly observed?: Observed;
  readonly nullable?: 'strict' | 'lenient';
};

function drift(
  specs: Parameters<typeof findDrift>[0]['specs'],
  { files = { '/api/a.json': api }, observed, nullable = 'strict' }: World = {},
) {
  return findDrift({
    specs,
    documents: documentsOf(files),
    lookUp: (spec) => ({ swagger: spec.metadata.swagger, folders: ['/api'] }),
    whole: Object.keys(files),
    observed,
    nullable,
    show: (text) => text.replaceAll('/api/', ''),
  });
}

/** The findings, except untested operations. */
const findings = (parts: Parts, world: World = {}): readonly DriftFinding[] =>
  drift([specOf(parts)], world).findings.filter(({ rule }) => rule !== 'operation-without-spec');

const brief = (all: readonly DriftFinding[]) =>
  all.map(({ severity, rule, subject, disagrees }) => `${severity} ${rule} ${subject}: ${disagrees}`);

test('a spec that agrees with its document has no drift, and the other operations have no spec', () => {
  const { findings: all, documents } = drift([specOf({})]);
  expect(documents).toEqual([{ path: 'a.json', operations: 4 }]);
  expect(all.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
    'info no spec tests POST /things',
    'info no spec tests DELETE /things/{uid}',
    'info no spec tests GET /things/{uid}',
  ]);
});

test('an operation that is only used on the way says so', () => {
  const prerequisites = '  - id: one\n    method: GET\n    path: "/v1/things/{{uid}}"\n';
  const messages = drift([specOf({ prerequisites })]).findings.map(({ message }) => message);
  expect(messages).toContain('no spec tests GET /things/{uid}, though one uses it on the way');
});

test('an endpoint in no document is an error that guesses what was meant, on both sides', () => {
  const [finding] = findings({ endpoint: 'GET /v1/thing', step: '    expect: { status: 200 }\n' });
  expect(finding).toMatchObject({
    rule: 'spec-without-operation',
    severity: 'error',
    disagrees: 'spec-only',
    at: { spec: { path: 'specs/a.md', line: 2, column: 11 } },
  });
  const [other] = findings({ endpoint: 'DELETE /v1/things', step: '    expect: { status: 200 }\n' });
  expect(other?.hint).toBe('the document has that path for GET, POST, not for DELETE');
  expect(other?.at.document).toMatchObject({ path: 'a.json' });
  const [near] = findings({ endpoint: 'GET /v1/things/{uid}/parts', step: '    expect: { status: 200 }\n' });
  expect(near?.hint).toBe('the nearest is GET /things/{uid}');
});

test('a prerequisite in no document is a warning, and its steps in other specs are the same finding', () => {
  const prerequisites = '  - id: get_owner\n    method: GET\n    path: "/v1/owners"\n';
  const all = drift([specOf({ prerequisites }), specOf({ prerequisites }, 'specs/b.md')]).findings;
  const found = all.filter(({ rule }) => rule === 'spec-without-operation');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'warn', also: [{ path: 'specs/b.md', line: 11, column: 11 }] });
});

test('who expects that there is nothing agrees with a document that has nothing', () => {
  expect(findings({ endpoint: 'DELETE /v1/things', step: '    expect: { status: 405 }\n' })).toEqual([]);
});

test('an operation that answered is missing in the document; one that was not found is wrong in the spec', () => {
  const parts = { endpoint: 'GET /v1/nothing', step: '    expect: { status: 200 }\n' };
  const [there] = findings(parts, { observed: observedThings({ 200: answer({}) }, null) });
  expect(there?.disagrees).toBe('document-only');
  const [gone] = findings(parts, { observed: observedThings({ 404: answer({}) }, null) });
  expect(gone?.disagrees).toBe('spec-only');
});

test('an undocumented status is an error, beside a documented one a warning', () => {
  expect(brief(findings({ step: '    params: { business: b1 }\n    expect: { status: 201 }\n' }))).toEqual([
    'error status-undocumented 201: spec-only',
  ]);
  expect(
    brief(findings({ step: '    params: { business: b1 }\n    expect: { status: [200, 201] }\n' })),
  ).toEqual(['warn status-undocumented 201: spec-only']);
  expect(findings({ step: '    params: { business: b1 }\n    expect: { status: 2xx }\n' })).toEqual([]);
  expect(findings({ front: 'expectedOutcome: 404\n' })).toEqual([]);
});

test('a status that was observed too leaves the document alone', () => {
  const [finding] = findings(
    { step: '    params: { business: b1 }\n    expect: { status: 202 }\n' },
    { observed: observedThings({ 202: answer({}) }) },
  );
  expect(finding).toMatchObject({
    disagrees: 'document-only',
    says: { spec: 'expects 202', document: '200, 404', observed: 'answered 202' },
    at: { spec: { line: 13, column: 23 }, document: { path: 'a.json' } },
  });
});

test('tokens: those of the spec, those used, those accepted', () => {
  expect(brief(findings({ front: 'tokens: [staff, operator, client]\n' }))).toEqual([
    'warn token-undocumented operator: spec-only',
  ]);
  expect(brief(findings({ front: 'tokens: [staff]\n' }))).toEqual([
    'info token-not-listed client: document-only',
  ]);
  const used = { step: '    token: internal\n    params: { business: b1 }\n' };
  expect(brief(findings(used))).toEqual(['warn token-undocumented internal: spec-only']);
  const observed = observedThings({ 200: answer({ data: {} }, { tokens: ['admin'] }) });
  expect(brief(findings({}, { observed }))).toEqual(['warn token-undocumented admin: observed-only']);
  const refused = observedThings({ 404: answer({}, { tokens: ['admin'] }) });
  expect(findings({}, { observed: refused })).toEqual([]);
});

test('a token that is to be refused need not be documented', () => {
  expect(findings({ step: '    token: operator\n    expect: { status: 404 }\n' })).toEqual([]);
});

test('tokens that several specs of an operation list between them are listed', () => {
  const specs = [
    specOf({ front: 'tokens: [staff]\n' }),
    specOf({ front: 'tokens: [client]\n' }, 'specs/b.md'),
  ];
  expect(drift(specs).findings.filter(({ rule }) => rule === 'token-not-listed')).toEqual([]);
});

test('query parameters: unknown ones are warnings, required ones that are not sent are errors', () => {
  const found = findings({ step: '    params: { "filter[state][eq]": a, size: 1 }\n' });
  expect(brief(found)).toEqual([
    'error parameter-required business: document-only',
    'warn parameter-undocumented size: spec-only',
  ]);
  expect(found[1]?.at.spec).toEqual({ path: 'specs/a.md', line: 12, column: 39 });
});

test('an object that is spread over the query is sent as its fields', () => {
  const schema = { type: 'object', properties: { from: {}, to: {} } };
  const get = {
    parameters: [{ name: 'span', in: 'query', required: true, schema }],
    responses: { 200: json(thing) },
  };
  const files = { '/api/a.json': { ...api, paths: { '/things': { get } } } };
  const of = (params: string) =>
    brief(
      drift([specOf({ step: `    params: ${params}\n` })], { files }).findings.filter(({ rule }) =>
        rule.startsWith('parameter'),
      ),
    );
  expect(of('{ from: 1 }')).toEqual([]);
  expect(of('{ form: 1 }')).toEqual([
    'error parameter-required span: document-only',
    'warn parameter-undocumented form: spec-only',
  ]);
});

test('a query in the path counts as sent', () => {
  const text = specOf({})
    .source.text.replace('    params: { business: b1 }\n', '')
    .replace('/v1/things"', '/v1/things?business=b1&more=1"');
  const all = drift([parseSpec({ path: 'specs/a.md', text })]).findings.filter(
    ({ severity }) => severity !== 'info',
  );
  expect(brief(all)).toEqual(['warn parameter-undocumented more: spec-only']);
});

test('an API that answered without a required parameter does not need it', () => {
  const observed = observedThings({ 200: answer({ data: {} }, { query: [] }) });
  const [finding] = findings({ step: '    token: staff\n' }, { observed });
  expect(finding).toMatchObject({ rule: 'parameter-required', says: { observed: 'answered without it' } });
});

const post = (body: string): Parts => ({ endpoint: 'POST /v1/things', step: `    body: ${body}\n` });

test('bodies: fields nobody documents, and fields that are required', () => {
  const found = findings(post('{ name: x, owner: { name: y }, free: { any: 1 }, extra: { deep: 1 } }'));
  expect(brief(found)).toEqual([
    'error body-required $.owner.id: document-only',
    'warn body-undocumented $.extra: spec-only',
    'warn body-undocumented $.owner.name: spec-only',
  ]);
  expect(brief(findings(post('{ name: x, owner: "{{owner}}", strict: { b: 1 } }')))).toEqual([
    'error body-undocumented $.strict.b: spec-only',
  ]);
});

test.each(['strict', 'lenient'] as const)(
  'fields behind a schema that may be null are required, %s',
  (nullable) => {
    const Owner = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
    const ref = { $ref: '#/components/schemas/Owner' };
    const schemas = [
      ['3.0.3', { ...ref, nullable: true }],
      ['3.1.0', { anyOf: [ref, { type: 'null' }] }],
      ['3.1.0', { oneOf: [{ type: 'null' }, ref] }],
    ] as const;
    for (const [openapi, owner] of schemas) {
      const schema = { type: 'object', properties: { owner } };
      const paths = { '/things': { post: { requestBody: json(schema), responses: { 201: {} } } } };
      const files = { '/api/a.json': { ...api, openapi, paths, components: { schemas: { Owner } } } };
      expect(brief(findings(post('{ owner: {} }'), { files, nullable }))).toContain(
        'error body-required $.owner.id: document-only',
      );
    }
  },
);

test('a body that is not sent, or is not documented', () => {
  expect(brief(findings({ endpoint: 'POST /v1/things', step: '    token: staff\n' }))).toEqual([
    'error body-required $: document-only',
  ]);
  const body = { step: '    params: { business: b1 }\n    body: { a: 1 }\n' };
  expect(brief(findings(body))).toEqual(['warn body-undocumented $: spec-only']);
});

test('what only a run can tell is not held against a spec', () => {
  expect(findings(post('"{{whole_body}}"'))).toEqual([]);
  expect(findings(post('{ name: x, owner: "{{owner}}" }'))).toEqual([]);
  expect(findings(post('{ "{{key}}": 1, name: x, owner: { id: y } }'))).toEqual([]);
});

test('a step that wants to be refused may send anything', () => {
  expect(
    findings({ step: '    params: { wrong: 1 }\n    body: { a: 1 }\n    expect: { status: 404 }\n' }),
  ).toEqual([]);
});

test('fields that a spec reads and the document does not have', () => {
  const step = [
    '    params: { business: b1 }',
    '    extract: { id: $.data.id, uid: $.data.uid, all: $..anything }',
    '    expect:',
    '      status: 200',
    '      body: { $.data.size: 1, "$.data[0].id": x, $.data.gone: { exists: false } }',
    '',
  ].join('\n');
  const found = findings({ step });
  expect(brief(found)).toEqual([
    'warn field-undocumented 200 $.data.uid: spec-only',
    'warn field-undocumented 200 $.data[*]: spec-only',
  ]);
  expect(found[0]?.at).toMatchObject({ spec: { line: 13, column: 36 }, document: { path: 'a.json' } });
});

test('a field that the answers had is missing in the document; one they had not is wrong in the spec', () => {
  const step = '    params: { business: b1 }\n    extract: { uid: $.data.uid }\n';
  const had = findings({ step }, { observed: observedThings({ 200: answer({ data: { uid: 'x' } }) }) });
  expect(brief(had)).toEqual(['warn field-undocumented 200 $.data.uid: document-only']);
  const lacked = findings({ step }, { observed: observedThings({ 200: answer({ data: { id: 'x' } }) }) });
  expect(brief(lacked)).toEqual(['error field-undocumented 200 $.data.uid: spec-only']);
});

test('a step with schema: false says that its answer is not the documented one', () => {
  const step =
    '    params: { business: b1 }\n    extract: { uid: $.data.uid }\n    expect: { status: 200, schema: false }\n';
  expect(findings({ step })).toEqual([]);
});

const prose = (title: string, body: string) => ({ after: `## ${title}\n\n\`\`\`json\n${body}\n\`\`\`\n` });

test('the response that a spec shows is held against the schema, at its own lines', () => {
  const found = findings(
    prose('Expected Response (200)', '{\n  "data": {\n    "id": 7,\n    "extra": null\n  }\n}'),
  );
  expect(brief(found)).toEqual([
    'warn field-undocumented 200 $.data.extra: spec-only',
    'warn field-type 200 $.data.id: all-differ',
  ]);
  expect(found.map(({ at }) => at.spec?.line)).toEqual([20, 19]);
});

test('prose that is no answer is not compared', () => {
  expect(findings(prose('Error Response', '{ "nope": 1 }'))).toEqual([]);
  expect(findings(prose('Expected Response', '{ "data": { "id": "…", … } }'))).toEqual([]);
  expect(findings(prose('Expected Response', '{ "data": "the thing" }'))).toEqual([]);
  expect(findings(prose('Expected Response', '{ "data": { "size": "..." } }'))).toEqual([]);
});

test('observed answers are held against the document by themselves', () => {
  const observed = observedThings({
    200: answer({ data: { id: 5, size: 1, hidden: true } }),
    301: answer({}),
    429: answer({}),
    503: answer({}),
  });
  expect(brief(findings({}, { observed }))).toEqual([
    'warn status-undocumented 301: observed-only',
    'warn field-undocumented 200 $.data.hidden: observed-only',
    'warn field-type 200 $.data.id: observed-only',
  ]);
});

test('what a skipped spec says is a note', () => {
  const [finding] = findings({
    front: 'skip: true\n',
    step: '    params: { business: b1 }\n    expect: { status: 500 }\n',
  });
  expect(finding).toMatchObject({ rule: 'status-undocumented', severity: 'info' });
});

test('a spec that cannot be read is an error, not a silence', () => {
  const [finding] = findings({ step: '    bogus_key: 1\n' });
  expect(finding).toMatchObject({ rule: 'spec-unreadable', severity: 'error', at: { spec: { line: 12 } } });
});

test('a document that is missing or lacks the operation is named, when another has it', () => {
  const spec = (swagger: string) =>
    parseSpec({
      path: 'specs/a.md',
      text: specOf({}).source.text.replace('swagger: a.json', `swagger: ${swagger}`),
    });
  const empty = { openapi: '3.0.0', paths: {} };
  const files = { '/api/swagger/a.json': api, '/api/empty.json': empty };
  const run = (swagger: string) =>
    findDrift({
      specs: [spec(swagger)],
      documents: documentsOf(files),
      lookUp: ({ metadata }) => ({ swagger: metadata.swagger, folders: ['/api', '/api/swagger'] }),
      whole: ['/api/swagger/a.json'],
      observed: undefined,
      show: (text) => text.replaceAll('/api/', ''),
    }).findings.filter(({ rule }) => rule === 'document-elsewhere');
  expect(run('gone.json').map(({ message }) => message)).toEqual([
    'gone.json cannot be read; swagger/a.json has it',
  ]);
  expect(run('empty.json').map(({ message }) => message)).toEqual([
    'empty.json does not have the operation; swagger/a.json has it',
  ]);
});

test('a schema that cannot be read is said once, and nothing is held against it', () => {
  const schema = { allOf: [{ $ref: 'https://nowhere.example.com/a.json' }, thing] };
  const paths = { '/things': { get: { responses: { 200: json(schema) } } } };
  const files = { '/api/a.json': { ...api, paths } };
  const step = '    extract: { uid: $.data.uid, other: $.other }\n';
  expect(findings({ step }, { files }).map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    'warn document-unreadable',
  ]);
});

test('an operation may be among the paths that cannot be read, so that it is missing is no error then', () => {
  const files = { '/api/a.json': { ...api, paths: { ...api.paths, '/gone': { $ref: 'nowhere.json' } } } };
  const found = findings({ endpoint: 'GET /v1/thing', step: '    expect: { status: 200 }\n' }, { files });
  expect(found.map(({ rule, severity }) => `${severity} ${rule}`).sort()).toEqual([
    'warn document-unreadable',
    'warn spec-without-operation',
  ]);
});

test('a broken document is a finding, and a file that is none is not', () => {
  const files = {
    '/api/a.json': api,
    '/api/broken.json': '{ "openapi": ',
    '/api/data.json': { some: 'data' },
  };
  const found = findings({}, { files });
  expect(found.map(({ rule, document }) => `${rule} ${document}`)).toEqual([
    'document-unreadable broken.json',
  ]);
});

test('path parameters of other names are a note', () => {
  const found = findings({ endpoint: 'GET /v1/things/{thing_uid}', step: '    token: staff\n' });
  expect(found.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
    'info {thing_uid} in the endpoint is {uid} in the document',
  ]);
});

test('an operation with the same path in a document of the same host counts as tested, elsewhere not', () => {
  const paths = { '/things': { get: { responses: { 200: {} } } } };
  const same = { openapi: '3.0.0', servers: [{ url: 'https://api.example.com/v1' }], paths };
  const other = { openapi: '3.0.0', servers: [{ url: 'https://other.example.com/v1' }], paths };
  const files = { '/api/a.json': api, '/api/b.json': same, '/api/c.json': other };
  const without = drift([specOf({})], { files }).findings.filter(
    ({ template, method }) => template === '/things' && method === 'GET',
  );
  expect(without.map(({ document }) => document)).toEqual(['c.json']);
});
