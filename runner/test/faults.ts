/** One way in which an API can break, and the specs that notice. */
export type FaultCase = {
  readonly what: string;
  readonly command: string;
  /** The folder or file that is run. */
  readonly path: string;
  readonly faults: readonly string[];
  /** `failed   specs/…/send_link.md`, one for each spec that did not pass. */
  readonly noticed: readonly string[];
};

/**
 * Reads the list of faults. Each has a `#` line with what breaks and a `$` line with how; the lines below are the specs that
 * fail.
 */
export function parseFaults(text: string): readonly FaultCase[] {
  return text
    .split(/^(?=# )/m)
    .filter((block) => block.startsWith('# '))
    .map((block) => {
      const [what, command = '', ...noticed] = block.trimEnd().split('\n');
      const path = /^\$ verify (\S+) /.exec(command)?.[1];
      const faults = [...command.matchAll(/--fault '([^']*)'/g)].map((match) => match[1]!);
      if (path === undefined || faults.length === 0)
        throw new Error(`expected "$ verify PATH --fault '…'", found "${command}"`);
      return { what: what!.slice(2), command, path, faults, noticed };
    });
}

export const renderFaults = (cases: readonly FaultCase[]): string =>
  cases
    .map(({ what, command, noticed }) => [`# ${what}`, command, ...noticed].join('\n').concat('\n'))
    .join('\n');
