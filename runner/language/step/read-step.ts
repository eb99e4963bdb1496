import type { Condition } from '../expression/condition.ts';
import { readExpression } from '../expression/condition.ts';
import type { Diagnostics } from '../diagnostic.ts';
import type { ExpectedAnswer } from '../matcher/expected.ts';
import { readExpectedValues } from '../matcher/expected-value.ts';
import { Fields } from '../yaml/fields.ts';
import { parseQuery } from '../jsonpath/jsonpath.ts';
import { METHODS, type Method } from '../metadata.ts';
import { otherExpectKeys, otherStepKeys } from './other-keys.ts';
import { type BracesPlace, colonParameter, otherVariable } from './other-braces.ts';
import { strayBraceIn } from './path-braces.ts';
import { readContent } from './read-content.ts';
import { refuseBrokenMatcher } from '../matcher/read-matcher.ts';
import { addDefined } from '../records.ts';
import { shorten } from '../shorten.ts';
import type { Span } from '../source.ts';
import { readStatuses } from '../matcher/status.ts';
import type { Expect, Extract, Retry, SectionName, Step } from './step.ts';
import { compileTemplate, isTemplate } from '../template/template.ts';
import { adviseOnQuotes } from '../typographic-quotes.ts';
import { toHeaders, toTexts } from '../template/written.ts';
import type { Json } from '../yaml/yaml.ts';
import type { YamlMap, YamlNode } from '../yaml/yaml-node.ts';

export const STEP_KEYS: readonly string[] = [
  'id',
  'description',
  'method',
  'path',
  'token',
  'params',
  'headers',
  'body',
  'content_type',
  'form_fields',
  'file_fields',
  'x_on_behalf_of',
  'useFallbackApi',
  'useFallback',
  'extract',
  'expect',
  'onFail',
  'skipReason',
  'sleep',
  'retry',
  'when',
  'share',
  'forEach',
  'timeout',
];
const EXTRACT_KEYS = ['path', 'header', 'optional', 'default', 'all', 'redact'];
const EXPECT_KEYS = ['status', 'headers', 'body', 'maxMs', 'schema'];
const RETRY_KEYS = ['until', 'attempts', 'interval', 'backoff', 'maxMs'];

/** How long to poll when `retry` says neither `attempts` nor `maxMs`. */
const DEFAULT_ATTEMPTS = 10;
const DEFAULT_INTERVAL_MS = 1_000;

/** Undefined when the step lacks what it cannot do without. */
export function readStep(node: YamlNode, section: SectionName, diagnostics: Diagnostics): Step | undefined {
  if (node.kind !== 'map') {
    diagnostics.error('wrong-type', node.span, 'expected a step (a map with id, method and path)');
    return undefined;
  }
  const fields = new Fields(node, diagnostics);
  fields.refuseUnknown(
    'a step',
    STEP_KEYS,
    otherStepKeys((key) => fields.has(key)),
  );
  refuseBrokenTemplates(node, diagnostics);
  const id = fields.requiredText('id', 'the step');
  const method = readMethod(fields);
  const path = readPath(fields, diagnostics);
  if (id === undefined || method === undefined || path === undefined) return undefined;
  const retry = readRetry(fields, diagnostics);
  const { body, content, formFields, fileFields } = readContent(fields, diagnostics);
  const optional = {
    description: fields.text('description'),
    token: fields.text('token'),
    body,
    onBehalfOf: fields.flag('x_on_behalf_of'),
    useFallback: fields.flag('useFallbackApi') ?? fields.flag('useFallback'),
    skipReason: fields.text('skipReason'),
    when: readWhen(fields, diagnostics),
    forEach: readForEach(fields, diagnostics),
    timeoutMs: fields.durationMs('timeout'),
    retry,
  };
  const params = fields.map('params');
  const headers = fields.map('headers');
  const step: Step = {
    id,
    section,
    method,
    path,
    params: params === undefined ? {} : toTexts(params),
    headers: headers === undefined ? {} : toHeaders(headers),
    content,
    formFields,
    fileFields,
    extract: readExtracts(fields, diagnostics),
    expect: readExpect(fields, diagnostics),
    onFail: fields.oneOf('onFail', ['abort', 'continue', 'warn', 'skip']) ?? 'abort',
    sleepMs: fields.durationMs('sleep') ?? 0,
    share: fields.flag('share') ?? false,
    span: node.span,
    spans: spansOf(node),
  };
  return addDefined<Step>(step, optional);
}

