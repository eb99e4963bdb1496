import { parseExactJson, writeExactJson } from '../language/json/exact-json.ts';
import { type SpecSummary, summarizeMetadata, summarize } from '../plan/spec-summary.ts';
import { hasErrors, parseSpec, readHead, type Spec } from '../language/parse.ts';
import type { SourceFile } from '../language/source.ts';
import { mayNameSecrets } from '../language/step/step-variables.ts';
import { mayUse } from '../language/step/use.ts';
import { findVerifiedAt } from '../language/verified-at.ts';
import type { RecentCache } from '../language/recent-cache.ts';
import type { Spool } from './spool.ts';

/** Parsing so many at once costs a fifth less than parsing each when its turn comes. */
const KEPT_WHOLE = 1_000;

/** Writes the summary of a spec that is not to be kept in memory; undefined for a text that is to be parsed now. */
export type Catalogue = (source: SourceFile) => SpecSummary | undefined;

/** Has the texts of specs after the first thousand put on the spool, and parsed when they are read. */
export function createCatalogue(spool: Spool, recent: RecentCache<object, Spec>): Catalogue {
  let count = 0;
  return (source) => {
    if (++count <= KEPT_WHOLE) return undefined;
    const known = mayUse(source.text) ? readUsing(source) : readPlain(source);
    if (known === undefined) return undefined;
    const { path } = source;
    const place = spool.put(source.text);
    const text = (): string => spool.text(place);
    const read = (): Spec => recent.getOrCompute(read, () => readBack(path, text));
    return {
      path,
      ...detached(known),
      mayNameSecrets: mayNameSecrets(source.text),
      text,
      read,
    };
  };
}

type KeptSummary = Pick<SpecSummary, 'metadata' | 'uses' | 'isUnread'>;

/** Without the frontmatter of a spec, the steps say whether it is one. */
function readPlain(source: SourceFile): KeptSummary | undefined {
  const head = readHead(source);
  if (head === undefined || !head.claims) return undefined;
  return { metadata: summarizeMetadata(head.metadata), uses: [], isUnread: hasErrors(head.diagnostics) };
}

function readUsing(source: SourceFile): KeptSummary | undefined {
  const spec = parseSpec(source);
  if (!spec.isSpec) return undefined;
  const { uses, isUnread } = summarize(spec);
  return { metadata: summarizeMetadata(spec.metadata), uses, isUnread };
}

/** Without a hold on the text: a part of a string keeps the whole of it in memory. */
const detached = (known: KeptSummary): KeptSummary => parseExactJson(writeExactJson(known)) as KeptSummary;

function readBack(path: string, text: () => string): Spec {
  try {
    return parseSpec({ path, text: text() });
  } catch (error) {
    return unreadable(path, String(error));
  }
}

/** A spec whose text is not known; `raw` is what can be made of its bytes. */
export function unreadable(path: string, problem: string, raw = ''): Spec {
  const spec = parseSpec({ path, text: '' });
  const verifiedAt = findVerifiedAt(raw);
  return {
    ...spec,
    metadata: { ...spec.metadata, ...(verifiedAt !== undefined && { verifiedAt }) },
    diagnostics: [{ rule: 'unreadable', severity: 'error', message: problem, span: { start: 0, end: 0 } }],
  };
}
