import { memoize } from '../language/memoize.ts';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { DocumentedOperations } from '../coverage/coverage.ts';
import { listDocuments, readDocument } from './files.ts';
import { createDocuments } from '../openapi/document/load.ts';
import { type Documents, isProblem, type DocumentProblem } from '../openapi/document/documents.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import type { SpecSummary } from '../plan/spec-summary.ts';
import type { Environment } from '../environment/environment.ts';
import type { Spec } from '../language/parse.ts';
import type { SourceFile } from '../language/source.ts';
import { confine, type Limits, swaggerFoldersAbove } from './confine.ts';

export type DocumentOptions = {
  readonly cwd: string;
  /** `--swagger`: the first folder to search for `swagger:` paths. */
  readonly folder: string | undefined;
  readonly summaries: readonly SpecSummary[];
  readonly environments: readonly Environment[];
  readonly limits: Limits;
  /** The size limit for documents. */
  readonly maxDocumentMb?: number | undefined;
};

/** The document that a spec names, and the folders to search. */
type DocumentLookup = { readonly swagger: string | undefined; readonly folders: readonly string[] };

/** The API documents of the specs, and where each spec looks for its own. */
export type FoundDocuments = {
  readonly documents: Documents;
  readonly lookUp: (spec: Spec) => DocumentLookup;
  readonly lookUpSummary: (summary: Pick<SpecSummary, 'path' | 'metadata'>) => DocumentLookup;
  /** All documents in those folders, named by a spec or not. */
  readonly listed: readonly string[];
  /** Shortens a document's path, alone or in a sentence, for messages. */
  readonly show: (text: string) => string;
};

/** Beyond this number, folders are listed again instead of cached. */
const MAX_FOLDERS = 10_000;

/** Finds the documents that the specs name and those beside them; each is read on demand. */
export function findDocuments({
  cwd,
  folder,
  summaries,
  environments,
  limits,
  maxDocumentMb,
}: DocumentOptions): FoundDocuments {
  const asked = folder === undefined ? undefined : resolve(cwd, folder);
  const bases = asked === undefined ? [cwd] : [asked, dirname(asked)];
  const known = new Map<string, readonly string[]>();
  const foldersFor = (path: string, swagger: string | undefined): readonly string[] => {
    const start = dirname(resolve(cwd, path));
    const key = `${start}\0${swagger}`;
    const folders = known.get(key) ?? [
      ...new Set([...bases, ...(swagger === undefined ? [] : ancestorsWith(start, portable(swagger)))]),
    ];
    known.set(key, folders);
    return folders;
  };
  const refs = environments.flatMap((each) =>
    Object.entries(each.refs).map(([prefix, path]) => [prefix, resolve(cwd, path)] as const),
  );
  const lookUpSummary: FoundDocuments['lookUpSummary'] = ({ path, metadata: { swagger } }) => ({
    swagger: swagger?.trim() ? portable(swagger) : undefined,
    folders: foldersFor(path, swagger),
  });
  const paths = summaries.map(({ path }) => path);
  const allowed = [...new Set([...limits.forSpecs(paths, environments), ...swaggerFoldersAbove(paths, cwd)])];
  const read = (path: string): string | DocumentProblem | undefined => {
    const confined = confine(path, path, allowed, cwd);
    if (!('problem' in confined)) return readDocument(confined.path);
    if (confined.why === 'absent') return undefined;
    return confined.why === 'outside'
      ? { problem: `${confined.problem}; name its folder with --swagger`, isOutside: true }
      : confined;
  };
  const looked = new WeakMap<SourceFile, DocumentLookup>();
  const list = memoize(MAX_FOLDERS, (each: string) =>
    listDocuments(each === asked ? each : join(each, 'swagger')),
  );
  return {
    documents: createDocuments({ read, refs, list, maxMegabytes: maxDocumentMb }),
    lookUp: ({ source, metadata }) => {
      const found = looked.get(source) ?? lookUpSummary({ path: source.path, metadata });
      looked.set(source, found);
      return found;
    },
    lookUpSummary,
    listed: (asked === undefined ? bases : [asked]).flatMap((base) =>
      list(base).filter((path) => !/(^|[\\/])node_modules[\\/]/.test(relative(base, path))),
    ),
    show: (text) => text.replaceAll(`${cwd}/`, ''),
  };
}

/** The existing documents that specs name, readable or not. */
export const namedDocuments = (
  { documents, lookUpSummary }: FoundDocuments,
  summaries: readonly SpecSummary[],
): readonly string[] => {
  const paths = summaries.flatMap((summary) => {
    const { swagger, folders } = lookUpSummary(summary);
    return swagger === undefined ? [] : folders.map((folder) => resolve(folder, swagger));
  });
  return [...new Set(paths)].filter((path) => {
    const opened = documents.open(path);
    return !isProblem(opened) || (opened.isAbsent !== true && opened.isOutside !== true);
  });
};

/** How many unreadable paths of one document are listed. */
const NAMED = 3;

/**
 * The unreadable parts of the documents, a sentence each: operations may be missing. A file that no spec names may not be an API
 * document at all.
 */
export function unreadIn(
  { documents, show }: Pick<FoundDocuments, 'documents' | 'show'>,
  paths: readonly string[],
  named: readonly string[],
): readonly string[] {
  const index = operationIndexOf(documents);
  return paths.flatMap((path) => {
    const document = documents.open(path);
    if (isProblem(document))
      return document.isOtherKind === true && !named.includes(path) ? [] : [show(document.problem)];
    const problems = index.problems(document);
    const more = problems.length - NAMED;
    return [...problems.slice(0, NAMED), ...(more > 0 ? [`and ${more} more paths`] : [])].map((problem) =>
      show(`${path} cannot be read whole: ${problem}`),
    );
  });
}

/** The operations of documents, with the names that a report gives to the documents. */
export function documentedOperations(
  { documents, show }: Pick<FoundDocuments, 'documents' | 'show'>,
  paths: readonly string[],
): readonly DocumentedOperations[] {
  const index = operationIndexOf(documents);
  return paths.flatMap((path) => {
    const document = documents.open(path);
    return isProblem(document) ? [] : [{ document: show(path), operations: index.list(document) }];
  });
}

/** An absolute path of another machine, from its last `swagger` folder on. */
function portable(swagger: string): string {
  if (!/^([A-Za-z]:)?[\\/]/.test(swagger)) return swagger;
  return (
    /(?:^|[\\/])((?:mcp_)?swagger[\\/](?!.*swagger[\\/]).*)$/.exec(swagger)?.[1]?.replaceAll('\\', '/') ??
    swagger
  );
}

function ancestorsWith(start: string, path: string): readonly string[] {
  for (let at = start; dirname(at) !== at; at = dirname(at)) if (existsSync(join(at, path))) return [at];
  return [];
}
