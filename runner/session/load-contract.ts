import { coverageOf } from '../coverage/coverage.ts';
import type { CompactResult } from '../report/compact.ts';
import type { Contract } from '../run/check/contract.ts';
import { createDocumentContract } from '../run/check/create-contract.ts';
import {
  type DocumentOptions,
  documentedOperations,
  findDocuments,
  namedDocuments,
  unreadIn,
} from '../workspace/documents.ts';
import type { CoverageSection, Folded } from '../report/report.ts';
import type { NullableReading } from '../openapi/schema/conversion.ts';
import { monotonicMs } from '../http/timer.ts';

/** The API documents of a run: the contract, and the coverage of the documents. */
export type LoadedContract = {
  readonly contract: Contract;
  /** Coverage of the documents that the specs name. */
  readonly coverageOf: (report: Folded<CompactResult>) => CoverageSection | undefined;
};

/** The contract over the API documents that the specs name, and those beside them. Each is read on demand. */
export async function loadContract(
  options: DocumentOptions & { readonly nullable?: NullableReading },
): Promise<LoadedContract> {
  const { createContract } = await import('../openapi/check/document-contract.ts');
  const found = findDocuments(options);
  const { documents, lookUp, show } = found;
  const contract = createContract({
    documents,
    ...(options.nullable && { nullable: options.nullable }),
    now: monotonicMs,
  });
  return {
    contract: createDocumentContract({ contract, lookUp, show }),
    coverageOf: (report) => {
      const paths = [...namedDocuments(found, options.summaries)].sort();
      if (paths.length === 0) return undefined;
      const { total, documents: shares, missing } = coverageOf(report, documentedOperations(found, paths));
      const unread = unreadIn(found, paths, paths);
      return { total, documents: shares, missing, ...(unread.length > 0 && { unread }) };
    },
  };
}
