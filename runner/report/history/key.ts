import type { SpecResult } from '../../run/events.ts';
import type { HistoryEntry } from './entry.ts';

type Result = Pick<SpecResult, 'file' | 'row' | 'rowKey' | 'turn'>;

/** Row and turn of a result as reports show them; undefined if the file has one result. */
export const whichOf = ({ row, turn }: Pick<Result, 'row' | 'turn'>): string | undefined =>
  row === undefined && turn === undefined ? undefined : joined(row, turn);

/** The same by the key of the row, which stays when rows are inserted; undefined without a key, or if that was secret. */
export const stableKeyOf = ({ rowKey, turn }: Pick<Result, 'rowKey' | 'turn'>): string | undefined =>
  rowKey === undefined || rowKey === '' ? undefined : joined(rowKey, turn);

const joined = (...parts: readonly (string | number | undefined)[]): string =>
  parts.filter((each) => each !== undefined).join(' ');

const inFile = (file: string, which: string): string => `${file}\0${which}`;

/**
 * The keys under which earlier entries of a result may lie: that of its row, then the label of older versions, then its name, which
 * another row may have got since.
 */
export function keysOfResult(result: Result): readonly string[] {
  const which = whichOf(result) ?? '';
  return [stableKeyOf(result), which, nameIn(which)]
    .filter((each) => each !== undefined)
    .map((each) => inFile(result.file, each));
}

/** The name of a row in its label, which has its number before it. */
const nameIn = (which: string): string | undefined => /^\d+ (.+)$/s.exec(which)?.[1];

/** The keys under which an entry is found. A line of an older version has the number of its row before its name. */
export function keysOfEntry({
  file,
  which,
  key,
}: Pick<HistoryEntry, 'file' | 'which' | 'key'>): readonly string[] {
  if (key !== undefined || which === undefined) return [inFile(file, key ?? '')];
  const name = nameIn(which);
  return name === undefined ? [inFile(file, which)] : [inFile(file, which), inFile(file, name)];
}