const FOR_EACH_KEYS = ['in', 'as', 'max'];

/** More turns than this are never meant. */
const MAX_TURNS = 1_000;

function readForEach(fields: Fields, diagnostics: Diagnostics): Step['forEach'] {
  const map = fields.map('forEach');
  if (map === undefined) return undefined;
  const forEach = new Fields(map, diagnostics);
  forEach.refuseUnknown('forEach', FOR_EACH_KEYS);
  const items = forEach.written('in');
  if (items === undefined || (typeof items === 'string' ? !isTemplate(items) : !Array.isArray(items)))
    return items === undefined
      ? fields.expected('forEach', 'a map with "in"')
      : forEach.expected('in', 'a list, or a variable that holds one');
  return { in: items, as: forEach.text('as') ?? 'item', max: forEach.number('max', 1) ?? MAX_TURNS };
}

function readMethod(fields: Fields): Method | undefined {
  const text = fields.requiredText('method', 'the step');
  if (text === undefined) return undefined;
  const method = METHODS.find((each) => each === text.trim().toUpperCase());
  return method ?? fields.expected('method', `one of ${METHODS.join(', ')}`);
}

function readPath(fields: Fields, diagnostics: Diagnostics): string | undefined {
  const path = fields.requiredText('path', 'the step');
  if (path !== undefined && !/^\/|^\{\{|^<</.test(path)) {
    const hint = /^https?:/i.test(path)
      ? 'the host belongs into environments.yaml (baseUrl or routes)'
      : undefined;
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a path that starts with /, found "${path}"`,
      hint,
    );
  }
  const isBroken = path === undefined || 'problem' in compileTemplate(path);
  const other = path === undefined ? undefined : otherVariable(path, 'path');
  if (other !== undefined) {
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a parameter such as {${other.name}}, found ${other.written}, which would be sent as it stands`,
      `write {${other.name}} or {{${other.name}}}`,
    );
    return path;
  }
  const colon = path === undefined ? undefined : colonParameter(path);
  if (colon !== undefined)
    diagnostics.warn(
      'other-braces',
      fields.spanOf('path'),
      `"path": expected a parameter as {${colon.name}}, found ${colon.written}, which is sent as it stands`,
      `write {${colon.name}} or {{${colon.name}}}`,
    );
  const stray = isBroken ? undefined : strayBraceIn(path);
  if (stray !== undefined)
    diagnostics.error(
      'path',
      fields.spanOf('path'),
      `"path": expected a parameter such as {name}, found "${stray}", which would be sent as it stands`,
      'write {name} or {{name}} for a variable; %7B, %7D, %3C and %3E are the characters themselves',
    );
  return path;
}

function readWhen(fields: Fields, diagnostics: Diagnostics): string | undefined {
  if (!fields.has('when')) return undefined;
  const node = fields.node('when');
  if (node?.kind !== 'scalar') return fields.expected('when', 'a condition such as "{{name}} == \'value\'"');
  const source = String(node.value);
  const read = readExpression(source);
  if ('problem' in read) refuseExpression('when', read.problem, node.span, diagnostics);
  else if (read.readsAnswer)
    diagnostics.error(
      'condition',
      node.span,
      '"when" is decided before the step is sent, so there is no answer that it could look at',
      'extract a variable in an earlier step, and write when: "{{name}} == \'value\'"; to wait for an answer, use retry',
    );
  return source;
}

function refuseExpression(key: string, problem: string, span: Span, diagnostics: Diagnostics): void {
  const example = key === 'when' ? `"{{name}} == 'value'"` : `"$.status == 'done'"`;
  diagnostics.error(
    'condition',
    span,
    `"${key}" is not a condition: ${problem}`,
    adviseOnQuotes(problem) ?? `write it like: ${example}`,
  );
}

function readRetry(fields: Fields, diagnostics: Diagnostics): Retry | undefined {
  const map = fields.map('retry');
  if (map === undefined) return refuseEmpty(fields, 'retry', 'a map with "until"', diagnostics);
  const retry = new Fields(map, diagnostics);
  retry.refuseUnknown('retry', RETRY_KEYS);
  const until = readUntil(retry, diagnostics);
  if (until === undefined) return undefined;
  const maxMs = retry.durationMs('maxMs');
  return {
    until,
    attempts:
      retry.number('attempts', 1) ?? (maxMs === undefined ? DEFAULT_ATTEMPTS : Number.MAX_SAFE_INTEGER),
    intervalMs: retry.durationMs('interval') ?? DEFAULT_INTERVAL_MS,
    backoff: retry.number('backoff', 1) ?? 1,
    ...(maxMs !== undefined && { maxMs }),
  };
}

function readUntil(retry: Fields, diagnostics: Diagnostics): Condition | undefined {
  const node = retry.node('until');
  if (node === undefined) {
    diagnostics.error(
      'missing-key',
      retry.span,
      'retry has no "until"',
      'say what to wait for: until: { status: 200 }',
    );
    return undefined;
  }
  if (node.kind === 'scalar') return readUntilExpression(String(node.value), node.span, diagnostics);
  if (node.kind === 'list')
    return retry.expected('until', 'a condition, or a map with status, headers or body');
  const map = new Fields(node, diagnostics);
  map.refuseUnknown('until', ['status', 'headers', 'body']);
  if (node.entries.length === 0)
    diagnostics.error(
      'condition',
      node.span,
      '"until": expected a condition, found nothing to wait for',
      'say what to wait for: until: { status: 200 }',
    );
  return { kind: 'answer', ...readAnswerShape(map, diagnostics) };
}

function readUntilExpression(source: string, span: Span, diagnostics: Diagnostics): Condition {
  const read = readExpression(source);
  if ('problem' in read) refuseExpression('until', read.problem, span, diagnostics);
  else if (!read.readsAnswer)
    diagnostics.error(
      'condition',
      span,
      '"until" does not look at the answer, so it holds at once or never',
      `write it like: "$.status == 'done'" or "status == 200"`,
    );
  return { kind: 'expression', source };
}

function readExpect(fields: Fields, diagnostics: Diagnostics): Expect {
  const map = fields.map('expect');
  if (map === undefined || map.entries.length === 0) {
    refuseEmpty(fields, 'expect', 'what the answer should be', diagnostics);
    return { headers: {}, body: {}, schema: true };
  }
  const expect = new Fields(map, diagnostics);
  expect.refuseUnknown('expect', EXPECT_KEYS, otherExpectKeys);
  for (const key of ['maxMs', 'schema']) refuseEmpty(expect, key, 'a value', diagnostics);
  const { headers, body, status } = readAnswerShape(expect, diagnostics);
  const schema = expect.flag('schema') ?? true;
  return addDefined<Expect>({ headers, body, schema }, { status, maxMs: expect.durationMs('maxMs') });
}

/** A key that is given with nothing in it asks for nothing, which is never meant. */
function refuseEmpty(fields: Fields, key: string, what: string, diagnostics: Diagnostics): undefined {
  const node = fields.node(key);
  const isEmpty = node === undefined || (node.kind === 'map' && node.entries.length === 0);
  if (fields.has(key) && isEmpty)
    diagnostics.error(
      'empty-expectation',
      fields.spanOf(key),
      `"${key}": expected ${what}, found nothing`,
      `leave "${key}" out, or say what is expected`,
    );
  return undefined;
}

function readAnswerShape(fields: Fields, diagnostics: Diagnostics): ExpectedAnswer {
  for (const key of ['status', 'headers', 'body']) refuseEmpty(fields, key, 'what it should be', diagnostics);
  const status = fields.json('status') ?? undefined;
  const read = status === undefined || isTemplated(status) ? undefined : readStatuses(status);
  if (read !== undefined && 'problem' in read)
    diagnostics.error('wrong-type', fields.spanOf('status'), `"status": ${read.problem}`);
  const body = fields.map('body');
  for (const { key, keySpan } of body?.entries ?? []) refuseBrokenQuery(key, keySpan, diagnostics);
  const headers = fields.map('headers');
  for (const { value } of [...(body?.entries ?? []), ...(headers?.entries ?? [])])
    refuseBrokenMatcher(value, diagnostics);
  return {
    headers: readExpectedValues(headers, 'header'),
    body: readExpectedValues(body, 'body'),
    ...(status !== undefined && { status }),
  };
}

const isTemplated = (status: Json): boolean =>
  [status].flat().some((each) => typeof each === 'string' && isTemplate(each));

function readExtracts(fields: Fields, diagnostics: Diagnostics): readonly Extract[] {
  const map = fields.map('extract');
  return (map?.entries ?? []).flatMap(({ key: name, value: node }): Extract[] => {
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      refuseBrokenQuery(node.value, node.span, diagnostics);
      return [{ name, optional: false, all: false, redact: false, from: { kind: 'body', path: node.value } }];
    }
    if (node.kind !== 'map') {
      diagnostics.error(
        'wrong-type',
        node.span,
        `extract "${name}": expected a JSONPath, or a map with path or header`,
      );
      return [];
    }
    const extract = new Fields(node, diagnostics);
    extract.refuseUnknown('extract', EXTRACT_KEYS);
    const path = extract.text('path');
    const header = extract.text('header');
    if ((path === undefined) === (header === undefined)) {
      diagnostics.error('extract', node.span, `extract "${name}": expected either "path" or "header"`);
      return [];
    }
    if (path !== undefined) refuseBrokenQuery(path, extract.spanOf('path'), diagnostics);
    const fallback = extract.written('default');
    return [
      {
        name,
        from: path === undefined ? { kind: 'header', header: header! } : { kind: 'body', path },
        optional: extract.flag('optional') ?? fallback !== undefined,
        all: extract.flag('all') ?? false,
        redact: extract.flag('redact') ?? false,
        ...(extract.flag('redact') === false && { isShown: true as const }),
        ...(fallback !== undefined && { default: fallback }),
      },
    ];
  });
}

