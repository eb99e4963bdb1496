import { own } from '../document/json.ts';
import { decodePercent } from '../document/pointer.ts';
import type { ApiDocument, Documents } from '../document/documents.ts';
import { type Operation, readOperation } from './operation.ts';
import { nearestRoute } from './nearest-path.ts';
import {
  compareTemplates,
  fitsTemplate,
  matchTemplate,
  type PathTemplate,
  parseTemplate,
  splitPath,
  splitWrittenPath,
  writtenValues,
} from './path-template.ts';
import { readRoutes, type Unread } from './routes.ts';
import { type BasePath, basePathsOf, behindBase, MOST_CHOICES } from './servers.ts';
import type { OperationRoute } from './route.ts';

/** An operation that matches a method and path. */
export type OperationMatch = {
  readonly operation: Operation;
  /** The values of its path parameters, percent-encoded as written. */
  readonly pathValues: ReadonlyMap<string, string>;
  /** The base path before the operation's path; undefined if none. */
  readonly base: BasePath | undefined;
};

type Entry = { readonly route: OperationRoute; readonly template: PathTemplate; operation?: Operation };

/** Operations with the same servers. */
type Group = {
  readonly bases: readonly BasePath[];
  /** By method and number of segments, so that most operations are never compared. */
  readonly candidates: Map<string, Entry[]>;
};

type Indexed = {
  /** Each spec looks its endpoint up several times, and many send the same request first. */
  readonly found: Map<string, OperationMatch | undefined>;
  readonly entries: readonly Entry[];
  readonly groups: readonly Group[];
  /** The base paths of the document itself. */
  readonly bases: readonly BasePath[];
  readonly unread: readonly (Unread & { readonly parsed: PathTemplate })[];
};

/** The operations of documents: read once per document, found by method and path. */
export type OperationIndex = {
  readonly list: (document: ApiDocument) => readonly Operation[];
  readonly find: (document: ApiDocument, method: string, path: string) => OperationMatch | undefined;
  /** Unreadable paths of the document, whose operations are unknown. */
  readonly problems: (document: ApiDocument) => readonly string[];
  /** Those that a request's path may belong to. */
  readonly unread: (document: ApiDocument, path: string) => readonly string[];
  /** The base paths of the document: `basePath`, and the paths of all `servers`. */
  readonly basePaths: (document: ApiDocument) => readonly string[];
  /** Explains that the document lacks an operation, and what it has instead. */
  readonly explainMissing: (document: ApiDocument, method: string, path: string) => string;
};

const indexes = new WeakMap<Documents, OperationIndex>();

/** The index of documents, which caches the operations of each; the same one for the same documents. */
export function operationIndexOf(documents: Documents): OperationIndex {
  const index = indexes.get(documents) ?? indexOfOperations(documents);
  indexes.set(documents, index);
  return index;
}

function indexOfOperations(documents: Documents): OperationIndex {
  const indexed = new Map<string, Indexed>();
  const indexOf = (document: ApiDocument): Indexed => {
    const known = indexed.get(document.path);
    if (known) return known;
    const made = indexDocument(documents, document);
    indexed.set(document.path, made);
    return made;
  };
  const read = (document: ApiDocument, entry: Entry): Operation => {
    entry.operation ??= readOperation(documents, document, entry.route);
    return entry.operation;
  };
  const find = (document: ApiDocument, method: string, path: string): OperationMatch | undefined => {
    const index = indexOf(document);
    const key = `${method} ${path}`;
    let match = index.found.get(key);
    if (match === undefined && !index.found.has(key)) {
      match = look(document, index, method.toUpperCase(), path);
      if (index.found.size >= MOST_FOUND) index.found.clear();
      index.found.set(key, match);
    }
    return match;
  };
  const look = (
    document: ApiDocument,
    { groups }: Indexed,
    wanted: string,
    path: string,
  ): OperationMatch | undefined => {
    const whole = splitWrittenPath(path);
    const best = findBest(groups, wanted, whole.map(decodePercent));
    if (best) {
      const written = whole.slice(best.base?.template.length ?? 0);
      const pathValues = writtenValues(best.entry.template, written, best.values);
      return { operation: read(document, best.entry), pathValues, base: best.base };
    }
    // An undocumented HEAD is the GET without its body.
    return wanted === 'HEAD' ? find(document, 'GET', path) : undefined;
  };
  return {
    list: (document) => indexOf(document).entries.map((entry) => read(document, entry)),
    find,
    problems: (document) => indexOf(document).unread.map(({ problem }) => problem),
    unread: (document, path) => {
      const { unread, bases } = indexOf(document);
      if (unread.length === 0) return [];
      const rests = restsOf(bases, splitPath(path));
      return unread.flatMap(({ parsed, problem }) =>
        rests.some((rest) => fitsTemplate(parsed, rest)) ? [problem] : [],
      );
    },
    basePaths: (document) => {
      const { bases, groups } = indexOf(document);
      const all = [...bases, ...groups.flatMap((group) => group.bases)];
      return [...new Set(all.map(({ path }) => path))];
    },
    explainMissing: (document, method, path) =>
      explainMissing(indexOf(document), method.toUpperCase(), splitPath(path)),
  };
}

