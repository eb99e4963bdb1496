import type { Mutable } from '../../language/records.ts';
import { nearest } from '../../language/diagnostic.ts';
import type { Spec } from '../../language/parse.ts';
import type { Span } from '../../language/source.ts';
import { PATH_PARAMETER } from '../../language/step/read-path.ts';
import { type FilledPart, type Step, stepName } from '../../language/step/step.ts';
import type { RenderingName } from '../../language/step/step-key.ts';
import { stepKeys } from '../../language/step/step-keys.ts';
import { asText, renderFlat, Rendering, renderText, resolveName } from '../../language/template/template.ts';
import type { WrittenTexts } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { countDots, problemOfPathValue } from './path-value.ts';
import type { Scope } from '../scope/scope.ts';

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

/** What a step sends, with every variable filled in. */
export type RenderedStep = FilledPart;

/** How each kind of value that is sent is filled in, but for the path. */
const renderings: Readonly<
  Record<Exclude<RenderingName, 'path'>, (value: unknown, work: Rendering, step: Step) => unknown>
> = {
  texts: (value, work) => work.texts(value as WrittenTexts),
  flat: (value, work) => work.flat(value as Json),
  // A body that is a text, or the fields of a form, is filled in with the texts of variables.
  body: (value, work, { content }) => {
    if (value === undefined || value === null) return value;
    return content.kind === 'json' ? work.json(value as Json) : work.texts(value as WrittenTexts);
  },
};

const sentParts = stepKeys.flatMap(([, row]) =>
  row.isSent && row.rendering !== 'written' && row.rendering !== 'path'
    ? [{ field: row.field as keyof RenderedStep, render: renderings[row.rendering] }]
    : [],
);

const checkedParts = stepKeys.flatMap(([, row]) =>
  row.isSent || row.check === undefined ? [] : [{ field: row.field as keyof Step, check: row.check }],
);

/** Copies of it have one hidden class. */
const BLANK = Object.fromEntries([
  ['path', ''],
  ...sentParts.map(({ field }) => [field, undefined]),
]) as unknown as RenderedStep;

/** Fills in what a step sends. A variable without a value is a problem, and nothing is sent. */
export function renderStep(spec: Spec, step: Step, scope: Scope): RenderedStep | RequestProblem {
  const path = fillPath(spec, step, scope);
  if (typeof path !== 'string') return path;
  const work = new Rendering(scope.lookup);
  const filled: Mutable<RenderedStep> = { ...BLANK };
  filled.path = path;
  for (const { field, render } of sentParts)
    (filled as Record<string, unknown>)[field] = render(step[field], work, step);
  for (const { field, check } of checkedParts)
    if (step[field] !== undefined) check(step[field] as never, work);
  const { missing, problems } = work;
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  return missing.length > 0 ? unresolved(spec, step, missing, scope) : filled;
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
