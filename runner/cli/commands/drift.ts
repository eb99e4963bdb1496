import { join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { type Drift, findDrift } from '../../drift/drift.ts';
import { countSeverities, renderDriftJson } from '../../drift/render/groups.ts';
import { renderDriftMarkdown } from '../../drift/render/markdown.ts';
import { renderDriftSarif } from '../../drift/render/sarif.ts';
import { renderDriftText } from '../../drift/render/text.ts';
import type { Page } from '../../report/text/failure.ts';
import { safeJson } from '../../report/text/safe-text.ts';
import type { Host } from '../../session/host.ts';
import { findComparison } from '../comparison.ts';
import { EXIT } from '../exit-code.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { COMPARISON_TABLE, DRIFT_TABLE } from '../flags/report-tables.ts';
import { readKnown } from '../../workspace/observations.ts';
import { createScreen, linesOfDocument, printLines } from '../terminal.ts';

/** `verify drift [specs]`: where specs, API documents and observed answers disagree. Sends nothing. */
export async function driftCommand(patterns: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const { format, failOn, nullable } = readFlags(DRIFT_TABLE, raw, host.env);
  const flags = readFlags(COMPARISON_TABLE, raw, host.env);
  const reports = resolve(host.cwd, flags.reports);
  const compared = await findComparison(patterns, flags, host);
  if (typeof compared === 'number') return compared;
  const known = existsSync(join(reports, 'observed.json')) ? readKnown(reports) : undefined;
  if (known !== undefined && 'problem' in known) printLines(host.stderr, [`verify: ${known.problem}`]);
  const { specs, found, whole } = compared;
  const observed = known === undefined || 'problem' in known ? undefined : known;
  const { documents, lookUp, show } = found;
  const drift = findDrift({ specs, documents, lookUp, show, whole, observed, nullable });
  const screen = createScreen(host, () => undefined);
  screen.print(render(drift, format, screen.page, host.version));
  const { error, warn } = countSeverities(drift.findings);
  const failing = { error, warn: error + warn, never: 0 }[failOn];
  return failing > 0 ? EXIT.gate : EXIT.passed;
}

function render(
  drift: Drift,
  format: 'text' | 'json' | 'markdown' | 'sarif',
  page: Page,
  version: string,
): readonly string[] {
  switch (format) {
    case 'text':
      return renderDriftText(drift, page);
    case 'json':
      return linesOfDocument(safeJson(renderDriftJson(drift)));
    case 'markdown':
      return linesOfDocument(renderDriftMarkdown(drift));
    case 'sarif':
      return linesOfDocument(safeJson(renderDriftSarif(drift, version)));
  }
}
