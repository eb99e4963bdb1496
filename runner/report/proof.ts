import type { SpecResult } from '../run/events.ts';
import type { History } from './history/entry.ts';
import { keysOfEntry, keysOfResult, whichOf } from './history/key.ts';

/** Evidence that a spec has passed before. */
export type Proof = {
  readonly by: 'document' | 'proven.json' | 'history' | 'a shard';
  /** When it last passed; absent if unknown. */
  readonly at?: string;
};

/** What earlier runs know about specs, by file. */
export type EarlierProofs = {
  /** Files that any earlier run knows, whatever it found. */
  readonly known: ReadonlySet<string>;
  /** The newest proof of a file, and of each of its rows and turns. */
  readonly passed: ReadonlyMap<string, Proof>;
};

type Judged = Pick<SpecResult, 'file' | 'row' | 'rowKey' | 'turn' | 'status' | 'verifiedAt'>;

/** The key of a result without a row, as of an unreadable document: it stands for all rows of the file. */
const keyOfAll = (file: string): string => `${file}\0`;

/** Collects the proofs in the history (of any environment) and in `proven.json`, given as files and whether each was proven. */
export function earlierProofs(
  history: History,
  remembered: Iterable<readonly [file: string, isProven: boolean]>,
): EarlierProofs {
  const known = new Set<string>();
  const passed = new Map<string, Proof>();
  for (const [file, isProven] of remembered) {
    known.add(file);
    if (isProven) passed.set(file, { by: 'proven.json' });
  }
  for (const entry of history) {
    const { file, verdict, run } = entry;
    known.add(file);
    if (verdict !== 'passed') continue;
    const proof: Proof = { by: 'history', at: run };
    passed.set(keyOfAll(file), proof);
    if (entry.which === undefined) passed.set(file, proof);
    else for (const key of keysOfEntry(entry)) passed.set(key, proof);
  }
  return { known, passed };
}

/**
 * The one place that decides whether a spec counts as proven: by the day in its document, or by an earlier run, whatever the
 * frontmatter says now. A day in the future proves nothing; `status: verified` without a day is a proof without a time.
 */
export function proofOf(spec: Judged, proofs: EarlierProofs, nowMs: number): Proof | undefined {
  const fromDocument = documentProof(spec, nowMs);
  const earlier = earlierProofOf(spec, proofs);
  if (fromDocument === undefined || earlier === undefined) return fromDocument ?? earlier;
  return (earlier.at ?? '') > (fromDocument.at ?? '') ? earlier : fromDocument;
}

/** The proof of a spec, or of its row, in earlier runs. */
export function earlierProofOf(
  spec: Pick<Judged, 'file' | 'row' | 'rowKey' | 'turn'>,
  { passed }: EarlierProofs,
): Proof | undefined {
  const { file } = spec;
  const keys = whichOf(spec) === undefined ? [file, keyOfAll(file)] : [...keysOfResult(spec), file];
  return passed.get(keys.find((key) => passed.has(key)) ?? '');
}

function documentProof({ status, verifiedAt }: Judged, nowMs: number): Proof | undefined {
  if (verifiedAt === undefined || verifiedAt.trim() === '')
    return status === 'verified' ? { by: 'document' } : undefined;
  return Date.parse(verifiedAt) > nowMs ? undefined : { by: 'document', at: verifiedAt };
}

/** The files that passed before and match `isAsked`, but were not found: deleted or renamed. */
export function vanished(
  { passed }: EarlierProofs,
  found: ReadonlySet<string>,
  isAsked: (file: string) => boolean,
): readonly string[] {
  const files = new Set([...passed.keys()].map((key) => key.split('\0')[0]!));
  return [...files].filter((file) => !found.has(file) && isAsked(file)).sort();
}
