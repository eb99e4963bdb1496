import { isDocument } from '../openapi/document/named.ts';
import type { ApiDocument, Documents } from '../openapi/document/documents.ts';
import type { Operation } from '../openapi/operation/operation.ts';
import type { OperationIndex } from '../openapi/operation/operations.ts';
import { METHODS } from '../language/metadata.ts';
import type { Spec } from '../language/parse.ts';
import { DRIFT_RULES, type DriftFinding, disagreementOf } from './finding.ts';
import { nearestOperation } from './nearest.ts';
import { findObserved, type Observed } from './observed/observed.ts';
import { expectationOf, type Question } from './question.ts';
import { type DriftContext, placeInDocument, placeInSpec, placeOfOperation } from './use.ts';

/** Where an operation was searched and not found. */
export type Searched = {
  readonly documents: Documents;
  readonly index: OperationIndex;
  readonly whole: readonly string[];
  readonly observed: Observed | undefined;
  /** The spec's `swagger:`, and the documents of that name. */
  readonly swagger: string | undefined;
  readonly named: readonly ApiDocument[];
};

/** Reports a missing operation, with a guess at the intended one. */
export function withoutOperation(
  spec: Spec,
  asked: Question,
  { documents, index, observed, whole, swagger, named }: Searched,
  context: DriftContext,
): DriftFinding {
  const listed = whole.map((path) => documents.open(path)).filter(isDocument);
  const guess = guessOperation([named, listed], index, asked);
  const seen = findObserved(observed, null, asked.method, asked.path);
  const statuses = Object.keys(seen?.answers ?? {});
  const exists = statuses.some(
    (status) => !['404', '405', '501'].includes(status) && !status.startsWith('5'),
  );
  const isLost = swagger !== undefined && named.length === 0;
  // The operation may be in an unreadable part.
  const isCertain = named.every((document) => index.problems(document).length === 0);
  const severity = asked.isEndpoint && isCertain ? DRIFT_RULES['spec-without-operation'].severity : 'warn';
  return {
    rule: 'spec-without-operation',
    severity: spec.metadata.status === 'skipped' ? 'info' : severity,
    disagrees: disagreementOf({
      spec: 'yes',
      document: 'no',
      observed: statuses.length === 0 ? 'silent' : exists ? 'yes' : 'no',
    }),
    document: named[0] ? context.show(named[0].path) : null,
    method: asked.method,
    template: asked.path,
    subject: 'operation',
    message: `${asked.method} ${asked.path} is in no API document${isLost ? `, and ${swagger} cannot be read` : ''}`,
    hint: guess ? guess.says : 'correct the path in the spec, or document the operation',
    says: {
      spec: `asks ${asked.method} ${asked.path}`,
      document: guess ? `has ${guess.operation.method} ${guess.operation.template}` : null,
      observed: statuses.length > 0 ? `answered ${statuses.join(', ')}` : null,
    },
    at: {
      spec: placeInSpec(spec, asked.span),
      document: guess
        ? placeInDocument(placeOfOperation(guess.operation), context)
        : named[0]
          ? placeInDocument({ file: named[0].path, pointer: '/paths' }, context)
          : null,
    },
    also: [],
  };
}

/** Refusals with which a server reports a missing operation. */
const NOTHING_THERE = [404, 405, 501];

/** Whether a step expects such a refusal: that agrees with the document. */
export function expectsNothing(spec: Spec, { step, isEndpoint }: Question): boolean {
  const steps = isEndpoint ? spec.steps.filter(({ section }) => section === 'test') : step ? [step] : [];
  return (
    steps.length > 0 &&
    steps.every((each) =>
      expectationOf(spec, each).statuses?.every((status) => NOTHING_THERE.includes(Number(status))),
    )
  );
}

/** The likely intended operation: the same path with another method, else the nearest; in the named documents first. */
function guessOperation(
  shelves: readonly (readonly ApiDocument[])[],
  index: OperationIndex,
  { method, path }: Question,
): { readonly operation: Operation; readonly says: string } | undefined {
  for (const documents of shelves) {
    const same = documents.flatMap((document) =>
      METHODS.flatMap((each) => index.find(document, each, path)?.operation ?? []),
    );
    const methods = [...new Set(same.map((operation) => operation.method))];
    if (same[0])
      return {
        operation: same[0],
        says: methods.includes(method)
          ? 'another document has it: correct the document that the spec names, or swagger: in the spec'
          : `the document has that path for ${methods.join(', ')}, not for ${method}`,
      };
    const operation = nearestOperation(documents.flatMap(index.list), method, path);
    if (operation) return { operation, says: `the nearest is ${operation.method} ${operation.template}` };
  }
  return undefined;
}

/** Reports that the document that a spec names is missing or lacks the operation, and another document has it. */
export function documentElsewhere(
  spec: Spec,
  operation: Operation,
  swagger: string | undefined,
  named: readonly ApiDocument[],
  context: DriftContext,
): DriftFinding {
  const shown = context.show(operation.document);
  const why = named.length > 0 ? 'does not have the operation' : 'cannot be read';
  return {
    rule: 'document-elsewhere',
    severity: spec.metadata.status === 'skipped' ? 'info' : DRIFT_RULES['document-elsewhere'].severity,
    disagrees: 'spec-only',
    document: shown,
    method: operation.method,
    template: operation.template,
    subject: swagger ?? '',
    message: `${swagger} ${why}; ${shown} has it`,
    hint: `swagger: ${shown}`,
    says: { spec: `swagger: ${swagger}`, document: `is in ${shown}`, observed: null },
    at: {
      spec: placeInSpec(spec, spec.metadata.spans['swagger'] ?? { start: 0, end: 0 }),
      document: placeInDocument(placeOfOperation(operation), context),
    },
    also: [],
  };
}
