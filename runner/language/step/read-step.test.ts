import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { readStep } from './read-step.ts';
import { variablesOfStep } from './step-variables.ts';
import { readYaml } from '../yaml/yaml.ts';
import { Written } from '../template/written.ts';

function read(yaml: string) {
  const text = `id: a\nmethod: GET\npath: /x\n${yaml}`;
  const diagnostics = new Diagnostics();
  const step = readStep(readYaml(text, { start: 0, end: text.length }, diagnostics)!, 'test', diagnostics);
  return {
    step: step!,
    list: diagnostics.list.map(({ rule, span, hint }) => ({
      rule,
      hint,
      at: text.slice(span.start, span.end),
    })),
    rules: diagnostics.list.map(({ rule }) => rule),
  };
}

test('what a step does not say has its default', () => {
  const { step, rules } = read('');
  expect(rules).toEqual([]);
  expect(step).toMatchObject({
    content: { kind: 'json' },
    params: {},
    headers: {},
    extract: [],
    expect: { headers: {}, body: {}, schema: true },
    onFail: 'abort',
    sleepMs: 0,
  });
  for (const key of ['body', 'token', 'useFallback', 'onBehalfOf', 'retry', 'when'])
    expect(step).not.toHaveProperty(key);
});

test('a key that is misspelt is said once, and one that is missing besides it too', () => {
  const diagnosticsOf = (text: string): readonly string[] => {
    const diagnostics = new Diagnostics();
    const step = readStep(readYaml(text, { start: 0, end: text.length }, diagnostics)!, 'test', diagnostics);
    expect(step).toBeUndefined();
    return diagnostics.list.map(({ message }) => message);
  };
  expect(diagnosticsOf('id: a\nmethd: GET\npath: /x\n')).toEqual(['unknown key "methd" in a step']);
  expect(diagnosticsOf('methd: GET\npath: /x\n')).toEqual([
    'unknown key "methd" in a step',
    'the step has no "id"',
  ]);
  expect(diagnosticsOf('id: a\nmethd: GET\nmethod:\npath: /x\n')).toEqual([
    'unknown key "methd" in a step',
    'the step has no "method"',
  ]);
});

test('all that a step can say is read', () => {
  const { step, rules } = read(
    [
      'description: text',
      'token: admin',
      'params: { "filter[a][eq]": [1, 2], q: "{{q}}" }',
      'headers: { X-A: 1, X-B: ~ }',
      'body: { "0": a, "1": b, list: [{}], nothing: ~ }',
      'content_type: multipart',
      'form_fields: { a: 1 }',
      'file_fields: [{ field_name: f, file_path: a/b.txt, filename: c.txt, content_type: text/plain }]',
      'x_on_behalf_of: true',
      'useFallbackApi: false',
      'extract: { a: $.a, b: { header: Location }, c: { path: $.c, all: true, optional: true }, d: { path: $.d, default: ~ } }',
      'expect: { status: "2xx", headers: { X: { exists: true } }, body: { $.a: 1 }, maxMs: 2s, schema: false }',
      'onFail: skip',
      'skipReason: because',
      'sleep: 500ms',
      'retry: { until: { status: 200 }, attempts: 3, interval: 1s, backoff: 2, maxMs: 1m }',
      'when: "{{a}} == 1"',
    ].join('\n'),
  );
  expect(rules).toEqual([]);
  expect(step).toMatchObject({
    token: 'admin',
    params: { 'filter[a][eq]': ['1', '2'], q: '{{q}}' },
    headers: { 'X-A': '1', 'X-B': null },
    body: { '0': 'a', '1': 'b', list: [{}], nothing: '' },
    fileFields: [{ fieldName: 'f', filePath: 'a/b.txt', filename: 'c.txt', contentType: 'text/plain' }],
    onBehalfOf: true,
    useFallback: false,
    extract: [
      { name: 'a', from: { kind: 'body', path: '$.a' }, optional: false, all: false },
      { name: 'b', from: { kind: 'header', header: 'Location' } },
      { name: 'c', all: true, optional: true },
      { name: 'd', default: null, optional: true },
    ],
    expect: { status: '2xx', maxMs: 2_000, schema: false },
    onFail: 'skip',
    skipReason: 'because',
    sleepMs: 500,
    retry: {
      until: { kind: 'answer', status: 200 },
      attempts: 3,
      intervalMs: 1_000,
      backoff: 2,
      maxMs: 60_000,
    },
    when: '{{a}} == 1',
  });
});

