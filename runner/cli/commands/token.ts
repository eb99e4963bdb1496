import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Host } from '../../session/host.ts';
import { withTeardown } from '../../session/teardown.ts';
import { obtainToken } from '../../session/token/obtain-token.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { EXIT } from '../exit-code.ts';
import { exportLine } from '../export-line.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { TOKEN_TABLE } from '../flags/tables.ts';
import { printLines } from '../terminal.ts';

/**
 * `verify token NAME [folder]`: prints what a shell needs to send the commands of a report, as in `eval "$(verify token staff)"`.
 * It is the one command that prints a secret, and it writes it nowhere else.
 */
export function tokenCommand(words: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const { env, config, print } = readFlags(TOKEN_TABLE, raw, host.env);
  const [name, folder = 'specs', ...others] = words;
  if (name === undefined) throw new UsageError('verify token needs a name', 'as in: verify token staff');
  if (others.length > 0)
    throw new UsageError(`expected a token and a folder, found ${others.join(' ')} too`, 'name one token');
  if (isCi(host.env['CI']) && !print)
    throw new UsageError(
      'the log of a CI system would show the token',
      'leave it out there, or add --print where its output is not shown',
    );
  const at = resolve(host.cwd, folder);
  if (!existsSync(at) && words.length > 1) throw new UsageError(`${folder}: no such folder`);
  return withTeardown(async (teardown) => {
    const obtained = await obtainToken(
      {
        name,
        folder: existsSync(at) ? at : host.cwd,
        config,
        environment: env || undefined,
      },
      teardown,
      host,
    );
    const { text: redact } = host.redactor;
    if ('problem' in obtained) {
      const hint = obtained.hint === undefined ? [] : [`  → ${obtained.hint}`];
      printLines(host.stderr, [`verify: ${obtained.problem}`, ...hint].map(redact));
      return EXIT.unknown;
    }
    printLines(host.stderr, [`verify: ${redact(obtained.what)}; whoever has it may do what it allows`]);
    printLines(
      host.stdout,
      obtained.secrets.map(({ name: variable, value }) => exportLine(variable, value)),
    );
    return EXIT.passed;
  });
}

const isCi = (ci: string | undefined): boolean => ci !== undefined && ci !== '' && ci !== 'false';
