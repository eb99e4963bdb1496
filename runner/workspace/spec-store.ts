import { parseExactJson, writeExactJson } from '../language/json/exact-json.ts';
import { hasErrors, parseSpec, readHead, type Spec } from '../language/parse.ts';
import { RecentCache } from '../language/recent-cache.ts';
import type { SourceFile } from '../language/source.ts';
import { mayNameSecrets } from '../language/step/step-variables.ts';
import { mayUse } from '../language/step/use.ts';
import { findVerifiedAt } from '../language/verified-at.ts';
import { secretNamesOf, type SpecSummary, summarize, summarizeMetadata } from '../plan/spec-summary.ts';
import type { Spool } from './spool.ts';

/** Specs that stay parsed: parsing a thousand at once costs a fifth less than parsing each at its turn. */
const KEPT_PARSED = 1_000;

type SpecStoreOptions = {
  /** Holds texts until their turn; without it all specs stay in memory. */
  readonly spool?: Spool;
  /** How many specs from the spool stay parsed for a while. */
  readonly recent?: number;
  /** How many specs stay parsed before texts go to the spool. */
  readonly keptParsed?: number;
  readonly parse?: (source: SourceFile) => Spec;
};

/** The fields of a summary that a change of the spec replaces. */
type SummaryChange = Partial<Pick<SpecSummary, 'metadata' | 'secretNames'>>;

/** Keeps the specs of a run: the first thousand as parsed, of all others the text on a spool, parsed again at their turn. */
export class SpecStore {
  readonly #spool: Spool | undefined;
  readonly #recent: RecentCache<object, Spec>;
  readonly #keptParsed: number;
  readonly #parse: (source: SourceFile) => Spec;
  #count = 0;

  constructor({ spool, recent = 1, keptParsed = KEPT_PARSED, parse = parseSpec }: SpecStoreOptions = {}) {
    this.#spool = spool;
    this.#recent = new RecentCache(recent);
    this.#keptParsed = keptParsed;
    this.#parse = parse;
  }

  /** Stores the spec of a text and returns its summary; for a text that is not a spec, the result of `otherwise`. */
  add(source: SourceFile): SpecSummary;
  add(source: SourceFile, otherwise: (spec: Spec) => Spec | undefined): SpecSummary | undefined;
  add(
    source: SourceFile,
    otherwise: (spec: Spec) => Spec | undefined = (spec) => spec,
  ): SpecSummary | undefined {
    const spool = ++this.#count > this.#keptParsed ? this.#spool : undefined;
    const head = spool === undefined ? undefined : summarizeHead(source);
    if (spool !== undefined && head !== undefined) return this.#putOn(spool, source, head);
    const spec = this.#parse(source);
    if (!spec.isSpec) {
      const kept = otherwise(spec);
      return kept && summarize(kept);
    }
    return spool === undefined ? summarize(spec) : this.#putOn(spool, source, summarizeWhole(spec));
  }

  /** The summary of a spec with `change` applied at each read. */
  changed(summary: SpecSummary, more: SummaryChange, change: (spec: Spec) => Spec): SpecSummary {
    const read = (): Spec => this.#recent.getOrCompute(read, () => change(summary.read()));
    return { ...summary, ...more, read };
  }

  #putOn(spool: Spool, { path, text }: SourceFile, known: KeptSummary): SpecSummary {
    const place = spool.put(text);
    const textAgain = (): string => spool.text(place);
    const read = (): Spec => this.#recent.getOrCompute(read, () => readBack(path, textAgain, this.#parse));
    // These keys first: after a spread, they would give each object a hidden class of its own.
    return { path, text: textAgain, read, ...detached(known) };
  }
}

type KeptSummary = Omit<SpecSummary, 'path' | 'text' | 'read'>;

/**
 * The summary from the frontmatter alone; undefined where the steps must be parsed: to find what they use, or whether there are
 * any.
 */
function summarizeHead(source: SourceFile): KeptSummary | undefined {
  if (mayUse(source.text)) return undefined;
  const head = readHead(source);
  if (head === undefined || !head.claims) return undefined;
  return {
    metadata: summarizeMetadata(head.metadata),
    uses: [],
    isUnread: hasErrors(head.diagnostics),
    ...(!mayNameSecrets(source.text) && { secretNames: [] }),
  };
}

function summarizeWhole(spec: Spec): KeptSummary {
  const { uses, isUnread } = summarize(spec);
  return { metadata: summarizeMetadata(spec.metadata), uses, isUnread, secretNames: secretNamesOf(spec) };
}

/** A copy without references to the text: a substring keeps the whole string in memory. */
const detached = (known: KeptSummary): KeptSummary => parseExactJson(writeExactJson(known)) as KeptSummary;

function readBack(path: string, text: () => string, parse: (source: SourceFile) => Spec): Spec {
  try {
    return parse({ path, text: text() });
  } catch (error) {
    return unreadable(path, String(error));
  }
}

/** A spec whose text is unreadable; `raw` is a best effort to decode its bytes. */
export function unreadable(path: string, problem: string, raw = ''): Spec {
  const spec = parseSpec({ path, text: '' });
  const verifiedAt = findVerifiedAt(raw);
  return {
    ...spec,
    metadata: { ...spec.metadata, ...(verifiedAt !== undefined && { verifiedAt }) },
    diagnostics: [{ rule: 'unreadable', severity: 'error', message: problem, span: { start: 0, end: 0 } }],
  };
}
