import type { Screen } from '../report/console.ts';
import type { ReadLine } from '../report/failure.ts';
import { colored, plain } from '../report/text.ts';

/** A stream that people or files read. */
export type Terminal = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

const LOG_COLUMNS = 120;

/** Live lines need a terminal that is no log; colours too, unless FORCE_COLOR asks for them. `NO_COLOR` wins. */
export function createScreen(
  stream: Terminal,
  env: Readonly<Record<string, string | undefined>>,
  readLine: ReadLine,
): Screen {
  const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  const wantsColor = isTerminal || (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0');
  const hasColor = wantsColor && (env['NO_COLOR'] === undefined || env['NO_COLOR'] === '');
  const columns = stream.columns ?? (Number(env['COLUMNS']) || LOG_COLUMNS);
  return {
    write: (text) => void stream.write(text),
    isLive: isTerminal && !isCi,
    page: { paint: hasColor ? colored : plain, columns: Math.max(columns, 20), readLine },
  };
}
