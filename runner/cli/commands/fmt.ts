import { resolve } from 'node:path';
import { formatSpec } from '../../language/format/format-spec.ts';
import type { Spec } from '../../language/parse.ts';
import { placeAt, type Span } from '../../language/source.ts';
import { registerProcess } from '../../run/secrets/register.ts';
import type { Host } from '../../session/host.ts';
import { RUN_DEFAULTS } from '../../session/run-flags.ts';
import { readSpecs, sayOthers } from '../../session/selection.ts';
import { explainFileError } from '../../workspace/files.ts';
import { replaceFile } from '../../workspace/write-file.ts';
import { EXIT } from '../exit-code.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { FMT_TABLE } from '../flags/tables.ts';
import { sayNotes } from '../print-conclusion.ts';
import { printLines } from '../terminal.ts';

/** What became of the file of a spec. */
type FormattedFile = {
  readonly path: string;
  readonly isChanged: boolean;
  /** Something of it could not be read or written. */
  readonly isWrong: boolean;
  readonly notes: readonly string[];
};

/** `verify fmt [specs]`: writes specs in one form; with `--check` it names those that it would change, and exits with 2. */
export async function fmtCommand(patterns: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const { check: isCheck } = readFlags(FMT_TABLE, raw, host.env);
  registerProcess(host.env, host.redactor);
  const { text: redact } = host.redactor;
  const given = patterns.length > 0 ? patterns.map(String) : RUN_DEFAULTS.patterns;
  const { summaries, others } = await readSpecs(given, host.cwd);
  sayNotes(sayOthers(others), host);
  if (summaries.length === 0) {
    printLines(host.stdout, [`nothing to format: no specs in ${given.join(' ')}`]);
    return EXIT.nothingSelected;
  }
  const files: FormattedFile[] = [];
  for (const summary of summaries) {
    const file = await formatFile(summary.read(), isCheck, host.cwd);
    printLines(host.stderr, file.notes.map(redact));
    if (file.isChanged) printLines(host.stdout, [redact(file.path)]);
    files.push(file);
  }
  const changed = files.filter(({ isChanged }) => isChanged).length;
  const count = `${changed} of ${files.length} ${files.length === 1 ? 'spec' : 'specs'}`;
  printLines(host.stdout, [isCheck ? `${count} would be formatted` : `${count} formatted`]);
  return (isCheck && changed > 0) || files.some(({ isWrong }) => isWrong) ? EXIT.unknown : EXIT.passed;
}

/** Diagnostics of a file that is not formatted at all. */
const NO_SPEC: ReadonlySet<string> = new Set(['unreadable', 'not-a-spec']);

async function formatFile(spec: Spec, isCheck: boolean, cwd: string): Promise<FormattedFile> {
  const { path, text } = spec.source;
  const noSpec = spec.diagnostics.find(({ rule }) => NO_SPEC.has(rule));
  if (noSpec !== undefined)
    return { path, isChanged: false, isWrong: true, notes: [`verify: ${path}: ${noSpec.message}`] };
  const formatted = formatSpec(spec.source);
  const notes = formatted.left.flatMap(({ span, message, hint, isWrong }) => [
    `verify: ${placeText(spec, span)}: ${isWrong ? 'left as it is: ' : ''}${message}`,
    ...(hint === undefined ? [] : [`  → ${hint}`]),
  ]);
  const isWrong = formatted.left.some((each) => each.isWrong);
  if (isCheck || formatted.text === text) return { path, isChanged: formatted.text !== text, isWrong, notes };
  const problem = await write(resolve(cwd, path), formatted.text, spec);
  return problem === undefined
    ? { path, isChanged: true, isWrong, notes }
    : { path, isChanged: false, isWrong: true, notes: [...notes, `verify: ${problem}`] };
}

function placeText({ source }: Spec, span: Span): string {
  const { line, column } = placeAt(source, span);
  return `${source.path}:${line}:${column}`;
}

/** Writes a file that still holds what was read; the answer says why it could not. */
async function write(file: string, text: string, { source }: Spec): Promise<string | undefined> {
  try {
    const outcome = await replaceFile(file, text, source.text);
    return outcome === 'written' ? undefined : `${source.path} changed meanwhile and was left as it is`;
  } catch (error) {
    return explainFileError(error, source.path);
  }
}
