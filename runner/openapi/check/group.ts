import type { FindingDraft } from './finding.ts';
import type { DocumentPlace } from '../document/documents.ts';
import { extendPointer, jsonPath } from '../document/pointer.ts';

/** One remark about one place of a body, before equal ones are grouped. */
export type Remarkable = {
  readonly keys: readonly (string | number)[];
  /** Follows the path; equal sentences at the items of one list are grouped. */
  readonly sentence: string;
  /** The sentence without its value. */
  readonly veiled?: string | undefined;
  /** The sentence without its value, to compare for grouping. */
  readonly alike: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly place?: DocumentPlace | undefined;
  readonly hint?: string | undefined;
  readonly side?: FindingDraft['side'];
};

/** Replaces the names in keys that the document does not have. */
export type Veil = (keys: Remarkable['keys']) => Remarkable['keys'];

const MAX_FINDINGS = 20;

/** Turns remarks into findings: those shared by many items of a list become one, and a long list is cut. */
export function groupAlike(
  remarks: readonly Remarkable[],
  locate: (place: DocumentPlace) => FindingDraft['document'] | undefined,
  veil: Veil = (keys) => keys,
): readonly FindingDraft[] {
  const groups = new Map<string, { first: Remarkable; count: number }>();
  for (const remark of remarks) {
    const key = `${general(remark.keys)} ${remark.alike}`;
    const group = groups.get(key);
    if (group) group.count++;
    else groups.set(key, { first: remark, count: 1 });
  }
  const all = [...groups.values()];
  const drafts = all
    .slice(0, MAX_FINDINGS)
    .map(({ first, count }) => toDraft(first, count, { locate, veil }));
  const rest = all.length - drafts.length;
  if (rest === 0) return drafts;
  return [...drafts, { outcome: 'failed', message: `${rest} more differences of this kind`, count: rest }];
}

const general = (keys: readonly (string | number)[]): string =>
  jsonPath(keys.map((key) => (typeof key === 'number' ? '*' : key)));

function toDraft(
  first: Remarkable,
  count: number,
  { locate, veil }: { locate: (place: DocumentPlace) => FindingDraft['document'] | undefined; veil: Veil },
): FindingDraft {
  const write = count > 1 ? general : jsonPath;
  const path = write(first.keys);
  const say = (at: string, sentence: string): string =>
    count > 1 ? `${count} items: ${at} ${sentence}` : `${at} ${sentence}`;
  const document = first.place && locate(first.place);
  return {
    outcome: 'failed',
    message: say(path, first.sentence),
    veiled: say(write(veil(first.keys)), first.veiled ?? first.sentence),
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
