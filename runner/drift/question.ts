import { posix } from 'node:path';
import { isDocument } from '../openapi/document/named.ts';
import type { ApiDocument, Documents } from '../openapi/document/documents.ts';
import { expectedStatuses } from '../run/check/expect.ts';
import type { Spec } from '../language/parse.ts';
import type { Span } from '../language/source.ts';
import type { Step } from '../language/step/step.ts';
import { isKnownPath, templateOf } from './spec-path.ts';
import type { Expectation } from './use.ts';

/** An operation that a spec needs: its endpoint, or that of a step. */
export type Question = {
  readonly method: string;
  readonly path: string;
  readonly span: Span;
  readonly step: Step | undefined;
  readonly isEndpoint: boolean;
};

/** The operations that a spec needs: its endpoint, then those of steps whose path is known before a run. */
export function questionsOf(spec: Spec): readonly Question[] {
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

/** The statuses that a step accepts, before variables are filled in. */
export function expectationOf(spec: Spec, step: Step): Expectation {
  const isStated =
    step.expect.status !== undefined ||
    (step.section === 'test' && spec.metadata.expectedOutcome !== undefined);
  const found = expectedStatuses(spec, step, step.expect.status);
  return {
    statuses: 'problem' in found ? undefined : found.statuses,
    stated: isStated ? 'by the spec' : 'by default',
    span: 'problem' in found ? step.span : found.statusSpan,
  };
}

/** The documents that a spec names, in each folder of its search. */
export function openNamedDocuments(
  documents: Documents,
  { swagger, folders }: SpecLookup,
): readonly ApiDocument[] {
  if (swagger === undefined) return [];
  const paths = posix.isAbsolute(swagger) ? [swagger] : folders.map((folder) => posix.join(folder, swagger));
  return [...new Set(paths)].map((path) => documents.open(path)).filter(isDocument);
}

type SpecLookup = { readonly swagger: string | undefined; readonly folders: readonly string[] };
