import { sandboxEnvironment } from '../../sandbox/index.ts';
import { serveSandbox } from '../../sandbox/serve.ts';
import { readFaults } from '../../session/faults.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { Host } from '../../session/host.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { SANDBOX_TABLE } from '../flags/tables.ts';
import { printLines } from '../terminal.ts';

/** `verify sandbox`: serves the embedded APIs until it is stopped. */
export async function sandboxCommand(_words: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const { port, faults: given } = readFlags(SANDBOX_TABLE, raw, host.env);
  const faults = await readFaults(given);
  const served = await serveSandbox({ port, faults, now: host.clock.nowMs, random: host.random }).catch(
    (error: unknown) => {
      throw new UsageError(
        `the sandbox cannot listen on port ${port}: ${(error as Error).message}`,
        'choose another with --port',
      );
    },
  );
  const environment = sandboxEnvironment(served.url) as {
    readonly tokens: Readonly<Record<string, unknown>>;
  };
  printLines(host.stdout, [
    `The sandbox listens on ${served.url} (fallback API: ${served.url}/api2). Ctrl-C stops it.`,
    '',
    `  curl -H 'Authorization: Bearer ${String(environment.tokens['staff'])}' ${served.url}/business/payments/v1/products`,
  ]);
  await new Promise<void>((resolve) => host.onStop(() => resolve()));
  await served.close();
  return 0;
}
