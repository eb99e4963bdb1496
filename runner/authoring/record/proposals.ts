import { isObjectValue } from '../../language/json/json-values.ts';
import { match } from '../../language/matcher/matcher.ts';
import type { Step } from '../../language/step/step.ts';
import { variablesOf } from '../../language/template/compile.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { jsonPath } from '../../openapi/document/pointer.ts';
import { idNoun } from '../names.ts';

/** One answer to a step, as in the report. */
export type RecordedAnswer = {
  readonly answer: unknown;
  /** The JSON of the request; undefined for other content. */
  readonly sent: unknown;
  /** The variables that steps of the spec have extracted. */
  readonly extracted: Readonly<Record<string, unknown>>;
};

type Keys = readonly string[];

/** A value inside objects. */
type Leaf = { readonly keys: Keys; readonly value: unknown };

const MAX_DEPTH = 5;
/** The most expectations that one step gets at once. */
const MOST = 30;

/**
 * Expectations that all answers to a step meet and that it lacks: the values that the spec itself has sent, as it writes them,
 * and the promises of the document. Nothing is copied from the answer: it could be a secret.
 */
export function proposeExpectations(
  step: Step,
  answers: readonly RecordedAnswer[],
  promised: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  for (const { keys } of leavesOf(answers[0]?.answer)) {
    const path = jsonPath(keys);
    const current = Object.hasOwn(step.expect.body, path) ? step.expect.body[path] : undefined;
    if (current !== undefined && !saysKindOnly(current as Json)) continue;
    const wanted =
      sentAs(step, keys, answers) ??
      (current === undefined ? (promised.get(path) as Json | undefined) : undefined);
    if (wanted === undefined) continue;
    const isHeld = answers.every(
      (each) => hasValue(each.answer, keys) && holds(wanted, valueAt(each.answer, keys)),
    );
    if (isHeld && found.size < MOST) found.set(path, wanted);
  }
  return found;
}

/** An expectation of a type, a format or a choice, which a value that the spec has sent may replace. */
const saysKindOnly = (wanted: Json): boolean =>
  isObjectValue(wanted) && Object.keys(wanted).every((key) => ['type', 'format', 'in'].includes(key));

function leavesOf(value: unknown, keys: Keys = []): readonly Leaf[] {
  if (!isObjectValue(value) || keys.length > MAX_DEPTH) return keys.length === 0 ? [] : [{ keys, value }];
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...keys, key]));
}

function valueAt(value: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>(
    (each, key) => (isObjectValue(each) && Object.hasOwn(each, key) ? each[key] : undefined),
    value,
  );
}

const hasValue = (value: unknown, keys: Keys): boolean => valueAt(value, keys) !== undefined;

/** A matcher of a document holds, and a text of the spec has been compared already. */
const holds = (wanted: Json, value: unknown): boolean =>
  !isObjectValue(wanted) || match([value], wanted, () => 'given-up').outcome === 'held';

/** Redacted values look equal, whatever they were. */
const isHidden = (value: unknown): boolean => typeof value === 'string' && /\*\*\*|\$[A-Z]|\{\{/.test(value);

/** The spec's text for a value that the answers repeat from a field of the request, or from its path. */
function sentAs(step: Step, keys: Keys, answers: readonly RecordedAnswer[]): Json | undefined {
  const name = keys.at(-1)!;
  const candidates = [
    ...writtenLeaves(step.body).filter((leaf) => leaf.keys.at(-1) === name),
    ...(idNoun(name) === undefined ? [] : variablesInPath(step).map((variable) => ({ variable }))),
  ];
  const found = candidates.find((candidate) =>
    answers.every(({ answer, sent, extracted }) => {
      const value = 'variable' in candidate ? extracted[candidate.variable] : valueAt(sent, candidate.keys);
      const got = valueAt(answer, keys);
      return isPlain(value) && !isHidden(value) && isSame(value, got);
    }),
  );
  if (found === undefined) return undefined;
  return 'variable' in found ? `{{${found.variable}}}` : (found.value as Json);
}

const isPlain = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value)));

const isSame = (sent: unknown, got: unknown): boolean => sent === got;

const writtenLeaves = (body: Json | undefined): readonly Leaf[] =>
  leavesOf(body).filter(({ value }) => typeof value !== 'object' || value === null);

const variablesInPath = ({ path }: Step): readonly string[] =>
  variablesOf(path.replaceAll(/(?<![{$])\{([\w.]+)\}(?!\})/g, '{{$1}}'));
