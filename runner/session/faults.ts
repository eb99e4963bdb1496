import type { Fault } from '../sandbox/faults.ts';
import type { Environment } from '../environment/environment.ts';
import { editDistance } from '../language/diagnostic.ts';
import { UsageError } from '../workspace/usage-error.ts';

/** The number of similar operations that a message lists. */
const NAMED = 3;

/** The faults of `--fault`, in order. Throws {@link UsageError}. */
export async function readFaults(texts: readonly string[]): Promise<readonly Fault[]> {
  if (texts.length === 0) return [];
  const { isSandboxOperation, parseFault, sandboxOperations } = await import('../sandbox/index.ts');
  return texts.map((text) => {
    const parsed = parseFault(text);
    if (parsed.kind === 'invalid') throw new UsageError(`--fault: ${parsed.message}`);
    const { operation } = parsed.fault;
    if (!isSandboxOperation(operation))
      throw new UsageError(
        `--fault: the sandbox has no operation ${operation}`,
        suggestOperations(operation, sandboxOperations()),
      );
    return parsed.fault;
  });
}

/** Faults break the sandbox, so a run that uses other hosts only would prove nothing. Throws {@link UsageError}. */
export function refuseFaultsElsewhere(
  faults: readonly string[],
  environments: readonly Pick<Environment, 'sandbox'>[],
): void {
  if (faults.length === 0 || environments.length === 0 || environments.some(({ sandbox }) => sandbox)) return;
  throw new UsageError(
    '--fault: it breaks the sandbox, and no spec of this run is sent there',
    'choose an environment with `sandbox: true` by --env',
  );
}

/** Up to three of the most similar operations, with less than half of the letters different; names of parameters are ignored. */
function nearestOperations(operation: string, known: readonly string[]): readonly string[] {
  const wanted = withoutNames(operation);
  return known
    .map((each) => ({ each, distance: editDistance(wanted, withoutNames(each)) }))
    .filter(({ distance }) => distance < wanted.length / 2)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, NAMED)
    .map(({ each }) => each);
}

function suggestOperations(operation: string, known: readonly string[]): string {
  const near = nearestOperations(operation, known);
  return near.length > 0 ? `near ones are: ${near.join(', ')}` : `it has: ${known.join(', ')}`;
}

/** Longer paths are not typos, and a comparison costs their length. */
const MAX_COMPARED = 200;

const withoutNames = (operation: string): string =>
  operation
    .replaceAll(/\{[^}]*\}/g, '{}')
    .toLowerCase()
    .slice(0, MAX_COMPARED);

/** Why a run with faults proves nothing: a fault that changed no answer was not tested. */
export const sayIdleFault = (text: string): string =>
  `--fault '${text}' changed no answer of this run: look at its operation, when= and pointers, or run specs that call it`;

/** Why a run that would have written its verdicts did not. */
export const sayNothingKept = ({ faults }: { readonly faults: readonly unknown[] }): string =>
  faults.length > 0
    ? '--fault: the documents and the history are left as they are, because the sandbox was broken on purpose'
    : 'the documents and the history are left as they are, because a part of a spec proves nothing';