test('what can only be text is read as it is written', () => {
  const { step, rules } = read(
    [
      'params: { a: [007, { b: 1.10 }], c: ~ }',
      'headers: { X-A: 1.10, X-B: True, X-C: null }',
      'content_type: multipart',
      'form_fields: { zip: 01234, none: }',
      'file_fields: [{ field_name: 007, file_path: 1.10, filename: 2.0 }]',
      'extract: { a: { header: X-A, default: 007 } }',
      'expect: { headers: { X-A: 1.10, X-B: , X-C: { in: [1.10], gt: 1.10 } } }',
    ].join('\n'),
  );
  expect(rules).toEqual([]);
  expect(step).toMatchObject({
    params: { a: ['007', { b: '1.10' }], c: '' },
    headers: { 'X-A': '1.10', 'X-B': 'True', 'X-C': null },
    formFields: { zip: '01234', none: '' },
    fileFields: [{ fieldName: '007', filePath: '1.10', filename: '2.0' }],
    expect: { headers: { 'X-A': '1.10', 'X-B': '', 'X-C': { in: ['1.10'], gt: 1.1 } } },
  });
  expect(step.extract[0]?.default).toEqual(new Written(7, '007'));
});

test('useFallback is the other name of useFallbackApi', () => {
  expect(read('useFallback: true').step.useFallback).toBe(true);
});

test('a step that polls without limits has ten attempts, one with a time has as many as fit', () => {
  expect(read('retry: { until: "status == 200" }').step.retry).toMatchObject({
    attempts: 10,
    intervalMs: 1_000,
  });
  expect(read('retry: { until: "status == 200", maxMs: 5s }').step.retry?.attempts).toBeGreaterThan(1_000);
});

describe('mistakes', () => {
  test.each([
    ['expct: 1', 'unknown-key', 'expct'],
    ['expect: { statsu: 200 }', 'unknown-key', 'statsu'],
    ['retry: { until: "status == 200", attempt: 1 }', 'unknown-key', 'attempt'],
    ['extract: { a: { pat: $.a, header: X } }', 'unknown-key', 'pat'],
    ['expect: { status: ok }', 'wrong-type', 'ok'],
    ['expect: { status: [] }', 'wrong-type', '[]'],
    ['expect: { status: 204-200 }', 'wrong-type', '204-200'],
    ['expect: { body: { data.id: 1 } }', 'jsonpath', 'data.id'],
    ['expect: { body: { $.a: { matches: "(" } } }', 'matcher', '"("'],
    ['extract: { a: data.id }', 'jsonpath', 'data.id'],
    ['extract: { a: 5 }', 'wrong-type', '5'],
    ['extract: { a: { path: $.a, header: X } }', 'extract', '{ path: $.a, header: X }'],
    ['extract: { a: { optional: true } }', 'extract', '{ optional: true }'],
    ['onFail: stop', 'wrong-type', 'stop'],
    ['sleep: a while', 'wrong-type', 'a while'],
    ['retry: { attempts: 3 }', 'missing-key', '{ attempts: 3 }'],
    ['retry: { until: "status = 200" }', 'condition', '"status = 200"'],
    ['when: "{{a}} =="', 'condition', '"{{a}} =="'],
    ['when: "$.a[ == 1"', 'condition', '"$.a[ == 1"'],
    ['body: { a: "{{b | c}}" }', 'template', '"{{b | c}}"'],
    ['params: { "{{a": 1 }', 'template', '"{{a"'],
    ['file_fields: [{ field_name: f }]', 'missing-key', '{ field_name: f }'],
    ['x_on_behalf_of: sometimes', 'wrong-type', 'sometimes'],
  ])('%s', (yaml, rule, at) => {
    expect(read(yaml).list).toMatchObject([{ rule, at }]);
  });

  test.each([
    ['method: GET\npath: /x', 'missing-key'],
    ['id: a\npath: /x', 'missing-key'],
    ['id: a\nmethod: GET', 'missing-key'],
    ['id: a\nmethod: FETCH\npath: /x', 'wrong-type'],
    ['just text', 'wrong-type'],
  ])('no step without id, method and path: %j', (yaml, rule) => {
    const diagnostics = new Diagnostics();
    const node = readYaml(yaml, { start: 0, end: yaml.length }, diagnostics)!;
    expect(readStep(node, 'test', diagnostics)).toBeUndefined();
    expect(diagnostics.list.map((each) => each.rule)).toEqual([rule]);
  });

  test('a path with a host is told where the host belongs', () => {
    const yaml = 'id: a\nmethod: GET\npath: https://api.example.com/x';
    const diagnostics = new Diagnostics();
    readStep(readYaml(yaml, { start: 0, end: yaml.length }, diagnostics)!, 'test', diagnostics);
    expect(diagnostics.list).toMatchObject([
      { rule: 'path', hint: expect.stringContaining('environments.yaml') },
    ]);
  });
});

