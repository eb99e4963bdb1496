import type { Spec } from '../language/parse.ts';
import type { Documents } from '../openapi/document/documents.ts';
import type { DocumentQuery } from '../openapi/document/named.ts';
import { locateOperation, type Located } from '../openapi/operation/find.ts';
import type { Operation } from '../openapi/operation/operation.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';

/** What rules can ask of the API documents. */
export type Api = {
  readonly documents: Documents;
  readonly locate: (spec: Spec, method: string, path: string) => Located;
  /** The documented operation of a request. */
  readonly operationOf: (
    spec: Spec,
    request: { readonly method: string; readonly path: string },
  ) => Operation | undefined;
  /** How the path of a document is shown, alone or in a sentence. */
  readonly show: (text: string) => string;
};

/** Creates the API of the documents that specs name and those beside them. */
export function createApi({
  documents,
  lookUp,
  show,
}: {
  readonly documents: Documents;
  readonly lookUp: (spec: Spec) => DocumentQuery;
  readonly show: (text: string) => string;
}): Api {
  const index = operationIndexOf(documents);
  const locate: Api['locate'] = (spec, method, path) =>
    locateOperation(documents, index, { ...lookUp(spec), method, path: path.replace(/[?#].*$/s, '') });
  return {
    documents,
    locate,
    operationOf: (spec, { method, path }) => {
      const located = locate(spec, method, path);
      return located.outcome === 'found' ? located.match.operation : undefined;
    },
    show,
  };
}