/** Finds one operation of a document. */
export const findOperation = (
  documents: Documents,
  document: ApiDocument,
  method: string,
  path: string,
): OperationMatch | undefined => operationIndexOf(documents).find(document, method, path);

/** Lists the operations of a document in their order. */
export const listOperations = (documents: Documents, document: ApiDocument): readonly Operation[] =>
  operationIndexOf(documents).list(document);

/** Kept results of look-ups, for each document. */
const MOST_FOUND = 1_000;

/** Up to this many different server lists, each choice of a variable is expanded. */
const MOST_GROUPS = 100;

function indexDocument(documents: Documents, document: ApiDocument): Indexed {
  const { routes, unread } = readRoutes(documents, document);
  const bases = basePathsOf(document, []);
  const groups = new Map<string, Group>();
  const general: Group = { bases, candidates: new Map() };
  const groupOf = ({ operation, pathItems }: OperationRoute): Group => {
    const nearer = [operation, ...pathItems].map(({ value }) => value);
    if (!nearer.some((value) => typeof value === 'object' && value !== null && 'servers' in value))
      return general;
    const key = JSON.stringify(nearer.map((value) => own(value, 'servers')));
    const known = groups.get(key);
    if (known !== undefined) return known;
    const choices = groups.size < MOST_GROUPS ? MOST_CHOICES : 1;
    const made = { bases: basePathsOf(document, nearer, choices), candidates: new Map<string, Entry[]>() };
    groups.set(key, made);
    return made;
  };
  const entries = routes.map((route): Entry => {
    const entry = { route, template: parseTemplate(route.template) };
    const { candidates } = groupOf(route);
    const key = candidateKey(route.method, entry.template);
    const alike = candidates.get(key);
    if (alike === undefined) candidates.set(key, [entry]);
    else alike.push(entry);
    return entry;
  });
  return {
    found: new Map(),
    entries,
    bases,
    groups: [general, ...groups.values()],
    unread: unread.map((each) => ({ ...each, parsed: parseTemplate(each.template) })),
  };
}

const candidateKey = (method: string, path: { readonly length: number }): string =>
  `${method} ${path.length}`;

type Best = {
  readonly entry: Entry;
  readonly base: BasePath | undefined;
  /** With its base path. */
  readonly whole: PathTemplate;
  readonly values: ReadonlyMap<string, string>;
};

function findBest(groups: readonly Group[], method: string, path: readonly string[]): Best | undefined {
  let best: Best | undefined;
  const look = ({ candidates }: Group, base: BasePath | undefined, rest: readonly string[]): void => {
    const alike = candidates.get(candidateKey(method, rest));
    for (let at = 0; at < (alike?.length ?? 0); at++) {
      const entry = alike![at]!;
      const values = matchTemplate(entry.template, rest);
      if (values === undefined) continue;
      const whole = base === undefined ? entry.template : [...base.template, ...entry.template];
      if (!best || compareTemplates(whole, best.whole) < 0) best = { entry, base, whole, values };
    }
  };
  for (const group of groups) {
    look(group, undefined, path);
    for (const base of group.bases) {
      const rest = base.template.length === 0 ? undefined : behindBase(base, path);
      if (rest !== undefined) look(group, base, rest);
    }
  }
  return best;
}

/** A path as it is, and its rest after each base path. */
const restsOf = (bases: readonly BasePath[], path: readonly string[]): readonly (readonly string[])[] => [
  path,
  ...bases.flatMap((base) => {
    const rest = base.template.length === 0 ? undefined : behindBase(base, path);
    return rest === undefined ? [] : [rest];
  }),
];

function explainMissing({ entries, groups }: Indexed, method: string, path: readonly string[]): string {
  const rests = restsOf(
    groups.flatMap(({ bases }) => bases),
    path,
  );
  const others = entries.filter(({ template }) => rests.some((rest) => fitsTemplate(template, rest)));
  const methods = [...new Set(others.map(({ route }) => route.method))];
  if (methods.length > 0) return `that path is documented for ${methods.join(', ')}, not for ${method}`;
  const nearest = nearestRoute(entries, rests, method);
  return nearest
    ? `the nearest documented path is ${nearest.method} ${nearest.template}`
    : 'the document has no path like it';
}
