import { type FileProblem, findSpecs, readSource, shownPath } from '../files.ts';
import { isSelected } from '../plan/select.ts';
import { type History, lastFailed } from '../report/history.ts';
import { parseSpec, type Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';
import { type RunFlags, UsageError } from './options.ts';
import type { Host } from './run-command.ts';
import { createSpecShelf } from './spec-shelf.ts';

/** The specs that a command works on; when there are none, why. */
export type Selected = { readonly specs: readonly Spec[]; readonly why: string };

type Wanted = Pick<RunFlags, 'patterns' | 'selection' | 'lastFailed' | 'changed' | 'swagger' | 'jobs'>;

/** Reads and parses what the arguments name, and keeps what the selection asks for. */
export async function selectSpecs(wanted: Wanted, history: History, host: Host): Promise<Selected> {
  const { specs, others } = await readSpecs(wanted.patterns, host.cwd, createSpecShelf(wanted.jobs));
  const where = wanted.patterns.join(' ');
  if (specs.length === 0)
    return { specs, why: `${others === 0 ? 'no Markdown files' : 'no specs'} in ${where}` };
  let kept: readonly Spec[] = specs.filter((spec) => isSelected(spec, wanted.selection));
  if (wanted.lastFailed) {
    const failed = lastFailed(history);
    kept = kept.filter(({ source }) => failed.has(source.path));
  }
  if (wanted.changed !== undefined && kept.length > 0) {
    const { changedSpecs } = await import('./changed.ts');
    // Of all specs: one that is selected may use another that is not.
    const changed = new Set(
      await changedSpecs(specs, { ref: wanted.changed, swagger: wanted.swagger }, host),
    );
    kept = kept.filter((spec) => changed.has(spec));
  }
  return { specs: kept, why: `none of the ${specs.length} specs in ${where} is selected` };
}

/**
 * What the arguments name, read and parsed, and how many other Markdown files lie among it. Throws {@link UsageError} for
 * a path that does not exist.
 */
export async function readSpecs(
  patterns: readonly string[],
  cwd: string,
  parse: (source: SourceFile) => Spec = parseSpec,
): Promise<{ readonly specs: readonly Spec[]; readonly others: number }> {
  const { files, missing, unreadable: closed } = await findSpecs(patterns, cwd);
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(', ')}: no such file or folder`,
      'name specs, folders or globs, for example: verify specs/',
    );
  if (closed.length > 0)
    throw new UsageError(
      closed.join('; '),
      'nobody knows which specs are there: make it readable, or name what is to be run',
    );
  const specs: Spec[] = [];
  for (const { path, isNamed } of files) {
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const spec = 'problem' in source ? unreadable(shown, source) : parse(source);
    if (spec.isSpec || isNamed) specs.push(spec.isSpec ? spec : notASpec(spec));
  }
  return { specs, others: files.length - specs.length };
}

/** `--list`: a line for each spec. */
export function listing(specs: readonly Spec[]): string {
  const width = Math.max(...specs.map(({ metadata }) => metadata.status.length));
  return specs
    .map(({ source, metadata }) => `${metadata.status.padEnd(width)}  ${source.path}  ${metadata.endpoint}\n`)
    .join('');
}

function unreadable(path: string, { problem }: FileProblem): Spec {
  const spec = parseSpec({ path, text: '' });
  return {
    ...spec,
    diagnostics: [{ rule: 'unreadable', severity: 'error', message: problem, span: { start: 0, end: 0 } }],
  };
}

function notASpec(spec: Spec): Spec {
  const message = 'expected a spec, found no frontmatter with an endpoint and no "## Test Request"';
  return {
    ...spec,
    diagnostics: [
      ...spec.diagnostics,
      { rule: 'not-a-spec', severity: 'error', message, span: { start: 0, end: 1 } },
    ],
  };
}