describe('the variables of a step', () => {
  test('come from every text that is filled in', () => {
    const { step } = read(
      [
        'params: { "{{k}}": "{{a}}" }',
        'headers: { X: "<<b>>" }',
        'body: { "{{c}}": ["{{d.e}}"] }',
        'form_fields: { f: "{{f}}" }',
        'file_fields: [{ field_name: x, file_path: "{{g}}.txt" }]',
        'extract: { x: "$.a[?(@.id==\'{{h}}\')].id" }',
        'expect: { status: "{{i}}", headers: { Y: "{{j}}" }, body: { "$.{{l}}": { gt: "{{m}}" } } }',
        'retry: { until: { body: { $.a: "{{n}}" } } }',
        'when: "{{o}} == 1"',
      ].join('\n'),
    );
    expect([...variablesOfStep(step)].sort()).toEqual([
      'a',
      'b',
      'c',
      'd.e',
      'f',
      'g',
      'h',
      'i',
      'j',
      'k',
      'l',
      'm',
      'n',
      'o',
    ]);
  });

  test('come from {name} in the path, too, each once', () => {
    const { step } = read('description: "{{not_sent}}"\nparams: { a: "{{id}}" }');
    expect(variablesOfStep({ ...step, path: '/a/{id}/{{id}}/{other.part}?x={{{y}}}' })).toEqual([
      'id',
      'other.part',
      'y',
    ]);
  });
});

