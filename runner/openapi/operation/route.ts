import type { Found } from '../document/documents.ts';

/** The place of an operation in its document. */
export type OperationRoute = {
  readonly method: string;
  readonly template: string;
  /** Its path item, and those that its `$ref` leads to. */
  readonly pathItems: readonly Found[];
  readonly operation: Found;
};
