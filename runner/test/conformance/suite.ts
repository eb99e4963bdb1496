/** The outcome of one vector: as its suite says, not understood although the suite has an answer, or anything else. */
export type Outcome = 'agree' | 'refuse' | 'differ';

type Vector = { readonly name: string; readonly ask: () => Outcome | Promise<Outcome> };

/** Inputs with the results by a standard or this project's format. */
export type Suite = { readonly name: string; readonly vectors: readonly Vector[] };

/** The names of a suite's vectors by outcome. */
export async function runSuite({ vectors }: Suite): Promise<Readonly<Record<Outcome, readonly string[]>>> {
  const names: Record<Outcome, string[]> = { agree: [], refuse: [], differ: [] };
  for (const { name, ask } of vectors) names[await ask()].push(name);
  return names;
}

export const agreesIf = (isRight: boolean): Outcome => (isRight ? 'agree' : 'differ');
