import type { Operation } from './operation.ts';
import { normaliseToken } from './tokens.ts';

/** What a spec says of its endpoint. */
export type SpecSide = {
  readonly statuses: readonly string[];
  readonly tokens: readonly string[];
  readonly query: readonly string[];
};

/** What a run saw of it: of tokens, only those that were not refused. */
export type ObservedSide = {
  readonly statuses: readonly number[];
  readonly tokens: readonly string[];
  readonly query: readonly string[];
};

type Says = 'yes' | 'no' | 'silent';

/** One thing that the spec, the document and the run can each know of. */
export type DriftRow = {
  readonly aspect: 'status' | 'token' | 'query';
  readonly name: string;
  readonly spec: Says;
  readonly document: Says;
  readonly observed: Says;
};

/**
 * Puts what the spec says, what the document says and what was observed side by side. A list of tokens in a spec is
 * meant to be complete, its expectations are not; a document is meant to be complete wherever it speaks at all; and
 * what a run did not see was perhaps not tried.
 */
export function compareSides(
  spec: SpecSide,
  operation: Operation,
  observed: ObservedSide,
): readonly DriftRow[] {
  const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const tokens = observed.tokens.filter((token) => token !== 'none').map(normaliseToken);
  return [
    ...compareAspect(
      'status',
      spec.statuses,
      Object.keys(operation.responses),
      observed.statuses.map(String),
    ),
    ...compareAspect('token', spec.tokens.map(normaliseToken), operation.tokens, tokens),
    ...compareAspect('query', spec.query, query, observed.query),
  ];
}

/** The rows where two sides contradict each other. */
export const disagreements = (rows: readonly DriftRow[]): readonly DriftRow[] =>
  rows.filter(
    (row) => new Set([row.spec, row.document, row.observed].filter((side) => side !== 'silent')).size > 1,
  );

function compareAspect(
  aspect: DriftRow['aspect'],
  spec: readonly string[],
  document: readonly string[],
  observed: readonly string[],
): readonly DriftRow[] {
  const names = [...new Set([...spec, ...document, ...observed])]
    .filter((name) => !isClass(aspect, name))
    .sort();
  return names.map((name) => ({
    aspect,
    name,
    spec: covers(aspect, spec, name) ? 'yes' : aspect === 'token' && spec.length > 0 ? 'no' : 'silent',
    document: covers(aspect, document, name) ? 'yes' : document.length > 0 ? 'no' : 'silent',
    observed: covers(aspect, observed, name) ? 'yes' : 'silent',
  }));
}

const isClass = (aspect: DriftRow['aspect'], name: string): boolean =>
  aspect === 'status' && !/^\d{3}$/.test(name);

function covers(aspect: DriftRow['aspect'], side: readonly string[], name: string): boolean {
  const covering = aspect === 'status' ? [name, `${name[0]}XX`, `${name[0]}xx`, 'default'] : [name];
  return covering.some((each) => side.includes(each));
}
