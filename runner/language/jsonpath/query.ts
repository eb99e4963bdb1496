import type { ExactNumber } from '../json/exact-number.ts';

/** A JSONPath by RFC 9535, as data. */
export type PathQuery = {
  /** As written. */
  readonly source: string;
  /** The root of the document, or the current node of a filter. */
  readonly from: '$' | '@';
  readonly segments: readonly Segment[];
};

/** One segment of a path: it selects among the children of a node, or among the node and all its descendants. */
export type Segment = {
  readonly kind: 'child' | 'descendant';
  readonly selectors: readonly Selector[];
};

export type Selector =
  /** `isWord`: written as `.name`; then `.length` of a list is its length (`..length` are members alone). */
  | { readonly kind: 'name'; readonly name: string; readonly isWord: boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice';
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly step: number;
    }
  | { readonly kind: 'filter'; readonly test: Logical };

/** The expression of a filter. */
export type Logical =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Logical[] }
  | { readonly kind: 'not'; readonly part: Logical }
  | { readonly kind: 'exists'; readonly query: PathQuery }
  /** In a condition: a variable or text alone. */
  | { readonly kind: 'truth'; readonly of: Outer }
  | { readonly kind: 'call'; readonly call: LogicalCall }
  | {
      readonly kind: 'compare';
      readonly operator: Operator;
      readonly left: Comparable;
      readonly right: Comparable;
    };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** One side of a comparison. */
export type Comparable =
  | { readonly kind: 'literal'; readonly value: string | number | ExactNumber | boolean | null }
  | { readonly kind: 'query'; readonly query: PathQuery }
  | { readonly kind: 'outer'; readonly outer: Outer }
  | { readonly kind: 'call'; readonly call: ValueCall };

/** The operands that only conditions have: a text with variables, a variable alone, and the status of the answer. */
export type Outer =
  | { readonly kind: 'template'; readonly text: string }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'status' };

export type ValueCall =
  | { readonly name: 'length'; readonly of: Comparable }
  | { readonly name: 'count' | 'value'; readonly query: PathQuery };

export type LogicalCall = {
  readonly name: 'match' | 'search';
  readonly text: Comparable;
  readonly pattern: Comparable;
};

/** Whether a query selects one node at most (RFC 9535, section 2.3.5.1). */
export const isSingular = ({ segments }: PathQuery): boolean =>
  segments.every(
    ({ kind, selectors }) =>
      kind === 'child' &&
      selectors.length === 1 &&
      (selectors[0]!.kind === 'name' || selectors[0]!.kind === 'index'),
  );
