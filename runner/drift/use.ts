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

/** The three sides of a comparison, and how to show paths. */
export type DriftInput = {
  readonly specs: readonly Spec[];
  readonly documents: Documents;
  /** How to look up a spec's `swagger:`, and in which folders. */
  readonly lookUp: (spec: Spec) => {
    readonly swagger: string | undefined;
    readonly folders: readonly string[];
  };
  /** The documents of which every operation needs a spec. */
  readonly whole: readonly string[];
  /** Undefined without observations. */
  readonly observed: Observed | undefined;
  readonly show: (text: string) => string;
  /** Whether `nullable` is read in every version. */
  readonly nullable?: NullableReading;
};

/** The inputs of every comparison besides the two sides. */
export type DriftContext = {
  readonly documents: Documents;
  readonly views: SchemaViews;
  /** Shortens a path, alone or in a sentence, for messages. */
  readonly show: (text: string) => string;
};

/** One step of a spec, with its operation and the observations of it. */
export type OperationUse = {
  readonly spec: Spec;
  readonly step: Step;
  readonly document: ApiDocument;
  readonly operation: Operation;
  readonly observed: ObservedOperation | undefined;
  /** Whether the step calls the spec's endpoint. */
  readonly isEndpoint: boolean;
  readonly expects: Expectation;
};

/** The statuses that a step accepts; undefined when a variable holds them, and `stated` when the spec has them. */
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

/** A finding about a step and its operation. Its place is that of the operation by default. */
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

/** The place of a span in a spec. */
export function placeInSpec({ source }: Spec, span: Span): DriftPlace {
  const { line, column } = placeAt(source, span);
  return { path: source.path, line, column };
}

/** The place of a part of a document. */
export function placeInDocument(place: DocumentPlace, { documents, show }: DriftContext): DriftPlace {
  const { path, line, column } = documents.locate(place);
  return { path: show(path), line, column };
}

/** The place of an operation, or of a part of it. */
export const placeOfOperation = (
  { document, pointer }: Operation,
  ...part: readonly string[]
): DocumentPlace => ({
  file: document,
  pointer: extendPointer(pointer, ...part),
});

/** Whether a step expects a refusal: its request may then be wrong on purpose. */
export const wantsRefusal = ({ expects: { statuses } }: OperationUse): boolean =>
  statuses?.every((status) => Number(String(status)[0]) >= 4) ?? false;

/** The documented responses that an expectation accepts; the default response when none is named. */
export function acceptedResponses({ responses }: Operation, statuses: StatusSet): readonly string[] {
  const named = Object.keys(responses).filter((key) => key !== 'default' && accepts(statuses, key));
  return named.length > 0 || !Object.hasOwn(responses, 'default') ? named : ['default'];
}

/** Whether a status of the documented key (`200` or `2XX`) is accepted. */
function accepts(statuses: StatusSet, key: string): boolean {
  if (!/XX$/i.test(key)) return includesStatus(statuses, Number(key));
  const first = Number(key[0]) * 100;
  return Array.from({ length: 100 }, (_, index) => first + index).some((each) =>
    includesStatus(statuses, each),
  );
}

/** Observed answers by status, of the statuses that an expectation accepts. */
export const acceptedAnswers = (
  observed: ObservedOperation | undefined,
  statuses: StatusSet,
): readonly (readonly [status: string, answer: ObservedAnswer])[] =>
  Object.entries(observed?.answers ?? {}).filter(([status]) => includesStatus(statuses, Number(status)));

/** Observed answers that were not refusals. */
export const successes = (observed: ObservedOperation | undefined) => acceptedAnswers(observed, ['100-399']);

/** The observed success of a request like this one; an API may ignore unknown parts. */
export function answeredTo(
  { observed }: OperationUse,
  isLike: (request: ObservedRequest) => boolean,
): string | null {
  const found = successes(observed).find(([, { requests }]) => requests.some(isLike));
  return found === undefined ? null : `sent, and answered ${found[0]}`;
}
