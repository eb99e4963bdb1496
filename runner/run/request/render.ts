import { nearest } from '../../language/diagnostic.ts';
import type { Spec } from '../../language/parse.ts';
import type { Span } from '../../language/source.ts';
import { type FileField, type Step, stepName } from '../../language/step/step.ts';
import { fillPathText } from '../../language/template/path-text.ts';
import { asText, renderFlat, Rendering, renderText, resolveName } from '../../language/template/template.ts';
import { jsonOf, type WrittenTexts } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { countDots, problemOfPathValue } from './path-value.ts';
import type { Scope } from '../scope.ts';

/** Why a request cannot be made, and where in the spec. */
export type RequestProblem = {
  /** The check that reports it: `variables`, `token`, `host`, `request`. */
  readonly check: string;
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
  readonly found?: ExpectedAndActual;
};

/** What a check that was not made looked for, and what it found. */
export type ExpectedAndActual = { readonly expected: Json; readonly actual: Json };

/** A step's path, query, headers and content with every variable filled in. */
export type RenderedStep = {
  readonly path: string;
  readonly params: Readonly<Record<string, WrittenTexts>>;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Json | undefined;
  readonly formFields: Readonly<Record<string, WrittenTexts>>;
  readonly fileFields: readonly FileField[];
};

/** `{name}`, but not `{{name}}`. */
const PATH_PARAMETER = /(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g;

/** Fills in what a step sends. A variable without a value is a problem, and nothing is sent. */
export function renderStep(spec: Spec, step: Step, scope: Scope): RenderedStep | RequestProblem {
  const path = fillPath(spec, step, scope);
  if (typeof path !== 'string') return path;
  const work = new Rendering(scope.lookup);
  const filled: RenderedStep = {
    path,
    params: work.texts(step.params),
    headers: work.flat(step.headers),
    formFields: work.texts(step.formFields),
    fileFields: step.fileFields.map((field) => work.flat(field)),
    body: fillBody(step, work),
  };
  fillUsedLater(step, work);
  const { missing, problems } = work;
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  return missing.length > 0 ? unresolved(spec, step, missing, scope) : filled;
}

/** A text body and the fields of a form are filled in with the texts of variables. */
function fillBody({ body, content }: Step, work: Rendering): Json | undefined {
  if (body === undefined || body === null) return body;
  return content.kind === 'json' ? work.json(body) : work.texts(body as WrittenTexts);
}

/** Parts that are filled in after the response, but whose variables must be known before the request is sent. */
function fillUsedLater({ extract, retry }: Step, work: Rendering): void {
  for (const { from, default: fallback } of extract) {
    if (from.kind === 'body') fillPathText(from.path, work);
    else work.json(from.header);
    if (fallback !== undefined) work.json(jsonOf(fallback));
  }
  const until = retry?.until;
  if (until?.kind === 'expression') work.json(until.source);
  else if (until !== undefined) {
    for (const path of Object.keys(until.body)) fillPathText(path, work);
    work.json([{ ...until.headers }, Object.values(until.body), until.status ?? null]);
  }
}

/** The problem of variables without a value, at the place of the first. */
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

/** Suggests a step of the spec that extracts nearly this name, else what the scope suggests. */
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

/** One variable or helper call of a path, unless escaped. */
const PLACEHOLDER = /(?<!\\)(?:\{\{.*?\}\}|<<[^<>]*>>)/g;

function fillPath(spec: Spec, step: Step, scope: Scope): string | RequestProblem {
  const span = step.spans['path'] ?? step.span;
  // Nothing to fill in or unescape.
  if (!/[{<\\]/.test(step.path)) return problemOfPath(step.path, span) ?? step.path;
  const missing: string[] = [];
  const refused: { readonly name: string; readonly problem: string }[] = [];
  const refuse = (name: string, problem: string | undefined): void => {
    if (problem !== undefined) refused.push({ name, problem });
  };
  const queryAt = step.path.includes('?')
    ? step.path.replace(PLACEHOLDER, (each) => ' '.repeat(each.length)).indexOf('?')
    : -1;
  for (const { 0: placeholder, index } of step.path.matchAll(PLACEHOLDER)) {
    if (queryAt !== -1 && index > queryAt) break;
    const { value, missing, problems } = renderText(placeholder, scope.lookup);
    if (missing.length + problems.length > 0) continue;
    const position = index > 0 ? 'inside' : placeholder.length < step.path.length ? 'start' : 'whole';
    refuse(placeholder.slice(2, -2).trim(), problemOfPathValue(asText(value), position));
  }
  const segment = (name: string): string => {
    const value = resolveName(name, scope.lookup);
    if (value === undefined) missing.push(name);
    const text = asText(value);
    // Encoding keeps a value from leading elsewhere, but does not encode dots.
    if (value !== undefined && ['', '.', '..'].includes(text))
      refuse(name, problemOfPathValue(text, 'inside'));
    return encodeURIComponent(text);
  };
  const withParameters = step.path.replace(PATH_PARAMETER, (_whole, name: string) => segment(name));
  const rendered = renderFlat(withParameters, scope.lookup);
  if (rendered.problems[0] !== undefined) return { check: 'variables', message: rendered.problems[0], span };
  missing.push(...rendered.missing);
  if (missing.length > 0) return unresolved(spec, step, missing, scope);
  const path = rendered.value;
  if (refused[0] !== undefined)
    return {
      check: 'variables',
      message: `{{${refused[0].name}}} ${refused[0].problem}: ${path}`,
      hint: /[/?\\]/.test(refused[0].problem)
        ? 'see where the variable comes from; {name} in a path sends any value as one segment'
        : 'see where the variable comes from',
      span: spanOfVariable(spec, step, refused[0].name),
    };
  const problem = problemOfPath(path, span);
  if (problem !== undefined) return problem;
  const [written, sent] = [step.path, path].map((each) => countDots(each.split('?', 1)[0]!));
  if (sent! > written!)
    return {
      check: 'variables',
      message: `variables make a "." or ".." of the path, which would lead elsewhere: ${path}`,
      hint: 'see where the variables come from',
      span,
    };
  return path;
}

function problemOfPath(path: string, span: Span): RequestProblem | undefined {
  if (!path.startsWith('/'))
    return { check: 'request', message: `expected a path that starts with /, found "${path}"`, span };
  // A URL parser silently drops these characters, and the path would name something else.
  if (/[\u0000-\u001f\u007f]/.test(path))
    return { check: 'request', message: 'the path holds a line break or another control character', span };
  return undefined;
}
