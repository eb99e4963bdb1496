import { type ApiDocument, isProblem } from '../openapi/document/documents.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import { compareAnswers } from './compare/answers.ts';
import { compareBodies } from './compare/bodies.ts';
import { compareObserved } from './compare/observed.ts';
import { compareParameters } from './compare/parameters.ts';
import { compareProse } from './compare/prose.ts';
import { compareStatuses } from './compare/statuses.ts';
import { compareTokens, unlistedTokens } from './compare/tokens.ts';
import { compareDocuments, unreadableSchemas } from './compare/documents.ts';
import { compareFindings, type DriftFinding, mergeAlike } from './finding.ts';
import { createSchemaViews } from './compare/schema-views.ts';
import type { DriftContext, DriftInput, OperationUse } from './use.ts';
import { readUses } from './uses.ts';

/** Where specs, API documents and observed answers disagree. */
export type Drift = {
  readonly version: 1;
  readonly specs: number;
  readonly documents: readonly { readonly path: string; readonly operations: number }[];
  /** The number of operations with an observed answer. */
  readonly observed: number;
  readonly findings: readonly DriftFinding[];
};

/** Compares specs, documents and observations. Sends nothing; unreadable parts are findings too. */
export function findDrift({ specs, documents, lookUp, whole, observed, show, nullable }: DriftInput): Drift {
  const index = operationIndexOf(documents);
  const context: DriftContext = { documents, views: createSchemaViews(documents, nullable), show };
  const { uses, findings } = readUses({ specs, documents, index, lookUp, observed, whole }, context);
  const claims = [...findings, ...uses.flatMap((use) => compareUse(use, context))];
  const opened = new Map<string, ApiDocument>(uses.map(({ document }) => [document.path, document]));
  for (const path of whole) {
    const document = documents.open(path);
    if (!isProblem(document)) opened.set(path, document);
  }
  const bySource = new Map(specs.map((spec) => [spec.source.path, spec]));
  const byPath = new Map([...opened.values()].map((document) => [show(document.path), document]));
  const sightings = (observed?.operations ?? []).flatMap((each) => {
    const document = each.document === null ? undefined : byPath.get(each.document);
    const operation =
      document &&
      index.list(document).find((one) => one.method === each.method && one.template === each.template);
    return document && operation
      ? compareObserved({ document, operation, observed: each, specs: bySource }, context)
      : [];
  });
  const claimed = new Set(claims.map(keyOf));
  const all = [
    ...claims,
    ...sightings.filter((finding) => !claimed.has(keyOf(finding))),
    ...compareDocuments({ uses, index, whole, observed }, context),
    ...unlistedTokens(uses, context),
    ...unreadableSchemas(context),
  ];
  const paths = [...opened.values()].map((document) => ({
    path: show(document.path),
    operations: index.list(document).length,
  }));
  return {
    version: 1,
    specs: specs.length,
    documents: paths.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    observed: observed?.operations.length ?? 0,
    findings: [...mergeAlike(all)].sort(compareFindings),
  };
}

function compareUse(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const findings = [
    ...compareStatuses(use, context),
    ...compareTokens(use, context),
    ...compareParameters(use, context),
    ...compareBodies(use, context),
    ...compareAnswers(use, context),
    ...(isFirstOfEndpoint(use) ? compareProse(use, context) : []),
  ];
  // A skipped spec makes no promise.
  return use.spec.metadata.status === 'skipped'
    ? findings.map((finding) => ({ ...finding, severity: 'info' }))
    : findings;
}

const isFirstOfEndpoint = ({ spec, step, isEndpoint }: OperationUse): boolean =>
  isEndpoint && spec.steps.find(({ section }) => section === 'test') === step;

const keyOf = ({ rule, document, method, template, subject }: DriftFinding): string =>
  JSON.stringify([rule, document, method, template, subject]);
