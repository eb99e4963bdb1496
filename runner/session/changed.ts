import { execFileSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { createDocuments } from '../openapi/document/load.ts';
import { type Documents, isProblem } from '../openapi/document/documents.ts';
import { MAX_MEGABYTES } from '../openapi/document/read-file.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import { type SpecSummary, summarize, pathBeside } from '../plan/spec-summary.ts';
import { parseSpec } from '../language/parse.ts';
import { createLimits, readNamedFile } from '../workspace/confine.ts';
import { type FoundDocuments, findDocuments } from '../workspace/documents.ts';
import { changedFiles, mergeBase, textsAt } from '../workspace/git.ts';
import { differsByWriteBackOnly } from '../writeback/only-write-back.ts';
import type { Host } from './host.ts';

export type ChangedOptions = {
  /** The revision to compare with; empty: the last commit. */
  readonly ref: string;
  readonly swagger: string | undefined;
  /** The size limit for API documents. */
  readonly maxDocumentMb?: number | undefined;
};

/**
 * The specs that a change affects since the branch left the revision: changed or new in git, or with changed rows of data; with
 * an operation that changed in the API document; and those that use one of them.
 */
export async function changedSpecs(
  summaries: readonly SpecSummary[],
  { ref, swagger, maxDocumentMb }: ChangedOptions,
  { cwd }: Pick<Host, 'cwd'>,
): Promise<readonly SpecSummary[]> {
  const revision = ref === '' ? 'HEAD' : await mergeBase(cwd, ref);
  const files = new Set(await changedFiles(cwd, revision));
  const all = withUsed(summaries, cwd);
  for (const file of onlyVerified(all, files, { cwd, revision })) files.delete(file);
  const concerned = new Set<string>();
  for (const [path, summary] of all)
    if (filesOf(summary).some((file) => files.has(file))) concerned.add(path);
  if ([...files].some((file) => /\.(json|ya?ml)$/i.test(file))) {
    const found = findDocuments({
      cwd,
      folder: swagger,
      summaries: [...all.values()],
      environments: [],
      limits: createLimits({ cwd, patterns: [], swagger }),
      maxDocumentMb,
    });
    const differs = compareOperations(found, { cwd, revision, maxMegabytes: maxDocumentMb });
    for (const [path, summary] of all) if (!concerned.has(path) && differs(summary)) concerned.add(path);
  }
  const uses = [...all].map(([path, summary]) => [path, usedPaths(summary)] as const);
  for (let before = -1; before !== concerned.size; ) {
    before = concerned.size;
    for (const [path, used] of uses)
      if (used.some((each) => concerned.has(each) || files.has(each))) concerned.add(path);
  }
  return summaries.filter(({ path }) => concerned.has(path));
}

/** The files that differ only by the verdicts that runs wrote into them. */
function onlyVerified(
  summaries: ReadonlyMap<string, SpecSummary>,
  files: ReadonlySet<string>,
  { cwd, revision }: Pick<Earlier, 'cwd' | 'revision'>,
): readonly string[] {
  const specs = [...files].filter((file) => summaries.has(file));
  return [...textsAt(cwd, revision, specs)]
    .filter(([file, before]) => differsByWriteBackOnly(before, summaries.get(file)!.text()))
    .map(([file]) => file);
}

const usedPaths = ({ path, uses }: SpecSummary): readonly string[] =>
  uses.map((file) => pathBeside(path, file));

const filesOf = ({ path, metadata: { data } }: SpecSummary): readonly string[] =>
  typeof data === 'string' ? [path, pathBeside(path, data)] : [path];

/** The specs and those they use, in any folder. */
function withUsed(summaries: readonly SpecSummary[], cwd: string): ReadonlyMap<string, SpecSummary> {
  const found = new Map(summaries.map((summary) => [summary.path, summary]));
  const paths = summaries.map(({ path }) => path);
  const folders = createLimits({ cwd, patterns: paths, swagger: undefined }).forSpecs(paths, []);
  const open = [...summaries];
  for (let summary = open.pop(); summary !== undefined; summary = open.pop())
    for (const path of usedPaths(summary)) {
      if (found.has(path)) continue;
      const source = readNamedFile(resolve(cwd, path), path, folders, cwd);
      if ('problem' in source) continue;
      const used = summarize(parseSpec(source));
      found.set(path, used);
      open.push(used);
    }
  return found;
}

/** The documents at an earlier revision. */
type Earlier = {
  readonly cwd: string;
  readonly revision: string;
  readonly maxMegabytes: number | undefined;
};

/** Whether the operation of a spec changed since a revision, with everything it references. */
function compareOperations(
  { documents, lookUpSummary }: FoundDocuments,
  { cwd, revision, maxMegabytes }: Earlier,
): (summary: SpecSummary) => boolean {
  const now = createTexts(documents);
  const before = createTexts(
    createDocuments({ read: (path) => readAt(path, { cwd, revision, maxMegabytes }), maxMegabytes }),
  );
  return (summary) => {
    const { method, path } = summary.metadata;
    const { swagger, folders } = lookUpSummary(summary);
    if (swagger === undefined || method === undefined || path === undefined) return false;
    return folders
      .map((folder) => join(folder, swagger))
      .some((file) => now(file, method, path) !== before(file, method, path));
  };
}

/** A character takes up to 4 bytes. */
const BYTES_PER_MEGABYTE = 4 * 1024 * 1024;

function readAt(path: string, { cwd, revision, maxMegabytes = MAX_MEGABYTES }: Earlier): string | undefined {
  try {
    return execFileSync('git', ['show', `${revision}:./${relative(cwd, path)}`], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: maxMegabytes * BYTES_PER_MEGABYTE,
    });
  } catch {
    return undefined;
  }
}

/** Parts of a document that affect an operation besides its own text. */
const SHARED_KEYS = ['servers', 'host', 'basePath', 'security', 'consumes', 'produces'];

/**
 * The text of an operation, with every `$ref` followed once; undefined when the document has no such operation, and a unique
 * symbol when the document is unreadable: an unknown operation may have changed.
 */
function createTexts(
  documents: Documents,
): (file: string, method: string, path: string) => string | symbol | undefined {
  const index = operationIndexOf(documents);
  return (file, method, path) => {
    const document = documents.open(file);
    if (isProblem(document))
      return document.isAbsent === true || document.isOutside === true ? undefined : Symbol('unread');
    const operation = index.find(document, method, path)?.operation;
    if (operation === undefined) return undefined;
    const valueAt = (pointer: string): unknown => {
      const found = documents.at({ file: operation.document, pointer });
      return isProblem(found) ? undefined : found.value;
    };
    const pathItem = valueAt(operation.pointer.replace(/\/[^/]*$/, '')) as
      | { parameters?: unknown }
      | undefined;
    const root = (valueAt('') ?? {}) as Readonly<Record<string, unknown>>;
    const parts = [
      valueAt(operation.pointer),
      pathItem?.parameters,
      SHARED_KEYS.map((key) => root[key] ?? null),
    ];
    return JSON.stringify(followRefs(documents, parts, operation.document));
  };
}

function followRefs(documents: Documents, whole: unknown, file: string): unknown {
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
  return inline(whole, file);
}
