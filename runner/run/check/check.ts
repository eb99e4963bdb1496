import { type Answer, headerOf } from '../../language/answer.ts';
import { findIn, type PathResult } from '../../language/matcher/expected.ts';
import { matchHeader } from '../../language/matcher/expected-header.ts';
import { shownValue } from '../../language/json/json-values.ts';
import type { TestPattern } from '../../language/matcher/match.ts';
import { match } from '../../language/matcher/matcher.ts';
import type { Spec } from '../../language/parse.ts';
import type { Span } from '../../language/source.ts';
import { describeStatuses, includesStatus } from '../../language/matcher/status.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { Check } from '../events.ts';
import type { RenderedExpect } from './expect.ts';
import { patternsOfAnswer } from './patterns.ts';
import { type Compared, comparisonFinding } from './compared-values.ts';
import { type CheckDraft, placeCheck } from './place-check.ts';

/** The duration of a response, and for how much of it this process was too busy to notice it. */
export type Took = { readonly durationMs: number; readonly busyMs: number };

/** Checks a response against everything that the step expects. Pure: sends and logs nothing. */
export function checkAnswer(
  spec: Spec,
  step: Step,
  expect: RenderedExpect,
  answer: Answer,
  took: Took,
): Check[] {
  const checks = [checkStatus(spec, expect, answer), ...checkJson(spec, step, answer)];
  const names = Object.keys(expect.headers);
  const paths = Object.keys(expect.body);
  if (names.length + paths.length > 0) {
    const testPattern = patternsOfAnswer(answer);
    for (const key of names)
      checks.push(checkHeader(spec, step, { key, wanted: expect.headers[key]!, answer, testPattern }));
    for (const key of paths)
      checks.push(checkBody(spec, step, { key, wanted: expect.body[key]!, answer, testPattern }));
  }
  checks.push(...checkDuration(spec, step, took));
  return checks;
}

const spanIn = (step: Step, part: string, key: string): Span =>
  step.spans[`expect.${part}.${key}`] ?? step.spans[`expect.${part}`] ?? step.spans['expect'] ?? step.span;

function checkStatus(spec: Spec, { statuses, statusSpan }: RenderedExpect, answer: Answer): Check {
  const isExpected = includesStatus(statuses, answer.status);
  return placeCheck(spec, statusSpan, {
    name: 'status',
    expected: statuses,
    actual: answer.status,
    message: isExpected ? '' : `expected ${describeStatuses(statuses)}, got ${answer.status}`,
    ...(isExpected ? {} : hintOfStatus(answer)),
  });
}

function hintOfStatus({ status, headers, notFollowed }: Answer): { readonly hint?: string } {
  if (status === 401 || status === 403) return { hint: 'is this the right token, and is it still valid?' };
  if (status === 429) return { hint: 'the API limits the rate: run fewer specs at once with --jobs' };
  if (status >= 300 && status < 400 && headers['location'] !== undefined)
    return {
      hint: `it redirects to ${headers['location']}; ${notFollowed ?? 'redirects are not followed, so that no credentials go astray'}`,
    };
  if (status === 502 || status === 503 || status === 504)
    return {
      hint: 'a gateway answered instead of the API; useFallbackApi: true is for what only the fallback API serves',
    };
  return {};
}

const NONE: readonly Check[] = [];

/** A response declared as JSON must be JSON; one that is read as JSON should be declared so. */
function checkJson(spec: Spec, step: Step, answer: Answer): readonly Check[] {
  if (answer.json !== undefined && answer.duplicated === undefined && answer.readAsJson === undefined)
    return NONE;
  const type = answer.headers['content-type'] ?? null;
  const finding = (message: string): CheckDraft => ({
    name: 'json',
    expected: 'JSON',
    actual: type,
    message,
  });
  const span = step.spans['id'] ?? step.span;
  if (answer.json === undefined)
    return answer.bodyBytes > 0 && /[/+]json\b/i.test(type ?? '')
      ? [placeCheck(spec, span, finding(answer.problem ?? 'the body is not JSON'))]
      : [];
  const warnings = [
    answer.duplicated,
    answer.readAsJson !== undefined && looksInside(step) ? answer.readAsJson : undefined,
  ];
  return warnings
    .filter((each) => each !== undefined)
    .map((message) => placeCheck(spec, span, { ...finding(message), severity: 'warn' }));
}

/** Whether a step expects or extracts anything inside the body. */
const looksInside = ({ expect, extract, retry }: Step): boolean =>
  [
    ...Object.keys(expect.body),
    ...extract.flatMap(({ from }) => (from.kind === 'body' ? [from.path] : [])),
    ...(retry?.until.kind === 'answer' ? Object.keys(retry.until.body) : []),
  ].some((path) => path !== '$') ||
  (retry?.until.kind === 'expression' && retry.until.source.includes('$'));

/** What is expected of a header or a path, and what it is compared with. */
type Comparison = {
  readonly key: string;
  readonly wanted: Json;
  readonly answer: Answer;
  readonly testPattern: TestPattern;
};

function checkHeader(spec: Spec, step: Step, comparison: Comparison): Check {
  const { key: name, wanted, answer, testPattern } = comparison;
  const actual = headerOf(answer, name);
  const found = matchHeader(answer, name, wanted, testPattern);
  return placeCheck(spec, spanIn(step, 'headers', name), {
    name: `header ${name}`,
    expected: wanted,
    ...comparisonFinding(found, actual === undefined ? [] : [actual]),
  });
}

function checkBody(spec: Spec, step: Step, comparison: Comparison): Check {
  const { key: path, wanted, answer, testPattern } = comparison;
  const found = findIn(answer, path, testPattern);
  return placeCheck(spec, spanIn(step, 'body', path), {
    name: `body ${path}`,
    expected: shownValue(wanted),
    ...findingInBody(found, comparison),
  });
}

function findingInBody(found: PathResult, { key: path, wanted, answer, testPattern }: Comparison): Compared {
  switch (found.kind) {
    case 'values':
      return comparisonFinding(match(found.values, wanted, testPattern), found.values, { path, wanted });
    case 'not-json':
      return { actual: null, message: answer.problem ?? 'expected JSON' };
    case 'problem':
      return { actual: null, message: found.problem, outcome: 'not-made' };
  }
}

function checkDuration(spec: Spec, step: Step, { durationMs, busyMs }: Took): readonly Check[] {
  const { maxMs } = step.expect;
  if (maxMs === undefined) return [];
  const actual = Math.round(durationMs);
  const late = `expected an answer within ${maxMs} ms, it took ${actual} ms`;
  const about = { name: 'maxMs', expected: maxMs, actual, message: durationMs <= maxMs ? '' : late };
  const span = step.spans['expect.maxMs'] ?? step.span;
  if (durationMs <= maxMs || durationMs - busyMs > maxMs) return [placeCheck(spec, span, about)];
  return [
    placeCheck(spec, span, {
      ...about,
      outcome: 'not-made',
      message: `${late}, ${Math.round(busyMs)} ms of which this program was busy with checks`,
      hint: 'run the spec by itself, or fewer at once (--jobs)',
    }),
  ];
}
