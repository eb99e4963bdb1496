import { nearest } from '../spec/diagnostic.ts';
import type { Spec } from '../spec/parse.ts';
import type { Span } from '../spec/source.ts';
import { type FileField, type Step, stepName } from '../spec/step.ts';
import { asText, renderFlat, Rendering, renderText, resolveName } from '../spec/template.ts';
import type { Texts } from '../spec/written.ts';
import type { Json } from '../spec/yaml.ts';
import type { Scope } from './scope.ts';

/** Why a request cannot be made, and where in the spec. */
export type RequestProblem = {
  /** The name of the check that reports it: `variables`, `token`, `host`, `request`. */
  readonly check: string;
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
};

/** A step's path, query, headers and content with every variable filled in. */
export type Filled = {
  readonly path: string;
  readonly params: Readonly<Record<string, Texts>>;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Json | undefined;
  readonly formFields: Readonly<Record<string, Texts>>;
  readonly fileFields: readonly FileField[];
};

/** `{name}`, but not `{{name}}`. */
const PATH_PARAMETER = /(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g;

/** Fills in what a step sends. Whatever nobody provides is a problem, and then nothing is sent. */
export function fillStep(spec: Spec, step: Step, scope: Scope): Filled | RequestProblem {
  const path = fillPath(spec, step, scope);
  if (typeof path !== 'string') return path;
  const work = new Rendering(scope.lookup);
  const filled: Filled = {
    path,
    params: work.texts(step.params),
    headers: work.flat(step.headers),
    formFields: work.texts(step.formFields),
    fileFields: step.fileFields.map((field) => work.flat(field)),
    body: fillBody(step, work),
  };
  work.json(usedLater(step));
  const { missing, problems } = work;
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  return missing.length > 0 ? unresolved(spec, step, missing, scope) : filled;
}

/** A body that is a text, or the fields of a form, is filled in with the texts of variables. */
function fillBody({ body, content }: Step, work: Rendering): Json | undefined {
  if (body === undefined || body === null) return body;
  return content.kind === 'json' ? work.json(body) : work.texts(body as Texts);
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
  const refused = names.find((name) => scope.refusalOf(name) !== undefined);
  if (refused !== undefined)
    return { check: 'variables', ...scope.refusalOf(refused)!, span: spanOfVariable(spec, step, refused) };
  return {
    check: 'variables',
    message: `nobody provides ${names.map((name) => `{{${name}}}`).join(', ')}`,
    hint: adviceFor(spec, first, scope),
    span: spanOfVariable(spec, step, first),
  };
}

/** A step of the spec that extracts nearly this name is what was meant; else wherever the scope knows. */
function adviceFor(spec: Spec, name: string, scope: Scope): string {
  const owners = new Map(
    spec.steps.flatMap((step) => step.extract.map((each) => [each.name, stepName(step)] as const)),
  );
  const guess = nearest(name, [...owners.keys()]);
  return guess === undefined || guess === name
    ? scope.advise(name)
    : `did you mean "${guess}", which ${owners.get(guess)} extracts?`;
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
  const rendered = renderFlat(withParameters, scope.lookup);
  if (rendered.problems[0] !== undefined) return { check: 'variables', message: rendered.problems[0], span };
  missing.push(...rendered.missing);
  if (missing.length > 0) return unresolved(spec, step, missing, scope);
  const path = rendered.value;
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