describe('what is given and would not be sent is refused', () => {
  const file = 'file_fields: [{ field_name: f, file_path: a.txt }]';
  test.each([
    ['content_type: json\nform_fields: { a: 1 }', '{ a: 1 }'],
    [`content_type: json\n${file}`, '[{ field_name: f, file_path: a.txt }]'],
    [`content_type: form\nform_fields: { a: 1 }\n${file}`, '[{ field_name: f, file_path: a.txt }]'],
    [`content_type: application/x-www-form-urlencoded\n${file}`, '[{ field_name: f, file_path: a.txt }]'],
    ['content_type: text/plain\nform_fields: { a: 1 }', '{ a: 1 }'],
    ['content_type: application/vnd.api+json\nform_fields: { a: 1 }', '{ a: 1 }'],
    ['body: { b: 1 }\nform_fields: { a: 1 }', '{ b: 1 }'],
    [`body: { b: 1 }\n${file}`, '{ b: 1 }'],
    ['content_type: form\nbody: { a: 2 }\nform_fields: { a: 1 }', '{ a: 1 }'],
    ['content_type: form\nbody: [1]', '[1]'],
    ['content_type: form\nbody: b=1\nform_fields: { a: 1 }', 'b=1'],
    ['content_type: multipart\nbody: text', 'text'],
    ['content_type: text/plain\nbody: { a: 1 }', '{ a: 1 }'],
    [
      'content_type: json\nheaders: { Content-Type: multipart/form-data }\nbody: { a: 1 }',
      'multipart/form-data',
    ],
    ['headers: { content-type: application/json }\nform_fields: { a: 1 }', 'application/json'],
  ])('%s', (yaml, at) => {
    expect(read(yaml).list).toMatchObject([{ rule: 'content', at }]);
  });

  test('a content type that is none', () => {
    expect(read('content_type: xml\nbody: x').rules).toEqual(['wrong-type']);
    expect(read('content_type: "{{type}}"\nbody: x').rules).toEqual(['wrong-type']);
  });

  test.each([
    'content_type: json\nform_fields: {}\nfile_fields: []',
    'content_type: form\nbody: { b: 2 }\nform_fields: { a: 1 }',
    `content_type: multipart\nbody: "{{fields}}"\n${file}`,
    'headers: { Content-Type: text/csv }\nbody: { a: 1 }',
    'headers: { Content-Type: multipart/form-data }\nform_fields: { a: 1 }',
    'headers: { content-type: application/x-www-form-urlencoded }\nbody: { a: 1 }',
    'headers: { Content-Type: ~ }\nform_fields: { a: 1 }',
  ])('%s is sent', (yaml) => {
    expect(read(yaml).rules).toEqual([]);
  });
});

describe('an expectation that says nothing is refused', () => {
  test.each([
    ['expect:', 'empty-expectation'],
    ['expect: {}', 'empty-expectation'],
    ['expect: { status: }', 'empty-expectation'],
    ['expect: { status: [] }', 'wrong-type'],
    ['expect: { body: {} }', 'empty-expectation'],
    ['expect: { body: }', 'empty-expectation'],
    ['expect: { headers: ~ }', 'empty-expectation'],
    ['expect: { maxMs: }', 'empty-expectation'],
    ['expect: { schema: }', 'empty-expectation'],
    ['expect: { status: [2xx, 3xx, 4xx, 5xx] }', 'wrong-type'],
    ['expect: { status: 100-599 }', 'wrong-type'],
    ['expect: { status: [200-399, "400-599"] }', 'wrong-type'],
    ['retry:', 'empty-expectation'],
    ['retry: {}', 'missing-key'],
    ['retry: { attempts: 3 }', 'missing-key'],
    ['retry: { until: {} }', 'condition'],
    ['retry: { until: "" }', 'condition'],
    ['retry: { until: true }', 'condition'],
    ['retry: { until: "1 == 1" }', 'condition'],
    ['retry: { until: "{{a}} == 1" }', 'condition'],
    ['retry: { until: { body: {} } }', 'empty-expectation'],
    ['retry: { until: { status: } }', 'empty-expectation'],
    ['retry: { until: { status: 200-599 } }', 'wrong-type'],
    ['when:', 'wrong-type'],
    ['when: ""', 'condition'],
    ['when: status == 200', 'condition'],
    ['when: $.x', 'condition'],
    ['when: "{{a}} && $.x == 1"', 'condition'],
  ])('%s', (yaml, rule) => {
    expect(read(yaml).rules).toEqual([rule]);
  });
});

