import type { Draft } from './finding.ts';
import type { Place } from './load.ts';
import { extendPointer, jsonPath } from './pointer.ts';

/** One thing to report at one place of a body, before those that are alike become one finding. */
export type Remarkable = {
  readonly keys: readonly (string | number)[];
  /** What is said after the path; things that are said alike at the items of one list are grouped. */
  readonly sentence: string;
  /** Sentence without the value, to tell which ones are alike. */
  readonly alike: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly place?: Place | undefined;
  readonly hint?: string | undefined;
  readonly side?: Draft['side'];
};

const MAX_FINDINGS = 20;

/** Turns remarks into findings: those that many items of a list share become one, and very many are cut. */
export function groupAlike(
  remarks: readonly Remarkable[],
  locate: (place: Place) => Draft['document'] | undefined,
): readonly Draft[] {
  const groups = new Map<string, { first: Remarkable; count: number }>();
  for (const remark of remarks) {
    const key = `${general(remark.keys)} ${remark.alike}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { first: remark, count: 1 });
  }
  const all = [...groups.values()];
  const drafts = all.slice(0, MAX_FINDINGS).map(({ first, count }) => toDraft(first, count, locate));
  const rest = all.length - drafts.length;
  if (rest === 0) return drafts;
  return [...drafts, { outcome: 'failed', message: `${rest} more differences of this kind`, count: rest }];
}

const general = (keys: readonly (string | number)[]): string =>
  jsonPath(keys.map((key) => (typeof key === 'number' ? '*' : key)));

function toDraft(
  first: Remarkable,
  count: number,
  locate: (place: Place) => Draft['document'] | undefined,
): Draft {
  const path = count > 1 ? general(first.keys) : jsonPath(first.keys);
  const document = first.place && locate(first.place);
  return {
    outcome: 'failed',
    message: count > 1 ? `${count} items: ${path} ${first.sentence}` : `${path} ${first.sentence}`,
    jsonPath: path,
    pointer: extendPointer('', ...first.keys),
    count,
    ...(first.expected === undefined ? {} : { expected: first.expected }),
    ...(first.actual === undefined ? {} : { actual: first.actual }),
    ...(document ? { document } : {}),
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    ...(first.side === undefined ? {} : { side: first.side }),
  };
}
