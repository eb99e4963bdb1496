import type { Results } from '../../report/report.ts';
import type { SpecResult } from '../../run/events.ts';
import { textOfBytes } from '../../workspace/spool.ts';

/** The results of a run, in both forms that reports are made of. */
export type KeptResults = {
  /** As `report.json` has them, in the order of the plan; each lasts until the next is asked for. */
  readonly lines: () => Iterable<Uint8Array>;
  /** For all other formats. */
  readonly whole: () => Results;
};

/** With fewer bytes, all results are read once and stay in memory while reports are written. */
const IN_MEMORY_UP_TO = 8_000_000;

/** The results at these indexes of a plan; those of a long run are read again each time that they are asked for. */
export function keptResults(
  indexes: readonly number[],
  bytesOf: (index: number) => Uint8Array,
  totalBytes: number,
): KeptResults {
  const read = (index: number): SpecResult => JSON.parse(textOfBytes(bytesOf(index))) as SpecResult;
  const whole: Results = {
    length: indexes.length,
    at: (place) => {
      const index = indexes[place];
      return index === undefined ? undefined : read(index);
    },
    *[Symbol.iterator]() {
      for (const index of indexes) yield read(index);
    },
  };
  return {
    *lines() {
      for (const index of indexes) yield bytesOf(index);
    },
    whole: () => (totalBytes <= IN_MEMORY_UP_TO ? [...whole] : whole),
  };
}
