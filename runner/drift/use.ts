import type { ApiDocument, Documents, DocumentPlace } from '../openapi/document/documents.ts';
import type { Operation } from '../openapi/operation/operation.ts';
import { extendPointer } from '../openapi/document/pointer.ts';
import type { Spec } from '../language/parse.ts';
import { placeAt, type Span } from '../language/source.ts';
import { includesStatus, type StatusSet } from '../language/matcher/status.ts';
import type { Step } from '../language/step/step.ts';
import { DRIFT_RULES, type DriftFinding, type DriftPlace } from './finding.ts';
import type { NullableReading } from '../openapi/schema/conversion.ts';
import type { Observed, ObservedAnswer, ObservedOperation, ObservedRequest } from './observed/observed.ts';
import type { SchemaViews } from './compare/schema-views.ts';

/** The three sides that are compared, and how they are shown. */
export type DriftInput = {
  readonly specs: readonly Spec[];
  readonly documents: Documents;
  /** What a spec's `swagger:` is looked up as, and in which folders. */
  readonly lookUp: (spec: Spec) => {
    readonly swagger: string | undefined;
    readonly folders: readonly string[];
  };
  /** Paths of the documents that are compared whole: their operations need specs. */
  readonly whole: readonly string[];
  /** Undefined when no run has been observed. */
  readonly observed: Observed | undefined;
  readonly show: (text: string) => string;
  /** Whether `nullable` counts wherever it is written. */
  readonly nullable?: NullableReading;
};

/** What every comparison needs beside the two sides. */
export type DriftContext = {
  readonly documents: Documents;
  readonly views: SchemaViews;
  /** How a path, alone or in a sentence, is shown. */
  readonly show: (text: string) => string;
};

/** One step of a spec, beside the operation that it asks and what was observed of that. */
export type OperationUse = {
  readonly spec: Spec;
  readonly step: Step;
  readonly document: ApiDocument;
  readonly operation: Operation;
  readonly observed: ObservedOperation | undefined;
  /** True when the step asks the endpoint that the spec is about. */
  readonly isEndpoint: boolean;
  readonly expects: Expectation;
};

/** The statuses a step accepts; undefined when a variable holds them, and `stated` when the spec says them. */
export type Expectation = {
  readonly statuses: StatusSet | undefined;
  readonly stated: 'by the spec' | 'by default';
  readonly span: Span;
};

type UseFinding = Pick<DriftFinding, 'rule' | 'disagrees' | 'subject' | 'message' | 'says'> &
  Partial<Pick<DriftFinding, 'severity' | 'hint'>> & {
    readonly span?: Span;
    readonly place?: DocumentPlace;
  };

/** A finding about a step and its operation. Without a place of its own it points at the operation. */
export function findingOf(
  use: OperationUse,
  { span, place, ...draft }: UseFinding,
  context: DriftContext,
): DriftFinding {
  const { spec, step, operation } = use;
  return {
    severity: DRIFT_RULES[draft.rule].severity,
    ...draft,
    document: context.show(operation.document),
    method: operation.method,
    template: operation.template,
    at: {
      spec: placeInSpec(spec, span ?? step.span),
      document: placeInDocument(place ?? placeOfOperation(operation), context),
    },
    also: [],
  };
}

/** Where a span of a spec stands. */
export function placeInSpec({ source }: Spec, span: Span): DriftPlace {
  const { line, column } = placeAt(source, span);
  return { path: source.path, line, column };
}

/** Where a place of a document stands. */
export function placeInDocument(place: DocumentPlace, { documents, show }: DriftContext): DriftPlace {
  const { path, line, column } = documents.locate(place);
  return { path: show(path), line, column };
}

/** Where an operation, or a part of it, stands. */
export const placeOfOperation = (
  { document, pointer }: Operation,
  ...part: readonly string[]
): DocumentPlace => ({
  file: document,
  pointer: extendPointer(pointer, ...part),
});

/** True when a step wants to be refused: what it sends may then be wrong on purpose. */
export const wantsRefusal = ({ expects: { statuses } }: OperationUse): boolean =>
  statuses?.every((status) => Number(String(status)[0]) >= 4) ?? false;

/** The documented responses that an expectation accepts; the default when none is named. */
export function acceptedResponses({ responses }: Operation, statuses: StatusSet): readonly string[] {
  const named = Object.keys(responses).filter((key) => key !== 'default' && accepts(statuses, key));
  return named.length > 0 || !Object.hasOwn(responses, 'default') ? named : ['default'];
}

/** True when some status of the documented key (`200` or `2XX`) is accepted. */
function accepts(statuses: StatusSet, key: string): boolean {
  if (!/XX$/i.test(key)) return includesStatus(statuses, Number(key));
  const first = Number(key[0]) * 100;
  return Array.from({ length: 100 }, (_, index) => first + index).some((each) =>
    includesStatus(statuses, each),
  );
}

/** Observed answers by status, those that an expectation accepts. */
export const acceptedAnswers = (
  observed: ObservedOperation | undefined,
  statuses: StatusSet,
): readonly (readonly [status: string, answer: ObservedAnswer])[] =>
  Object.entries(observed?.answers ?? {}).filter(([status]) => includesStatus(statuses, Number(status)));

/** Observed answers that were no refusals. */
export const successes = (observed: ObservedOperation | undefined) => acceptedAnswers(observed, ['100-399']);

/** How a request like this was answered when that was no refusal; an API may ignore what it does not know. */
export function answeredTo(
  { observed }: OperationUse,
  isLike: (request: ObservedRequest) => boolean,
): string | null {
  const found = successes(observed).find(([, { requests }]) => requests.some(isLike));
  return found === undefined ? null : `sent, and answered ${found[0]}`;
}
