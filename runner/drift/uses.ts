import { locateOperation } from '../openapi/operation/find.ts';
import type { ApiDocument } from '../openapi/document/documents.ts';
import type { Operation } from '../openapi/operation/operation.ts';
import type { OperationIndex } from '../openapi/operation/operations.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import { DRIFT_RULES, type DriftFinding } from './finding.ts';
import { findObserved } from './observed/observed.ts';
import { expectationOf, openNamedDocuments, type Question, questionsOf } from './question.ts';
import { templateOf } from './spec-path.ts';
import { type DriftContext, type DriftInput, placeInSpec, type OperationUse } from './use.ts';
import { documentElsewhere, expectsNothing, withoutOperation } from './without-operation.ts';

type Input = Pick<DriftInput, 'specs' | 'documents' | 'lookUp' | 'observed' | 'whole'> & {
  readonly index: OperationIndex;
};

/** Finds the operation of every step, and reports steps without one. */
export function readUses(
  input: Input,
  context: DriftContext,
): { readonly uses: readonly OperationUse[]; readonly findings: readonly DriftFinding[] } {
  const uses: OperationUse[] = [];
  const findings: DriftFinding[] = [];
  for (const spec of input.specs) {
    const broken = unreadable(spec);
    if (broken) {
      findings.push(broken);
      continue;
    }
    for (const asked of questionsOf(spec)) {
      const found = answer(spec, asked, input, context);
      findings.push(...found.findings);
      if (found.place !== undefined && asked.step !== undefined)
        uses.push(useOf(spec, asked.step, found.place, input, context));
    }
  }
  return { uses, findings };
}

function unreadable(spec: Spec): DriftFinding | undefined {
  const error = spec.diagnostics.find(({ severity }) => severity === 'error');
  if (error === undefined) return undefined;
  return {
    rule: 'spec-unreadable',
    severity: spec.metadata.status === 'skipped' ? 'info' : DRIFT_RULES['spec-unreadable'].severity,
    disagrees: 'spec-only',
    document: null,
    method: spec.metadata.method ?? '',
    template: spec.metadata.path ?? spec.source.path,
    subject: spec.source.path,
    message: `the spec cannot be read: ${error.message}`,
    hint: error.hint ?? 'run it to see everything that is wrong with it',
    says: { spec: error.message, document: null, observed: null },
    at: { spec: placeInSpec(spec, error.span), document: null },
    also: [],
  };
}

type Located = { readonly operation: Operation; readonly document: ApiDocument };

type Answer = { readonly place: Located | undefined; readonly findings: readonly DriftFinding[] };

function answer(spec: Spec, asked: Question, input: Input, context: DriftContext): Answer {
  const { documents, index } = input;
  const found = input.lookUp(spec);
  const located = locateOperation(documents, index, { ...found, method: asked.method, path: asked.path });
  const named = openNamedDocuments(documents, found);
  if (located.outcome === 'found') {
    const { operation } = located.match;
    const isNamed = found.swagger === undefined || named.some(({ path }) => path === operation.document);
    const elsewhere = asked.step === undefined && !isNamed;
    return {
      place: { operation, document: located.document },
      findings: elsewhere ? [documentElsewhere(spec, operation, found.swagger, named, context)] : [],
    };
  }
  // The endpoint is reported once for all its steps; and a step that expects a missing operation agrees with the document.
  const isSaid = asked.isEndpoint && asked.step !== undefined;
  const missing =
    isSaid || expectsNothing(spec, asked)
      ? []
      : [withoutOperation(spec, asked, { ...input, ...found, named }, context)];
  return { place: undefined, findings: missing };
}

function useOf(
  spec: Spec,
  step: Step,
  { operation, document }: Located,
  { observed }: Input,
  { show }: DriftContext,
): OperationUse {
  const { method, path } = spec.metadata;
  return {
    spec,
    step,
    document,
    operation,
    observed: findObserved(observed, show(operation.document), operation.method, operation.template),
    isEndpoint: step.method === method && templateOf(spec, step) === path,
    expects: expectationOf(spec, step),
  };
}
