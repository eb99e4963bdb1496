import type { ExactNumber } from '../json/exact-number.ts';

/** A JSONPath by RFC 9535, as data. */
export type PathQuery = {
  /** As written. */
  readonly source: string;
  /** Where it starts: the whole document, or the node that a filter looks at. */
  readonly from: '$' | '@';
  readonly segments: readonly Segment[];
};

/** What one step of a path selects: of the children of a node, or of the node and all that lies below it. */
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

/** What a filter asks of a node. */
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

/** A value to be compared, or nothing. */
export type Comparable =
  | { readonly kind: 'literal'; readonly value: string | number | ExactNumber | boolean | null }
  | { readonly kind: 'query'; readonly query: PathQuery }
  | { readonly kind: 'outer'; readonly outer: Outer }
  | { readonly kind: 'call'; readonly call: ValueCall };

/** What a condition has beside paths: a text with variables, a value alone, and the status of the answer. */
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
