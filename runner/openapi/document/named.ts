import { posix } from 'node:path';
import { type ApiDocument, type Documents, isProblem, type DocumentProblem } from './documents.ts';

/** The document that a spec names, and the folders to search. */
export type DocumentQuery = {
  readonly swagger?: string | undefined;
  readonly folders: readonly string[];
};

/** The result of looking for the document that a spec names. */
export type Named =
  /** The spec names none. */
  | { readonly state: 'unnamed' }
  /** No folder has such a file. */
  | { readonly state: 'absent'; readonly paths: readonly string[] }
  /** The first file of that name is unusable; no other replaces it. */
  | { readonly state: 'unreadable'; readonly problem: string }
  /** The documents of that name, in the order of the folders. */
  | { readonly state: 'read'; readonly opened: readonly ApiDocument[] };

/** Opens the document that a spec names, in each folder; cached for a run. */
export const openNamed = remembering(readNamed);

/** The documents that were opened under the name. */
export const openedOf = (named: Named): readonly ApiDocument[] =>
  named.state === 'read' ? named.opened : [];

/** Whether a result is a document rather than a problem. */
export const isDocument = (result: ApiDocument | DocumentProblem): result is ApiDocument =>
  !isProblem(result);

function readNamed(documents: Documents, { swagger, folders }: DocumentQuery): Named {
  if (swagger === undefined) return { state: 'unnamed' };
  if (isAddress(swagger)) return { state: 'absent', paths: [] };
  const paths = namedPaths(swagger, folders);
  const results = paths.map((path) => documents.open(path));
  // An absolute path of another machine is unknown here.
  const isAbsent = ({ isAbsent, isOutside }: DocumentProblem): boolean =>
    isAbsent === true || (isOutside === true && posix.isAbsolute(swagger));
  const first = results.find((result) => !isProblem(result) || !isAbsent(result));
  if (first === undefined) return { state: 'absent', paths };
  if (isProblem(first)) return { state: 'unreadable', problem: first.problem };
  return { state: 'read', opened: results.filter(isDocument) };
}

/** A document is a file: content behind a URL may change while nothing here does, so it is never fetched. */
export const isAddress = (swagger: string): boolean => /^[a-z][a-z\d+.-]+:\/\//i.test(swagger);

/** The possible paths of a document that a spec names. */
const namedPaths = (swagger: string, folders: readonly string[]): readonly string[] =>
  posix.isAbsolute(swagger) || isAddress(swagger)
    ? [swagger]
    : [...new Set(folders.map((folder) => posix.join(folder, swagger)))];

/** The paths of documents beside those that a spec names, and of all others. */
type Groups = readonly [near: readonly string[], far: readonly string[]];

/** The documents that a spec does not name, those in the same folder first; cached for a run. */
export const groupsOf = remembering(listGroups);

function listGroups(documents: Documents, { swagger, folders }: DocumentQuery): Groups {
  const named = swagger === undefined ? [] : namedPaths(swagger, folders);
  const beside = named.map((each) => posix.dirname(each));
  const paths = [...new Set(folders.flatMap((folder) => documents.list(folder)))];
  const isNear = (each: string): boolean => beside.includes(posix.dirname(each));
  return [paths.filter(isNear), paths.filter((each) => !isNear(each))];
}

/** Caches results by folders and name: neither changes while documents are in use. */
function remembering<Found>(find: (documents: Documents, where: DocumentQuery) => Found) {
  const known = new WeakMap<Documents, WeakMap<readonly string[], Map<string | undefined, Found>>>();
  return (documents: Documents, where: DocumentQuery): Found => {
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
