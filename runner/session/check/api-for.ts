import { createApi, type Api } from '../../lint/api.ts';
import { createDocuments } from '../../openapi/document/load.ts';
import type { SpecSummary } from '../../plan/spec-summary.ts';
import { findDocuments } from '../../workspace/documents.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';
import type { RunFlags } from '../run-flags.ts';

/** The API documents of specs, opened as rules and explanations need them; none under `--contract off`. */
export function apiFor({
  summaries,
  prepared: { environments, limits },
  flags,
  host,
}: {
  readonly summaries: readonly SpecSummary[];
  readonly prepared: Prepared;
  readonly flags: RunFlags;
  readonly host: Host;
}): Api {
  const found = findDocuments({
    cwd: host.cwd,
    folder: flags.swagger,
    summaries,
    environments,
    limits,
    maxDocumentMb: flags.maxDocumentMb,
  });
  const none = createDocuments({ read: () => undefined, refs: [], list: () => [] });
  return createApi(flags.contract ? found : { ...found, documents: none });
}
