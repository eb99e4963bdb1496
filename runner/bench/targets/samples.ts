import type { Usage } from '../child.ts';

/** What the contenders used, by case and by contender; the rounds of a case are in the same order for all. */
export type Samples = {
  readonly add: (where: string, contender: string, usage: Usage) => void;
  /** Throws if there are none: a goal must not hold because nothing was measured. */
  readonly of: (where: string, contender: string) => readonly Usage[];
  /** The contenders of a case, in the order in which they came. */
  readonly contenders: (where: string) => readonly string[];
};

export function createSamples(): Samples {
  const all = new Map<string, Map<string, Usage[]>>();
  return {
    add: (where, contender, usage) => {
      const usages = all.get(where) ?? new Map<string, Usage[]>();
      all.set(where, usages);
      usages.set(contender, [...(usages.get(contender) ?? []), usage]);
    },
    of: (where, contender) => {
      const usages = all.get(where)?.get(contender);
      if (usages === undefined) throw new Error(`${contender} was not measured: ${where}`);
      return usages;
    },
    contenders: (where) => [...(all.get(where)?.keys() ?? [])],
  };
}