describe('a map in an expectation', () => {
  const body = (wanted: string) => read(`expect: { body: { $.a: ${wanted} } }`).list;

  test.each([
    ['{ gt: 0, price: 1 }', 'price', 'equals'],
    ['{ type: card, id: 1 }', 'id', 'equals'],
    ['{ type: number, greaterThan: 3 }', 'greaterThan', 'did you mean "gt:"'],
    ['{ contians: error }', 'contians', 'did you mean "contains:"'],
    ['{ not: { contians: error } }', 'contians', 'did you mean "contains:"'],
    ['{ any: { not: { startWith: x } } }', 'startWith', 'did you mean "startsWith:"'],
    ['{ each: { lenght: 2 } }', 'lenght', 'did you mean "length:"'],
    ['{ count: { greaterThan: 2 } }', 'greaterThan', 'did you mean "gt:"'],
    ['{ size: 3 }', 'size', 'did you mean "length:"'],
    ['{ toEqual: 3 }', 'toEqual', 'did you mean "equals:"'],
    ['{ $gt: 3 }', '$gt', 'did you mean "gt:"'],
    ['{ starts_with: x }', 'starts_with', 'did you mean "startsWith:"'],
    ['{ isString: true }', 'isString', 'type: string'],
    ['{ tpye: string }', 'tpye', 'did you mean "type:"'],
    ['{ amount: 5 }', 'amount', 'equals'],
    ['{ contains: }', 'contains', 'contains: text'],
    ['{ equals: }', 'equals', 'equals:'],
    ['{ not: }', 'not', 'not:'],
    ['{ type }', 'type', 'type:'],
    ['{ contains: "" }', '""', 'contains: text'],
    ['{ not: { startsWith: "" } }', '""', 'startsWith'],
    ['{ type: strng }', 'strng', 'type:'],
    ['{ not: { exists: true } }', '{ exists: true }', 'not:'],
    ['{ exists: false, gt: 0 }', '{ exists: false, gt: 0 }', 'matchers:'],
    ['{ price: { gt: 0 } }', '{ gt: 0 }', 'equals'],
    ['{ not: { price: { gt: 0 } } }', '{ gt: 0 }', 'equals'],
    ['[{ type: string }]', '{ type: string }', 'equals'],
    ['{ contains: { gt: 5 } }', '{ gt: 5 }', 'equals'],
    ['{ in: [{ gt: 5 }] }', '{ gt: 5 }', 'equals'],
  ])('%s is refused', (wanted, at, hint) => {
    expect(body(wanted)).toMatchObject([{ rule: 'matcher', at, hint: expect.stringContaining(hint) }]);
  });

  test('two names of other tools are refused both', () => {
    expect(body('{ greaterThan: 1, lessThan: 5 }')).toHaveLength(2);
  });

  test.each([
    '{}',
    '{ id: 1 }',
    '{ id: 1, name: x }',
    '{ min: 1, max: 5 }',
    '{ price: { amount: 5 } }',
    '{ card: { type: visa } }',
    '{ paging: { count: 3 } }',
    '{ "{{key}}": 1 }',
    '{ equals: { type: card, id: 1 } }',
    '{ equals: { price: { gt: 0 } } }',
    '{ not: { id: 1 } }',
    '{ not: null }',
    '{ contains: { amount: 5 } }',
    '{ contains: "{{text}}" }',
    '{ in: [{ type: card, id: 1 }] }',
    '{ any: { gt: 3 }, count: { lt: 5 } }',
  ])('%s is taken', (wanted) => {
    expect(body(wanted)).toEqual([]);
  });

  test('is read alike in headers and in until', () => {
    expect(read('expect: { headers: { X-A: { contians: a } } }').rules).toEqual(['matcher']);
    expect(read('retry: { until: { body: { $.a: { contians: a } } } }').rules).toEqual(['matcher']);
    expect(read('retry: { until: { headers: { X-A: { contains: } } } }').rules).toEqual(['matcher']);
  });
});

test.each(['/x/{ p }', '/x/{}', '/x/{p', '/x/<p>', '/x?a={ p }'])('the path %j is refused', (path) => {
  expect(readPathOf(JSON.stringify(path))).toEqual(['path']);
});

test.each(['"/x/{{p"', '"/x/<<p"'])('the path %s is no template', (path) => {
  expect(readPathOf(path)).toEqual(['template']);
});

test('a variable of params that is never closed is refused', () => {
  expect(read('params: { q: "<<p" }').rules).toEqual(['template']);
});

function readPathOf(path: string): readonly string[] {
  const text = `id: a\nmethod: GET\npath: ${path}\n`;
  const diagnostics = new Diagnostics();
  readStep(readYaml(text, { start: 0, end: text.length }, diagnostics)!, 'test', diagnostics);
  return diagnostics.list.map(({ rule }) => rule);
}
