import { posix } from 'node:path';
import { locateOperation } from '../openapi/find.ts';
import { type ApiDocument, type Documents, isProblem } from '../openapi/load.ts';
import type { Operation } from '../openapi/operation.ts';
import type { OperationIndex } from '../openapi/operations.ts';
import { expectedStatuses } from '../run/expect.ts';
import { METHODS } from '../spec/metadata.ts';
import { hasErrors, type Spec } from '../spec/parse.ts';
import type { Span } from '../spec/source.ts';
import type { Step } from '../spec/step.ts';
import type { DriftInput } from './drift.ts';
import { DRIFT_RULES, type DriftFinding, whoDisagrees } from './finding.ts';
import { nearestOperation } from './nearest.ts';
import type { ObservedOperation } from './observed.ts';
import { isKnownPath, templateOf } from './spec-path.ts';
import {
  type Context,
  type Expectation,
  placeInDocument,
  placeInSpec,
  placeOfOperation,
  type Use,
} from './use.ts';

type Input = Pick<DriftInput, 'specs' | 'documents' | 'lookUp' | 'observed' | 'whole'> & {
  readonly index: OperationIndex;
};

/** Finds the operation of every step, and says of which there is none. */
export function readUses(
  input: Input,
  context: Context,
): { readonly uses: readonly Use[]; readonly findings: readonly DriftFinding[] } {
  const uses: Use[] = [];
  const findings: DriftFinding[] = [];
  for (const spec of input.specs) {
    const broken = unreadable(spec);
    if (broken) {
      findings.push(broken);
      continue;
    }
    for (const asked of questionsOf(spec)) {
      const found = answer(spec, asked, input, context);
      if (found.operation === undefined) findings.push(...found.findings);
      else {
        findings.push(...found.findings);
        if (asked.step !== undefined) uses.push(useOf(spec, asked.step, found, input, context));
      }
    }
  }
  return { uses, findings };
}

