import { execFileSync } from 'node:child_process';
import { dirname, join, relative, resolve } from 'node:path';
import { readTextIfThere } from '../files.ts';
import { createOperationIndex } from '../openapi/operations.ts';
import { createDocuments, type Documents, isProblem } from '../openapi/load.ts';
import type { Spec } from '../spec/parse.ts';
import { changedFiles } from './git.ts';
import type { Host } from './run-command.ts';

export type ChangedOptions = {
  /** The revision to compare with; empty: the last commit. */
  readonly ref: string;
  readonly swagger: string | undefined;
};

/**
 * The specs that a change concerns: those that git sees as changed or new, those whose operation reads differently in the
 * API document, and those that use one of them.
 */
export async function changedSpecs(
  specs: readonly Spec[],
  { ref, swagger }: ChangedOptions,
  { cwd }: Host,
): Promise<readonly Spec[]> {
  const revision = ref === '' ? 'HEAD' : ref;
  const files = new Set(await changedFiles(cwd, revision));
  const concerned = new Set(specs.filter(({ source }) => files.has(source.path)));
  const documents = [...files].filter((file) => /\.(json|ya?ml)$/i.test(file));
  if (documents.length > 0) {
    const differs = compareOperations(cwd, revision);
    for (const spec of specs) if (!concerned.has(spec) && differs(spec, swagger)) concerned.add(spec);
  }
  for (let before = -1; before !== concerned.size; ) {
    before = concerned.size;
    const paths = new Set([...concerned].map(({ source }) => source.path));
    for (const spec of specs)
      if (
        spec.uses.some(
          (use) =>
            paths.has(join(dirname(spec.source.path), use.file)) ||
            files.has(join(dirname(spec.source.path), use.file)),
        )
      )
        concerned.add(spec);
  }
  return specs.filter((spec) => concerned.has(spec));
}

/** Tells whether the operation of a spec reads differently now than at a revision, with all it refers to. */
function compareOperations(
  cwd: string,
  revision: string,
): (spec: Spec, folder: string | undefined) => boolean {
  const now = createDocuments({ read: readTextIfThere, roots: [cwd] });
  const before = createDocuments({ read: (path) => readAt(cwd, revision, path), roots: [cwd] });
  return (spec, folder) => {
    const { swagger, method, path } = spec.metadata;
    if (swagger === undefined || method === undefined || path === undefined) return false;
    const candidates = [folder ?? '.', '.'].map((base) => resolve(cwd, base, swagger));
    return candidates.some(
      (file) => operationText(now, file, method, path) !== operationText(before, file, method, path),
    );
  };
}

function readAt(cwd: string, revision: string, path: string): string | undefined {
  try {
    return execFileSync('git', ['show', `${revision}:./${relative(cwd, path)}`], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64_000_000,
    });
  } catch {
    return undefined;
  }
}

/** An operation as text, with every `$ref` followed once; undefined when the document has no such operation. */
function operationText(documents: Documents, file: string, method: string, path: string): string | undefined {
  const document = documents.open(file);
  if (isProblem(document)) return undefined;
  const found = createOperationIndex(documents).find(document, method, path);
  if (found === undefined) return undefined;
  const { operation } = found;
  const followed = new Set<string>();
  const inline = (value: unknown, from: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => inline(each, from));
    if (typeof value !== 'object' || value === null) return value;
    const ref = (value as { $ref?: unknown }).$ref;
    if (typeof ref === 'string') {
      const target = documents.resolve(ref, { file: from, pointer: '' });
      if (isProblem(target)) return ref;
      const key = `${target.file}#${target.pointer}`;
      if (followed.has(key)) return key;
      followed.add(key);
      return { [key]: inline(target.value, target.file) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inline(each, from)]));
  };
  const at = documents.at({ file: operation.document, pointer: operation.pointer });
  return isProblem(at) ? undefined : JSON.stringify(inline(at.value, operation.document));
}