function refuseBrokenQuery(path: string, span: Span, diagnostics: Diagnostics): void {
  if (isTemplate(path)) return;
  const result = parseQuery(path);
  if ('problem' in result)
    diagnostics.error(
      'jsonpath',
      span,
      `"${shorten(path)}" is not a JSONPath: ${result.problem}`,
      adviseOnQuotes(path) ?? 'write it like: $.data.items[0].id',
    );
}

/** Says what of a text is no template, or a variable that is written otherwise than here. */
function refuseBrokenTemplate(text: string, span: Span, diagnostics: Diagnostics, place?: BracesPlace): void {
  const other = place === undefined ? undefined : otherVariable(text, place);
  if (other !== undefined)
    diagnostics.warn(
      'other-braces',
      span,
      `expected a variable as {{${other.name}}}, found ${other.written}, which is sent as it stands`,
      `write {{${other.name}}}, or nothing if ${other.written} is meant`,
    );
  if (!isTemplate(text)) return;
  const compiled = compileTemplate(text);
  if ('problem' in compiled) diagnostics.error('template', span, compiled.problem);
}

/** Keys of a step whose values are for people, conditions with a syntax of their own, or read with their braces elsewhere. */
const NO_VALUES: ReadonlySet<string> = new Set(['description', 'when', 'until']);
const TEXTS: ReadonlySet<string> = new Set(['headers', 'params', 'form_fields']);

