import { posix } from 'node:path';
import { failed, notMade } from './checks.ts';
import type { Draft } from './finding.ts';
import { type ApiDocument, type Documents, isProblem, type Problem } from './load.ts';
import type { OperationIndex, OperationMatch } from './operations.ts';

/** What was found for a request; the draft says where, or why there is nothing. */
export type Located =
  | {
      readonly outcome: 'found';
      readonly match: OperationMatch;
      readonly document: ApiDocument;
      readonly draft: Draft;
    }
  | {
      readonly outcome: 'missing';
      readonly draft: Draft;
      /** The document that the spec names is there, and cannot be used. */
      readonly isUnusable: boolean;
    };

export type Looked = {
  readonly swagger?: string | undefined;
  readonly folders: readonly string[];
  readonly method: string;
  readonly path: string;
};

/**
 * Looks an operation up: first in the document that the spec names, in each folder; then, because prerequisites
 * often belong to another document, in all documents of the folders.
 */
export function locateOperation(documents: Documents, index: OperationIndex, asked: Looked): Located {
  const { method, path } = asked;
  const named = openNamed(documents, asked);
  const hits = findIn(named.opened, index, method, path);
  const [first, ...others] = hits.length > 0 ? hits : findElsewhere(documents, index, asked);
  if (first) return { outcome: 'found', ...first, draft: sayFound(first, others, named, asked) };
  return { outcome: 'missing', draft: explain(named, index, asked), isUnusable: named.isUnusable };
}

const isDocument = (result: ApiDocument | Problem): result is ApiDocument => !isProblem(result);

type Hit = { readonly match: OperationMatch; readonly document: ApiDocument };

function sayFound(
  { match, document }: Hit,
  others: readonly Hit[],
  named: Named,
  { swagger }: Looked,
): Draft {
  const also = others.map((other) => other.document.path).join(', ');
  const where = `${match.operation.method} ${match.operation.template} in ${document.path}${also ? `; also in ${also}, which is not used` : ''}`;
  if (swagger === undefined || named.opened.includes(document)) return { outcome: 'passed', message: where };
  if (named.opened.length > 0) return { outcome: 'passed', message: `${where}; ${swagger} does not have it` };
  return failed(
    `the API document ${swagger} cannot be used (${named.problems.join('; ')}); compared with ${where}`,
    {
      side: 'spec',
      hint: 'correct swagger: in the spec',
    },
  );
}

type Named = {
  readonly opened: readonly ApiDocument[];
  readonly problems: readonly string[];
  readonly isUnusable: boolean;
};

type Where = Pick<Looked, 'swagger' | 'folders'>;

/** Where a document may lie that a spec names. */
const namedPaths = (swagger: string, folders: readonly string[]): readonly string[] =>
  posix.isAbsolute(swagger) ? [swagger] : [...new Set(folders.map((folder) => posix.join(folder, swagger)))];

/** Remembers what was found by the list of folders and the name: neither changes while documents are in use. */
function remembering<Found>(find: (documents: Documents, where: Where) => Found) {
  const known = new WeakMap<Documents, WeakMap<readonly string[], Map<string | undefined, Found>>>();
  return (documents: Documents, where: Where): Found => {
    const ofDocuments =
      known.get(documents) ?? new WeakMap<readonly string[], Map<string | undefined, Found>>();
    known.set(documents, ofDocuments);
    const ofFolders = ofDocuments.get(where.folders) ?? new Map<string | undefined, Found>();
    ofDocuments.set(where.folders, ofFolders);
    const found = ofFolders.get(where.swagger) ?? find(documents, where);
    ofFolders.set(where.swagger, found);
    return found;
  };
}

const openNamed = remembering(readNamed);

function readNamed(documents: Documents, { swagger, folders }: Where): Named {
  if (swagger === undefined) return { opened: [], problems: [], isUnusable: false };
  const results = namedPaths(swagger, folders).map((path) => documents.open(path));
  return {
    opened: results.filter(isDocument),
    problems: results.flatMap((result) => (isProblem(result) ? [result.problem] : [])),
    isUnusable:
      !results.some(isDocument) && results.some((result) => isProblem(result) && result.isAbsent !== true),
  };
}

/** The paths of documents that lie beside those that a spec names, and those of all others. */
type Groups = readonly [near: readonly string[], far: readonly string[]];

const groupsOf = remembering(listGroups);

function listGroups(documents: Documents, { swagger, folders }: Where): Groups {
  const named = swagger === undefined ? [] : namedPaths(swagger, folders);
  const beside = named.map((each) => posix.dirname(each));
  const paths = [...new Set(folders.flatMap((folder) => documents.list(folder)))];
  const isNear = (each: string): boolean => beside.includes(posix.dirname(each));
  return [paths.filter(isNear), paths.filter((each) => !isNear(each))];
}

/** In the documents beside the one that the spec names, else in all others; what is not needed is not read. */
function findElsewhere(documents: Documents, index: OperationIndex, asked: Looked): readonly Hit[] {
  const { method, path } = asked;
  for (const group of groupsOf(documents, asked)) {
    const opened = group.map((each) => documents.open(each)).filter(isDocument);
    const hits = findIn(opened, index, method, path);
    if (hits.length > 0) return hits;
  }
  return [];
}

const findIn = (opened: readonly ApiDocument[], index: OperationIndex, method: string, path: string) =>
  opened.flatMap((document) => {
    const match = index.find(document, method, path);
    return match ? [{ match, document }] : [];
  });

function explain({ opened, problems }: Named, index: OperationIndex, asked: Looked): Draft {
  const { swagger, method, path } = asked;
  const [document] = opened;
  if (document) {
    const unread = opened.flatMap((each) => index.problems(each));
    if (unread.length > 0)
      return notMade(
        `${method.toUpperCase()} ${path} is not in ${document.path}, of which not all could be read: ${unread.join('; ')}`,
        {
          side: 'document',
        },
      );
    const why = index.explainMissing(document, method, path);
    return failed(`${method.toUpperCase()} ${path} is not in ${document.path}: ${why}`, {
      side: 'document',
      hint: 'correct the path in the spec, or document the operation',
    });
  }
  if (swagger === undefined)
    return notMade('the spec names no API document (swagger:), and none of those known has this operation', {
      side: 'spec',
    });
  return notMade(
    `the API document ${swagger} cannot be used: ${problems.join('; ') || 'no folder is known to look in'}`,
    {
      side: 'spec',
      hint: 'correct swagger: in the spec, or name the folder that holds the documents',
    },
  );
}
