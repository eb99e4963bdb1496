import { MEASURES, type Measure, percentOf, type Shares } from './coverage.ts';

/** Minimum percentages. */
export type Minimums = Readonly<Partial<Record<Measure, number>>>;

export type MinimumsProblem = { readonly problem: string; readonly hint: string };

/** Reads `operations=60,statuses=30`. */
export function readMinimums(text: string): Minimums | MinimumsProblem {
  const minimums: Partial<Record<Measure, number>> = {};
  for (const pair of text.split(',').map((each) => each.trim())) {
    const [, name = '', number = ''] = /^([^=]*)=?(.*)$/.exec(pair) ?? [];
    const measure = MEASURES.find((each) => each === name.trim());
    const hint = `write it like ${MEASURES.map((each) => `${each}=50`).join(',')}`;
    if (measure === undefined) return { problem: `there is no coverage of "${name.trim()}"`, hint };
    if (minimums[measure] !== undefined) return { problem: `${measure} is duplicated`, hint };
    if (!/^\d+(\.\d+)?$/.test(number.trim()) || Number(number) > 100)
      return { problem: `${measure}: expected a percentage from 0 to 100, found "${number.trim()}"`, hint };
    minimums[measure] = Number(number);
  }
  return minimums;
}

/**
 * A line for each minimum that is not met. A measure with nothing to count meets none; with `unread` documents, where
 * operations may be missing, none is met.
 */
export function unmetMinimums(
  total: Shares,
  minimums: Minimums,
  unread: readonly string[] = [],
): readonly string[] {
  return MEASURES.flatMap((measure) => {
    const minimum = minimums[measure];
    if (minimum === undefined) return [];
    if (unread[0] !== undefined)
      return [`${measure}: not all can be counted, so ${minimum} % cannot be shown: ${unread[0]}`];
    const { covered, total: all } = total[measure];
    const percent = percentOf(total[measure]);
    if (percent === undefined)
      return [`${measure}: the documents list none, so ${minimum} % cannot be shown`];
    return percent < minimum
      ? [`${measure}: ${covered} of ${all} is ${sayPercent(percent)}, ${minimum} % is asked for`]
      : [];
  });
}

/** Rounded down, so that 59.96 does not read as 60. */
export const sayPercent = (percent: number): string => `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
