import { isatty } from 'node:tty';

/** Asks on the terminal; an empty answer takes the proposal. Undefined when the input ends. */
export type Ask = (question: string, proposal: string) => Promise<string | undefined>;

/** Asks questions, where a person sits at a terminal. */
export function askOnTerminal(env: Readonly<Record<string, string | undefined>>): Ask | undefined {
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  if (isCi || !isatty(0) || !isatty(1)) return undefined;
  return async (question, proposal) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    try {
      const answer = await Promise.race([terminal.question(`${question} [${proposal}] `), closed]);
      return answer === undefined ? undefined : answer.trim() || proposal;
    } finally {
      terminal.close();
    }
  };
}
