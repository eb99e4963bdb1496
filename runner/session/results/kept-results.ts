import type { Results } from '../../report/report.ts';
import type { SpecResult } from '../../run/events.ts';
import { textOfBytes } from '../../workspace/spool.ts';

/** The results of a run, in the two forms that reports need. */
export type KeptResults = {
  /** In the form of `report.json`, in the order of the plan; each is valid until the next is requested. */
  readonly lines: () => Iterable<Uint8Array>;
  /** For all other formats. */
  readonly whole: () => Results;
};

/** Up to this size, all results are read once and stay in memory while reports are written. */
const IN_MEMORY_UP_TO = 8_000_000;

/** The results at these indexes of a plan; those of a long run are read from the spool for each reader. */
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
