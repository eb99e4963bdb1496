import { sandboxEnvironment } from '../../sandbox/index.ts';
import { serveSandbox } from '../../sandbox/serve.ts';
import { readFaults } from '../../session/faults.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { Host } from '../../session/host.ts';
import { printLines } from '../terminal.ts';

/** `verify sandbox`: serves the embedded APIs until it is stopped. */
export async function sandboxCommand(raw: Readonly<Record<string, unknown>>, host: Host): Promise<number> {
  const port = Number(raw['port']);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port: expected a port, found "${String(raw['port'])}"`);
  const faults = await readFaults([raw['fault'] ?? []].flat().map(String));
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
