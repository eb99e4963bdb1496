import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Tally, whyNotCounted } from './ledger.ts';

/** The server of the benchmark, running. */
export type ApiProcess = {
  readonly url: string;
  /** Resets the server's state. */
  readonly reset: () => Promise<void>;
  /** Throws unless exactly this many specs were run, each from its first request to its last. */
  readonly expect: (specs: number, who: string) => Promise<void>;
  readonly stop: () => void;
};

/** Starts the server in a process of its own; `latencyMs` is its delay before each response. */
export async function startApi(script: string, latencyMs = 0): Promise<ApiProcess> {
  const child = spawn(process.execPath, [script, '--latency', String(latencyMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const url = chunk.toString().trim();
  return {
    url,
    reset: async () => void (await fetch(`${url}/ledger`, { method: 'DELETE' })),
    expect: async (specs, who) => {
      const tally = (await (await fetch(`${url}/ledger`)).json()) as Tally;
      const problem = whyNotCounted(tally, specs);
      if (problem !== undefined) throw new Error(`${who} does not count: ${problem}`);
    },
    stop: () => child.stdin.end(),
  };
}