function refuseBrokenTemplates(node: YamlNode, diagnostics: Diagnostics, place: BracesPlace = 'whole'): void {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') refuseBrokenTemplate(node.value, node.span, diagnostics, place);
      return;
    case 'list':
      for (const item of node.items) refuseBrokenTemplates(item, diagnostics, place);
      return;
    case 'map':
      for (const { key, keySpan, value } of node.entries) {
        if (NO_VALUES.has(key)) continue;
        refuseBrokenTemplate(key, keySpan, diagnostics);
        if (key === 'path' && value.kind === 'scalar')
          refuseBrokenTemplate(String(value.value), value.span, diagnostics);
        else refuseBrokenTemplates(value, diagnostics, TEXTS.has(key) ? 'inside' : place);
      }
  }
}

function spansOf(step: YamlMap): Readonly<Record<string, Span>> {
  const spans: Record<string, Span> = {};
  for (const { key, value } of step.entries) {
    spans[key] = value.span;
    if (value.kind !== 'map' || !['expect', 'extract', 'retry'].includes(key)) continue;
    for (const inner of value.entries) {
      spans[`${key}.${inner.key}`] = inner.value.span;
      if (inner.value.kind !== 'map' || (inner.key !== 'body' && inner.key !== 'headers')) continue;
      for (const leaf of inner.value.entries) spans[`${key}.${inner.key}.${leaf.key}`] = leaf.value.span;
    }
  }
  return spans;
}
