import { resolve } from 'node:path';
import { suggest } from '../../language/diagnostic.ts';
import { LINE_END } from '../../language/source.ts';
import { fixText } from '../../lint/fix.ts';
import type { Levels } from '../../lint/lint.ts';
import {
  countFindings,
  renderFindingCommands,
  renderFindings,
  renderFindingsJson,
} from '../../lint/render.ts';
import { RULES } from '../../lint/rules.ts';
import { safeJson } from '../../report/text/safe-text.ts';
import { checkSpecs, diagnosticsOf } from '../../session/check/check.ts';
import type { Host } from '../../session/host.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { replaceFile } from '../../workspace/write-file.ts';
import { EXIT } from '../exit-code.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { CHECK_TABLE } from '../flags/tables.ts';
import { type PlannedSpecs, withPlannedSpecs } from '../prepared-command.ts';
import { displayOn, linesOfDocument, printLines } from '../terminal.ts';

/** `verify check [specs]`: reports problems of specs without sending anything; exits with 2 for errors. */
export async function checkCommand(patterns: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const { format, fix, rules } = readFlags(CHECK_TABLE, raw, host.env);
  const levels = readLevels(rules);
  if (fix) {
    const mended = new Set<string>();
    // What is mended may show what else can be: rules look at specs without errors only.
    for (let pass = 0, isDone = false; pass < MOST_PASSES && !isDone; pass++) {
      const code = await withPlannedSpecs(patterns, raw, host, async (planned) => {
        isDone = !(await fixFiles({ ...planned, levels, host }, mended));
        return EXIT.passed;
      });
      if (code !== EXIT.passed) return code;
    }
  }
  return withPlannedSpecs(patterns, raw, host, async (planned) => {
    const findings = await checkSpecs({ ...planned, levels, host });
    const { text: redact } = planned.dryRun.redactor;
    const readLine = (file: string, line: number): string | undefined => {
      const text = planned.summaries.find(({ path }) => path === file)?.text();
      return text?.replace(/^\ufeff/, '').split(LINE_END)[line - 1];
    };
    const checked = planned.summaries.length;
    switch (format) {
      case 'text':
        printLines(host.stdout, renderFindings(findings, checked, readLine).map(redact));
        break;
      case 'json':
        printLines(
          host.stdout,
          linesOfDocument(safeJson(JSON.stringify(renderFindingsJson(findings, checked), null, 2))).map(
            redact,
          ),
        );
        break;
      case 'github':
        displayOn(host).printCommands(renderFindingCommands(findings).map(redact));
    }
    return countFindings(findings).errors > 0 ? EXIT.unknown : EXIT.passed;
  });
}

/** A spec whose fixes never end would be a defect. */
const MOST_PASSES = 10;

/** Mends what can be mended, and answers whether a file was written. A file that changed meanwhile is left alone. */
async function fixFiles(
  input: PlannedSpecs & { readonly levels: Levels; readonly host: Host },
  mended: Set<string>,
): Promise<boolean> {
  const { cwd, stderr } = input.host;
  let isWritten = false;
  for (const { spec, diagnostics } of diagnosticsOf(input)) {
    const fixed = fixText(spec.source, diagnostics);
    if (fixed === spec.source.text) continue;
    const { path } = spec.source;
    const outcome = await replaceFile(resolve(cwd, path), fixed, spec.source.text);
    if (outcome !== 'written') printLines(stderr, [`verify: ${path} changed meanwhile and was left alone`]);
    else if (!mended.has(path)) printLines(stderr, [`verify: mended ${path}`]);
    if (outcome !== 'written') continue;
    mended.add(path);
    isWritten = true;
  }
  return isWritten;
}

/** `--rule id=error|warn|off`, repeatable, or several with commas between. */
function readLevels(rules: readonly string[]): Levels {
  const ids = RULES.map(({ id }) => id);
  const pairs = rules.flatMap((each) => each.split(','));
  return Object.fromEntries(
    pairs.map((pair): [string, Levels[string]] => {
      const [id = '', level = ''] = pair.split('=').map((each) => each.trim());
      if (!ids.includes(id)) throw new UsageError(`--rule: unknown rule "${id}"`, suggest(id, ids));
      const known = { error: 'error', warn: 'warning', warning: 'warning', off: 'off' } as const;
      if (!Object.hasOwn(known, level))
        throw new UsageError(`--rule: ${id}: expected error, warn or off, found "${level}"`);
      return [id, known[level as keyof typeof known]];
    }),
  );
}
