import type { ContractQuestion } from './contract-question.ts';
import type { Dialect, Documents } from '../document/documents.ts';
import type { SchemaStore } from './schema-checks.ts';

/** What values of a request or a response are checked with. */
export type CheckContext = {
  readonly documents: Documents;
  readonly schemas: SchemaStore;
  readonly dialect: Dialect;
  readonly onSecret?: ContractQuestion['onSecret'];
};
