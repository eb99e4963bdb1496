import { documentedStatus, type Operation } from '../openapi/operation/operation.ts';
import { normaliseToken } from '../openapi/document/tokens.ts';
import type { CompactResult } from '../report/compact.ts';
import { type MissingSpec, orderMissing } from './missing.ts';
import type { Folded } from '../report/report.ts';

/** The operations of one API document, under the path that steps of a report use. */
export type DocumentedOperations = { readonly document: string; readonly operations: readonly Operation[] };

export type CoverageShare = { readonly covered: number; readonly total: number };

/**
 * What is counted: operations that responded, documented statuses that were returned, documented token types that were
 * accepted.
 */
export const MEASURES = ['operations', 'statuses', 'tokens'] as const;
export type Measure = (typeof MEASURES)[number];
export type Shares = Readonly<Record<Measure, CoverageShare>>;

type OperationCoverage = {
  readonly document: string;
  readonly method: string;
  readonly template: string;
  /** The passing specs that use it. */
  readonly specs: readonly string[];
  /** How often each documented status was returned to them. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How often each documented token type was accepted. */
  readonly tokens: Readonly<Record<string, number>>;
};

/** How much of the API documents the passing specs of a run use. */
export type Coverage = {
  readonly total: Shares;
  readonly documents: readonly ({ readonly document: string } & Shares)[];
  readonly operations: readonly OperationCoverage[];
  /** Operations that no passing spec uses, the cheapest to write a spec for first. */
  readonly missing: readonly MissingSpec[];
  /** Requests of passing specs that match no operation of these documents. */
  readonly undocumented: number;
};

type Answered = {
  readonly spec: string;
  readonly step: CompactResult['steps'][number];
  readonly status: number;
};

/** Measures what the passing specs of a run exercised. Only steps that passed in specs that passed count. */
export function coverageOf(
  report: Pick<Folded<CompactResult>, 'specs'>,
  documents: readonly DocumentedOperations[],
): Coverage {
  const answers = answersOf(report);
  const byOperation = new Map<string, Answered[]>();
  for (const answered of answers) {
    const { operation } = answered.step;
    if (operation === undefined) continue;
    const key = keyOf(operation);
    const list = byOperation.get(key);
    if (list) list.push(answered);
    else byOperation.set(key, [answered]);
  }
  const documented = documents.flatMap(({ document, operations }) =>
    operations.map((operation) => ({
      operation,
      covered: coverOne(document, operation, byOperation.get(keyOf({ ...operation, document })) ?? []),
    })),
  );
  const known = new Set(documented.map(({ covered }) => keyOf(covered)));
  const covered = documented.map((each) => each.covered);
  return {
    total: sharesOf(covered),
    documents: documents.map(({ document }) => ({
      document,
      ...sharesOf(covered.filter((each) => each.document === document)),
    })),
    operations: covered,
    missing: orderMissing(
      documented.map((each) => ({ ...each.covered, operation: each.operation })),
      extractedNames(report),
    ),
    undocumented: answers.filter(({ step: { operation } }) => !operation || !known.has(keyOf(operation)))
      .length,
  };
}

/** The share in percent; undefined if there is nothing to cover. */
export const percentOf = ({ covered, total }: CoverageShare): number | undefined =>
  total === 0 ? undefined : (covered * 100) / total;

const keyOf = ({
  document,
  method,
  template,
}: Pick<OperationCoverage, 'document' | 'method' | 'template'>): string =>
  `${method} ${template} ${document}`;

const answersOf = ({ specs }: Pick<Folded<CompactResult>, 'specs'>): readonly Answered[] =>
  specs
    .filter(({ verdict }) => verdict === 'passed')
    .flatMap(({ file, steps }) =>
      steps.flatMap((step) =>
        step.verdict === 'passed' && step.response !== null
          ? [{ spec: file, step, status: step.response.status }]
          : [],
      ),
    );

function coverOne(document: string, operation: Operation, answers: readonly Answered[]): OperationCoverage {
  const { method, template, responses } = operation;
  const statuses = new Map(Object.keys(responses).map((status) => [status, 0]));
  const tokens = new Map(operation.tokens.map((token) => [token, 0]));
  for (const { status, step } of answers) {
    add(statuses, documentedStatus(operation, status));
    // A refusal does not show that the token is accepted.
    if (status < 400) add(tokens, normaliseToken(step.token));
  }
  return {
    document,
    method,
    template,
    specs: [...new Set(answers.map(({ spec }) => spec))].sort(),
    statuses: Object.fromEntries(statuses),
    tokens: Object.fromEntries(tokens),
  };
}

function add(counts: Map<string, number>, key: string | undefined): void {
  const count = key === undefined ? undefined : counts.get(key);
  if (key !== undefined && count !== undefined) counts.set(key, count + 1);
}

function sharesOf(operations: readonly OperationCoverage[]): Shares {
  const share = (counts: readonly number[]): CoverageShare => ({
    covered: counts.filter((count) => count > 0).length,
    total: counts.length,
  });
  return {
    operations: share(operations.map(({ specs }) => specs.length)),
    statuses: share(operations.flatMap(({ statuses }) => Object.values(statuses))),
    tokens: share(operations.flatMap(({ tokens }) => Object.values(tokens))),
  };
}

const extractedNames = ({ specs }: Pick<Folded<CompactResult>, 'specs'>): readonly string[] => [
  ...new Set(
    specs
      .filter(({ verdict }) => verdict === 'passed')
      .flatMap(({ steps }) => steps.flatMap(({ extracted }) => Object.keys(extracted))),
  ),
];
