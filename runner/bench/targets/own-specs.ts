import { join } from 'node:path';
import type { Command } from '../child.ts';
import type { Programs } from '../contender.ts';
import { readReport } from '../run-report.ts';

/** The specs of this project, against the sandbox in the process of `verify`; throws in `confirm` unless all passed. */
export function ownSpecs(
  { verify, project }: Programs,
  folder: string,
): { readonly command: Command; readonly confirm: () => void } {
  const reports = join(folder, 'reports');
  return {
    command: {
      argv: [process.execPath, verify, 'specs', '--no-write', '--quiet', '--reports', reports],
      cwd: project,
    },
    confirm: () => {
      const { total, passed } = readReport(folder).summary;
      if (total === 0 || passed !== total) throw new Error(`of ${total} own specs ${passed} passed`);
    },
  };
}
