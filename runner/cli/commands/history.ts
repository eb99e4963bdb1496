import { resolve } from 'node:path';
import type { HistoryEntry } from '../../report/history/entry.ts';
import {
  detailLines,
  flakySeries,
  overviewLines,
  sayFlaky,
  sayUsual,
  seriesOf,
  slowSeries,
} from '../../report/text/history-lines.ts';
import { EXIT } from '../exit-code.ts';
import type { Host } from '../../session/host.ts';
import { createScreen } from '../terminal.ts';
import { readHistory } from '../../workspace/history-store.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { HISTORY_TABLE } from '../flags/report-tables.ts';

/** With more specs than this, each gets one line. */
const MAX_DETAILED = 10;

/**
 * `verify history [spec]`: the last runs of each spec, oldest first, with a sparkline of how long they took; each run by itself
 * where a spec is named. `--flaky` and `--slow` show those that are.
 */
export function historyCommand([wanted]: readonly string[], raw: RawFlags, host: Host): number {
  const { env, reports, flaky: isFlaky, slow: isSlow } = readFlags(HISTORY_TABLE, raw, host.env);
  if (isFlaky && isSlow) throw new UsageError('history: --flaky or --slow, not both');
  const storedHistory = readHistory(resolve(host.cwd, reports));
  const screen = createScreen(host, () => undefined);
  const { problem, note } = storedHistory;
  screen.print([problem, note].filter((said) => said !== undefined));
  const entries = storedHistory.history.filter(
    (entry) => (wanted === undefined || entry.file.includes(wanted)) && isIn(env, entry),
  );
  const about = `${wanted === undefined ? '' : ` of "${wanted}"`}${env === undefined ? '' : ` in ${env}`}`;
  if (entries.length === 0) {
    screen.print([about === '' ? 'no runs are remembered yet' : `no runs${about} are remembered`]);
    return EXIT.nothingSelected;
  }
  const series = seriesOf(entries);
  const { page } = screen;
  if (isFlaky) {
    const flaky = flakySeries(series);
    screen.print(flaky.length === 0 ? [`no spec${about} was flaky`] : overviewLines(flaky, page, sayFlaky));
  } else if (isSlow) screen.print(overviewLines(slowSeries(series), page, sayUsual));
  else if (wanted === undefined || series.length > MAX_DETAILED) screen.print(overviewLines(series, page));
  else
    for (const [index, each] of series.entries())
      screen.print([...(index === 0 ? [] : ['']), ...detailLines(each, page)]);
  return EXIT.passed;
}

/** Lines of older versions do not say where they ran, and may be of any environment. */
const isIn = (env: string | undefined, { environment }: HistoryEntry): boolean =>
  env === undefined || environment === undefined || environment === env;