function unreadable(spec: Spec): DriftFinding | undefined {
  const error = spec.diagnostics.find(({ severity }) => severity === 'error');
  if (error === undefined || !hasErrors(spec.diagnostics)) return undefined;
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

/** Something a spec asks for: its endpoint, or one of its steps. */
type Question = {
  readonly method: string;
  readonly path: string;
  readonly span: Span;
  readonly step: Step | undefined;
  readonly isEndpoint: boolean;
};

function questionsOf(spec: Spec): readonly Question[] {
  const { method, path, spans } = spec.metadata;
  const steps = spec.steps.filter(isKnownPath).map((step): Question => {
    const template = templateOf(spec, step);
    const isEndpoint = step.method === method && template === path;
    return { method: step.method, path: template, span: step.spans['path'] ?? step.span, step, isEndpoint };
  });
  if (method === undefined || path === undefined) return steps;
  const span = spans['endpoint'] ?? { start: 0, end: 0 };
  return [{ method, path, span, step: undefined, isEndpoint: true }, ...steps];
}

type Answer = {
  readonly operation: Operation | undefined;
  readonly document: ApiDocument | undefined;
  readonly findings: readonly DriftFinding[];
};

function answer(spec: Spec, asked: Question, input: Input, context: Context): Answer {
  const { documents, index } = input;
  const found = input.lookUp(spec);
  const located = locateOperation(documents, index, { ...found, method: asked.method, path: asked.path });
  const named = namedDocuments(documents, found);
  if (located.outcome === 'found') {
    const { operation } = located.match;
    const isNamed = found.swagger === undefined || named.some(({ path }) => path === operation.document);
    const elsewhere = asked.step === undefined && !isNamed;
    return {
      operation,
      document: located.document,
      findings: elsewhere ? [documentElsewhere(spec, operation, found.swagger, named, context)] : [],
    };
  }
  // The endpoint speaks for the steps that ask it; and who expects that there is nothing agrees with the document.
  const isSaid = asked.isEndpoint && asked.step !== undefined;
  const missing =
    isSaid || expectsNothing(spec, asked) ? [] : [withoutOperation(spec, asked, named, input, context)];
  return { operation: undefined, document: undefined, findings: missing };
}

const isDocument = (each: ReturnType<Documents['open']>): each is ApiDocument => !isProblem(each);

function namedDocuments(
  documents: Documents,
  { swagger, folders }: ReturnType<DriftInput['lookUp']>,
): readonly ApiDocument[] {
  if (swagger === undefined) return [];
  const paths = posix.isAbsolute(swagger) ? [swagger] : folders.map((folder) => posix.join(folder, swagger));
  return [...new Set(paths)].map((path) => documents.open(path)).filter(isDocument);
}

function documentElsewhere(
  spec: Spec,
  operation: Operation,
  swagger: string | undefined,
  named: readonly ApiDocument[],
  context: Context,
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

function withoutOperation(
  spec: Spec,
  asked: Question,
  named: readonly ApiDocument[],
  { documents, index, observed, whole, lookUp }: Input,
  context: Context,
): DriftFinding {
  const listed = whole.map((path) => documents.open(path)).filter(isDocument);
  const guess = guessOperation([named, listed], index, asked);
  const seen = findObserved(observed, null, asked.method, asked.path);
  const statuses = Object.keys(seen?.answers ?? {});
  const exists = statuses.some((status) => !['404', '405', '501'].includes(status) && !/^5/.test(status));
  const { swagger } = lookUp(spec);
  const isLost = swagger !== undefined && named.length === 0;
  const severity = asked.isEndpoint ? DRIFT_RULES['spec-without-operation'].severity : 'warn';
  return {
    rule: 'spec-without-operation',
    severity: spec.metadata.status === 'skipped' ? 'info' : severity,
    disagrees: whoDisagrees({
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

/** A refusal that says that there is no such operation. */
const NOTHING_THERE = [404, 405, 501];

function expectsNothing(spec: Spec, { step, isEndpoint }: Question): boolean {
  const steps = isEndpoint ? spec.steps.filter(({ section }) => section === 'test') : step ? [step] : [];
  return (
    steps.length > 0 &&
    steps.every((each) =>
      expectationOf(spec, each).statuses?.every((status) => NOTHING_THERE.includes(Number(status))),
    )
  );
}

/** What a question most likely means: the same path with another method, else the nearest; first in the documents named. */
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
        says: `the document has that path for ${methods.join(', ')}, not for ${method}`,
      };
    const operation = nearestOperation(documents.flatMap(index.list), method, path);
    if (operation) return { operation, says: `the nearest is ${operation.method} ${operation.template}` };
  }
  return undefined;
}

function useOf(
  spec: Spec,
  step: Step,
  { operation, document }: Answer,
  { observed }: Input,
  { show }: Context,
): Use {
  const { method, path } = spec.metadata;
  const found = operation!;
  return {
    spec,
    step,
    document: document!,
    operation: found,
    observed: findObserved(observed, show(found.document), found.method, found.template),
    isEndpoint: step.method === method && templateOf(spec, step) === path,
    expects: expectationOf(spec, step),
  };
}

/** What was observed of an operation; `document` is null for one that no document has. */
export const findObserved = (
  observed: DriftInput['observed'],
  document: string | null,
  method: string,
  template: string,
): ObservedOperation | undefined =>
  observed?.operations.find(
    (each) => each.document === document && each.method === method && each.template === template,
  );

function expectationOf(spec: Spec, step: Step): Expectation {
  const isStated =
    step.expect.status !== undefined ||
    (step.section === 'test' && spec.metadata.expectedOutcome !== undefined);
  const found = expectedStatuses(spec, step, step.expect.status);
  return {
    statuses: found?.statuses,
    stated: isStated ? 'by the spec' : 'by default',
    span: found?.statusSpan ?? step.span,
  };
}
