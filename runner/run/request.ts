import { encodeMultipart } from '../http/multipart.ts';
import type { HttpRequest } from '../http/exchange.ts';
import type { Spec } from '../spec/parse.ts';
import { type Span, spanOf } from '../spec/source.ts';
import type { FileField, Step } from '../spec/step.ts';
import { asText, renderJson, renderText, resolveName } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';
import type { Authorization } from './auth.ts';
import type { Environment } from './environment.ts';
import type { Scope } from './scope.ts';
import type { Target } from './target.ts';
import { wire } from './wire.ts';

/** Why a request cannot be made, and where in the spec. */
export type RequestProblem = {
  /** The name of the check that reports it: `variables`, `token`, `host`, `request`. */
  readonly check: string;
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
};

/** Reads a file that a step sends; a text instead says why it cannot. */
export type ReadAttachment = (
  specPath: string,
  filePath: string,
) => Promise<Uint8Array | { readonly problem: string }>;

/** A step's path, query, headers and content with every variable filled in. */
export type Filled = {
  readonly path: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Json | undefined;
  readonly formFields: Readonly<Record<string, Json>>;
  readonly fileFields: readonly FileField[];
};

/** `{name}`, but not `{{name}}`. */
const PATH_PARAMETER = /(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g;

/** Fills in what a step sends. Whatever nobody provides is a problem, and then nothing is sent. */
export function fillStep(spec: Spec, step: Step, scope: Scope): Filled | RequestProblem {
  const path = fillPath(spec, step, scope);
  if (typeof path !== 'string') return path;
  const wanted: Json = {
    params: step.params,
    headers: step.headers,
    formFields: step.formFields,
    fileFields: step.fileFields.map((field) => ({ ...field })),
    usedLater: usedLater(step),
    ...(step.body !== undefined && { body: step.body }),
  };
  const { value, missing, problems } = renderJson(wanted, scope.lookup);
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  if (missing.length > 0) return unresolved(spec, step, missing, scope);
  const filled = value as {
    params: Record<string, Json>;
    headers: Record<string, Json>;
    formFields: Record<string, Json>;
    fileFields: readonly FileField[];
    body?: Json;
  };
  return {
    path,
    params: filled.params,
    headers: filled.headers,
    formFields: filled.formFields,
    fileFields: filled.fileFields,
    body: filled.body,
  };
}

/** What is filled in only once there is an answer, and must be known before the request is sent all the same. */
function usedLater({ extract, retry }: Step): Json {
  const until = retry?.until;
  return [
    extract.map(({ from }) => (from.kind === 'body' ? from.path : from.header)),
    until === undefined ? '' : until.kind === 'expression' ? until.source : { ...until },
  ];
}

/** The problem of variables that nobody provides, with the place of the first. */
export function unresolved(spec: Spec, step: Step, missing: readonly string[], scope: Scope): RequestProblem {
  const names = [...new Set(missing)];
  const first = names[0]!;
  return {
    check: 'variables',
    message: `nobody provides ${names.map((name) => `{{${name}}}`).join(', ')}`,
    hint: scope.advise(first),
    span: spanOfVariable(spec, step, first),
  };
}

export function spanOfVariable(spec: Spec, step: Step, name: string): Span {
  const { text } = spec.source;
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const found = new RegExp(
    `\\{\\{[^}]*?\\b${escaped}\\s*\\}\\}|<<\\s*${escaped}\\s*>>|\\{${escaped}\\}`,
  ).exec(text.slice(step.span.start, step.span.end));
  return found === null
    ? step.span
    : { start: step.span.start + found.index, end: step.span.start + found.index + found[0].length };
}

/** One variable or helper call of a path. */
const PLACEHOLDER = /\{\{.*?\}\}|<<[^<>]*>>/g;

function fillPath(spec: Spec, step: Step, scope: Scope): string | RequestProblem {
  const span = step.spans['path'] ?? step.span;
  const missing: string[] = [];
  const empty: string[] = [];
  const [beforeQuery = ''] = step.path.split('?', 1);
  for (const [placeholder] of beforeQuery.matchAll(PLACEHOLDER)) {
    const rendered = renderText(placeholder, scope.lookup);
    if (rendered.missing.length + rendered.problems.length === 0 && namesNoSegment(rendered.value))
      empty.push(placeholder.slice(2, -2).trim());
  }
  const segment = (name: string): string => {
    const value = resolveName(name, scope.lookup);
    if (value === undefined) missing.push(name);
    else if (namesNoSegment(value)) empty.push(name);
    return encodeURIComponent(asText(value));
  };
  const withParameters = step.path.replace(PATH_PARAMETER, (_whole, name: string) => segment(name));
  const rendered = renderText(withParameters, scope.lookup);
  if (rendered.problems[0] !== undefined) return { check: 'variables', message: rendered.problems[0], span };
  missing.push(...rendered.missing);
  if (missing.length > 0) return unresolved(spec, step, missing, scope);
  const path = asText(rendered.value);
  if (empty[0] !== undefined)
    return {
      check: 'variables',
      message: `{{${empty[0]}}} is empty, so the path would name something else: ${path}`,
      hint: 'see where the variable comes from',
      span: spanOfVariable(spec, step, empty[0]),
    };
  if (!path.startsWith('/'))
    return { check: 'request', message: `expected a path that starts with /, found "${path}"`, span };
  // A URL drops them without a word, and then names something else.
  if (/[\u0000-\u001f\u007f]/.test(path))
    return { check: 'request', message: 'the path holds a line break or another control character', span };
  return path;
}

const namesNoSegment = (value: unknown): boolean => ['', '.', '..'].includes(asText(value));

export type BuildInput = {
  readonly spec: Spec;
  readonly step: Step;
  readonly filled: Filled;
  readonly target: Target;
  readonly authorization: Authorization;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly onBehalfOf: boolean;
  readonly readAttachment: ReadAttachment;
  readonly boundary: string;
};

type Content = { readonly body?: string | Uint8Array; readonly type?: string };

export async function buildRequest(input: BuildInput): Promise<HttpRequest | RequestProblem> {
  const { step, filled, target, authorization, environment } = input;
  const base = fillHost(input);
  if (typeof base !== 'string') return base;
  const url = joinUrl(base, filled.path, { ...filled.params, ...authorization.query });
  if (!URL.canParse(url))
    return {
      check: 'host',
      message: `"${url}" is not a URL`,
      hint: 'see baseUrl in environments.yaml',
      span: step.span,
    };
  const content = await encodeContent(input);
  if ('check' in content) return content;
  const headers = fillHeaders(input, content.type);
  if ('check' in headers) return headers;
  const isEmptyPost = content.body === undefined && ['POST', 'PUT', 'PATCH'].includes(step.method);
  return {
    method: step.method,
    url,
    headers: isEmptyPost ? { ...headers.values, 'Content-Length': '0' } : headers.values,
    ...wire(environment),
    ...(step.timeoutMs !== undefined && { timeoutMs: step.timeoutMs }),
    ...(target.routeLimit !== undefined && { routeLimit: target.routeLimit }),
    ...(content.body !== undefined && { body: content.body }),
  };

  function fillHost({ scope }: BuildInput): string | RequestProblem {
    const { value, missing, problems } = renderText(target.baseUrl, scope.lookup);
    if (missing[0] === undefined && problems[0] === undefined) return asText(value);
    const message =
      problems[0] ?? `the host "${target.baseUrl}" needs {{${missing[0]}}}, which nobody provides`;
    return {
      check: 'host',
      message,
      span: step.span,
      ...(missing[0] !== undefined && { hint: scope.advise(missing[0]) }),
    };
  }
}

/** Later wins: defaults, the environment's, its method's, the route's, the credential's, the step's. Null takes one away. */
function fillHeaders(
  input: BuildInput,
  contentType: string | undefined,
): { readonly values: Record<string, string> } | RequestProblem {
  const { spec, step, filled, target, authorization, environment, scope, onBehalfOf } = input;
  const shared = { ...environment.headers, ...environment.methodHeaders[step.method], ...target.headers };
  const { value, missing, problems } = renderJson(shared, scope.lookup);
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  if (missing[0] !== undefined)
    return {
      check: 'variables',
      message: `a header of the environment needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
      span: step.span,
    };
  const business = onBehalfOf ? (scope.lookup('business_uid') ?? scope.lookup('business_id')) : undefined;
  if (onBehalfOf && business === undefined) return unresolved(spec, step, ['business_uid'], scope);
  const layers: readonly Readonly<Record<string, Json>>[] = [
    {
      Accept: 'application/json, */*;q=0.8',
      'User-Agent': 'verify-specs',
      ...(contentType !== undefined && { 'Content-Type': contentType }),
    },
    value as Record<string, Json>,
    authorization.headers,
    onBehalfOf ? { 'X-On-Behalf-Of': asText(business) } : {},
    filled.headers,
  ];
  const headers = new Map<string, readonly [string, string]>();
  for (const layer of layers)
    for (const [name, each] of Object.entries(layer)) {
      if (each === null) headers.delete(name.toLowerCase());
      else headers.set(name.toLowerCase(), [name, asText(each)]);
    }
  const broken = [...headers.values()].find(
    ([name, each]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(each),
  );
  if (broken !== undefined)
    return {
      check: 'request',
      message: `the header "${broken[0]}" holds a character that no header can carry`,
      span: step.spans['headers'] ?? step.span,
    };
  return { values: Object.fromEntries(headers.values()) };
}

async function encodeContent(input: BuildInput): Promise<Content | RequestProblem> {
  const { step, filled } = input;
  const { body, formFields } = filled;
  const wrong = (message: string): RequestProblem => ({
    check: 'request',
    message,
    span: step.spans['body'] ?? step.span,
  });
  switch (step.contentType) {
    case 'json':
      return body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' };
    case 'form':
      if (typeof body === 'string' && Object.keys(formFields).length === 0)
        return { body, type: 'application/x-www-form-urlencoded' };
      return isFields(body)
        ? { body: queryString({ ...body, ...formFields }), type: 'application/x-www-form-urlencoded' }
        : wrong('content_type form: expected a body that is a map');
    case 'multipart':
      return isFields(body)
        ? encodeForm(input, { ...body, ...formFields })
        : wrong('content_type multipart: expected a body that is a map');
    default: {
      if (!step.contentType.includes('/'))
        return wrong(
          `content_type: expected json, form, multipart or a media type, found "${step.contentType}"`,
        );
      if (body === undefined || body === null) return { type: step.contentType };
      if (typeof body === 'string') return { body, type: step.contentType };
      return /[/+]json\b/.test(step.contentType)
        ? { body: JSON.stringify(body), type: step.contentType }
        : wrong(`content_type ${step.contentType}: expected a body that is text`);
    }
  }
}

async function encodeForm(
  { spec, step, filled, readAttachment, boundary }: BuildInput,
  fields: Readonly<Record<string, Json>>,
): Promise<Content | RequestProblem> {
  const parts = pairsOf(fields).map(([name, content]) => ({ name, content }));
  const files = [];
  for (const [index, file] of filled.fileFields.entries()) {
    const content = await readAttachment(spec.source.path, file.filePath);
    if ('problem' in content) {
      const span = spanOf(spec.source.text, step.span, step.fileFields[index]!.filePath);
      return { check: 'file', message: `file_fields[${index}]: ${content.problem}`, span };
    }
    const filename = file.filename ?? file.filePath.split('/').at(-1)!;
    files.push({
      name: file.fieldName,
      content,
      filename,
      ...(file.contentType && { contentType: file.contentType }),
    });
  }
  return {
    body: encodeMultipart([...parts, ...files], boundary),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } | null | undefined =>
  value === undefined || value === null || isMap(value);

/** Appends the path to the base URL and the parameters to the query that either may have. */
export function joinUrl(base: string, path: string, params: Readonly<Record<string, Json>>): string {
  const url = base.replace(/\/+$/, '') + path.replaceAll('#', '%23');
  const query = queryString(params);
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function queryString(params: Readonly<Record<string, Json>>): string {
  return pairsOf(params)
    .map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Names stay as they are, brackets too; a list repeats its name, a map adds its keys in brackets. */
function pairsOf(fields: Readonly<Record<string, Json>>): readonly (readonly [name: string, text: string])[] {
  const pairs: (readonly [string, string])[] = [];
  const add = (name: string, value: Json): void => {
    if (Array.isArray(value)) for (const each of value as readonly Json[]) add(name, each);
    else if (isMap(value)) for (const [key, each] of Object.entries(value)) add(`${name}[${key}]`, each);
    else pairs.push([name, asText(value)]);
  };
  for (const [name, value] of Object.entries(fields)) add(name, value);
  return pairs;
}

const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/%(5B|5D|24|2C|3A|40|2F)/g, (code) => decodeURIComponent(code));
