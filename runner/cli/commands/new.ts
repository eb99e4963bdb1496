import { join, resolve } from 'node:path';
import type { ApiOperation } from '../../authoring/new/api-model.ts';
import { chooseOperations } from '../../authoring/new/choose-operations.ts';
import { createSpecWriter, type NewSpec } from '../../authoring/new/new-specs.ts';
import { suggest } from '../../language/diagnostic.ts';
import { createCompiler } from '../../openapi/schema/engine/compile.ts';
import type { Host } from '../../session/host.ts';
import type { FileProblem } from '../../workspace/files.ts';
import { createFile } from '../../workspace/new-file.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { EXIT } from '../exit-code.ts';
import { type FlagValues, type RawFlags, readFlags } from '../flags/flag.ts';
import { NEW_TABLE } from '../flags/report-tables.ts';
import { withoutSpec } from '../missing-operations.ts';
import { findNewSource, type NewSource, SPECS_FOLDER } from '../new-source.ts';
import { printLines } from '../terminal.ts';

/** `verify new [operation]`: writes specs of documented operations. Existing files stay unchanged. */
export async function newCommand(words: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const flags = readFlags(NEW_TABLE, raw, host.env);
  if (flags.record !== undefined) {
    if (words.length > 0)
      throw new UsageError('new --record: expected no operation beside the spec', 'name the spec alone');
    const { recordCommand } = await import('./record.ts');
    return recordCommand(flags.record, raw, host);
  }
  const source = await findNewSource(flags, host);
  const operations = chosenOperations(words, flags, source, host);
  const write = createSpecWriter({
    model: source.model,
    compiler: createCompiler({ now: () => host.clock.nowMs() }),
    environmentOf: ({ api }) => source.environmentOf(api),
  });
  const written = writeSpecs(operations.flatMap(write), host);
  printLines(host.stdout, [...written.lines, ...nextLines(written)].map(host.redactor.text));
  const problems = [...source.problems, ...(written.problem === undefined ? [] : [written.problem])];
  printLines(
    host.stderr,
    problems.map((problem) => `verify: ${host.redactor.text(problem)}`),
  );
  if (written.problem !== undefined)
    printLines(host.stderr, ['  → make it writable, and run the same command again: what was written stays']);
  return problems.length > 0 ? EXIT.unknown : EXIT.passed;
}

function chosenOperations(
  words: readonly string[],
  flags: FlagValues<typeof NEW_TABLE>,
  source: NewSource,
  host: Host,
): readonly ApiOperation[] {
  const { model } = source;
  const { all: isAll, missing: isMissing } = flags;
  if (words.length === 0 && !isAll && !isMissing)
    throw new UsageError(
      'new: expected an operation',
      'as in: verify new "POST /v1/payment-links"; --all takes all, --missing those without a spec',
    );
  if (model.operations.length === 0)
    throw new UsageError(
      `new: ${model.apis
        .map(({ name }) => name)
        .slice(0, 3)
        .join(', ')} ${model.apis.length === 1 ? 'has' : 'have'} no operations`,
      'add some below "paths", or name another folder with --swagger DIR',
    );
  const among = words.length === 0 ? model.operations : chooseOperations(model, words);
  if (among.length === 0)
    throw new UsageError(
      `new: no operation is called "${words.join(' ')}" in ${source.model.apis
        .map(({ name }) => name)
        .slice(0, 3)
        .join(', ')}`,
      suggest(
        words.join(' '),
        model.operations.map(({ method, basePath, template }) => `${method} ${basePath}${template}`),
      ),
    );
  if (isMissing) return withoutSpec(among, source, flags, host);
  if (among.length > 1 && !isAll)
    throw new UsageError(
      `new: "${words.join(' ')}" names ${among.length} operations: ${among.slice(0, 5).map(sayOperation).join(', ')}${among.length > 5 ? ', …' : ''}`,
      'name one of them, with a part of its document where several have it; or add --all',
    );
  return among;
}

const sayOperation = ({ method, basePath, template, api }: ApiOperation): string =>
  `${method} ${basePath}${template} (${api.name})`;

type Written = {
  readonly lines: readonly string[];
  readonly created: readonly string[];
  readonly waiting: number;
  readonly kept: number;
  readonly problem: string | undefined;
};

/** Writes the files that do not exist; stops at the first that cannot be written. */
function writeSpecs(specs: readonly NewSpec[], { cwd }: Host): Written {
  const lines: string[] = [];
  const created: string[] = [];
  let waiting = 0;
  let kept = 0;
  let problem: string | undefined;
  for (const { path, text, needs } of specs) {
    const shown = join(SPECS_FOLDER, path);
    const result: FileProblem | 'created' | 'kept' = createFile(resolve(cwd, shown), text, shown);
    if (typeof result === 'object') {
      ({ problem } = result);
      break;
    }
    if (result === 'kept') {
      kept++;
      lines.push(`kept     ${shown} (it is there already)`);
      continue;
    }
    created.push(shown);
    if (needs.length > 0) waiting++;
    lines.push(`created  ${shown}${needs.length === 0 ? '' : `  skipped: needs ${needs.join('; ')}`}`);
  }
  return { lines, created, waiting, kept, problem };
}

function nextLines({ created, waiting, kept }: Written): readonly string[] {
  const counted = [
    `${created.length} written`,
    ...(waiting > 0 ? [`${waiting} of them skipped until a person gives what they need`] : []),
    ...(kept > 0 ? [`${kept} kept`] : []),
  ];
  const [only, ...others] = created;
  return [
    '',
    counted.join(', '),
    ...(only === undefined
      ? []
      : ['', 'next:', `  npx verify-specs ${others.length === 0 ? only : `${SPECS_FOLDER}/`}`]),
  ];
}
