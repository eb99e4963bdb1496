import type { Found } from '../document/load.ts';

/** Where an operation stands in its document. */
export type OperationRoute = {
  readonly method: string;
  readonly template: string;
  /** Its path item, and those that the `$ref` of that leads to. */
  readonly pathItems: readonly Found[];
  readonly operation: Found;
};
