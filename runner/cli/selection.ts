import { type FileProblem, findSpecs, readSource, shownPath } from '../files.ts';
import { parseSpec, type Spec } from '../spec/parse.ts';
import { UsageError } from './options.ts';

/** The specs that a command works on, and how many other Markdown files lie among them. */
export type Selection = { readonly specs: readonly Spec[]; readonly others: number };

/** Reads and parses what the arguments name. Throws {@link UsageError} for a path that does not exist. */
export async function selectSpecs(patterns: readonly string[], cwd: string): Promise<Selection> {
  const { files, missing } = await findSpecs(patterns, cwd);
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(', ')}: no such file or folder`,
      'name specs, folders or globs, for example: verify specs/',
    );
  const specs: Spec[] = [];
  for (const { path, isNamed } of files) {
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const spec = 'problem' in source ? unreadable(shown, source) : parseSpec(source);
    if (spec.isSpec || isNamed) specs.push(spec.isSpec ? spec : notASpec(spec));
  }
  return { specs, others: files.length - specs.length };
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
