import { isObject, own, ownList, ownObject, ownString } from './json.ts';
import { type ApiDocument, type Documents, isProblem, type Place } from './load.ts';
import { type Operation, type Route, readOperation } from './operation.ts';
import {
  compareTemplates,
  matchTemplate,
  type PathTemplate,
  parseTemplate,
  splitPath,
} from './path-template.ts';
import { extendPointer } from './pointer.ts';

/** An operation that answers to a method and path, with the values that the path gave to its parameters. */
export type OperationMatch = {
  readonly operation: Operation;
  readonly pathValues: ReadonlyMap<string, string>;
};

type Entry = { readonly route: Route; readonly templates: readonly PathTemplate[]; operation?: Operation };

/** A path that could not be read. */
type Unread = { readonly templates: readonly PathTemplate[]; readonly problem: string };

/** One of the paths under which an operation is asked. */
type Candidate = { readonly entry: Entry; readonly template: PathTemplate };

type Indexed = {
  readonly entries: readonly Entry[];
  /** By method and number of segments: most of what a document has is then never compared. */
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
  readonly unread: readonly Unread[];
};

const candidateKey = (method: string, path: { readonly length: number }): string =>
  `${method} ${path.length}`;

function groupCandidates(entries: readonly Entry[]): ReadonlyMap<string, readonly Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const entry of entries)
    for (const template of entry.templates) {
      const key = candidateKey(entry.route.method, template);
      const group = groups.get(key) ?? [];
      group.push({ entry, template });
      groups.set(key, group);
    }
  return groups;
}

/** The operations of documents: read once per document, found by method and path. */
export type OperationIndex = {
  readonly list: (document: ApiDocument) => readonly Operation[];
  readonly find: (document: ApiDocument, method: string, path: string) => OperationMatch | undefined;
  /** Paths of the document that could not be read, so that operations may be missing here. */
  readonly problems: (document: ApiDocument) => readonly string[];
  /** Those of them that a request's path may belong to. */
  readonly unread: (document: ApiDocument, path: string) => readonly string[];
  /** What the document puts before its paths: `basePath`, and the paths of all `servers`. */
  readonly basePaths: (document: ApiDocument) => readonly string[];
  /** Says what the document has instead of an operation that it lacks. */
  readonly explainMissing: (document: ApiDocument, method: string, path: string) => string;
};

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Creates an index that remembers the operations of every document it was asked about. */
export function createOperationIndex(documents: Documents): OperationIndex {
  const indexed = new Map<string, Indexed>();
  const indexOf = (document: ApiDocument): Indexed => {
    const known = indexed.get(document.path);
    if (known) return known;
    const { routes, unread } = readRoutes(documents, document);
    const entries = routes.map((route) => ({ route, templates: templatesOf(document, route) }));
    const made = { entries, candidates: groupCandidates(entries), unread };
    indexed.set(document.path, made);
    return made;
  };
  const entriesOf = (document: ApiDocument): readonly Entry[] => indexOf(document).entries;
  const read = (document: ApiDocument, entry: Entry): Operation => {
    entry.operation ??= readOperation(documents, document, entry.route);
    return entry.operation;
  };
  const find = (document: ApiDocument, method: string, path: string): OperationMatch | undefined => {
    const wanted = method.toUpperCase();
    const segments = splitPath(path);
    const candidates = indexOf(document).candidates.get(candidateKey(wanted, segments)) ?? [];
    const best = bestCandidate(candidates, segments);
    if (best) return { operation: read(document, best.entry), pathValues: best.pathValues };
    // A HEAD that is not documented is the GET without its body.
    return wanted === 'HEAD' ? find(document, 'GET', path) : undefined;
  };
  return {
    list: (document) => entriesOf(document).map((entry) => read(document, entry)),
    find,
    problems: (document) => indexOf(document).unread.map(({ problem }) => problem),
    unread: (document, path) => unreadFor(indexOf(document).unread, path),
    basePaths: (document) => [
      ...new Set([
        ...prefixesOf(document, []),
        ...entriesOf(document).flatMap(({ route }) =>
          prefixesOf(document, [route.value, route.pathItem.value]),
        ),
      ]),
    ],
    explainMissing: (document, method, path) =>
      explainMissing(entriesOf(document), method.toUpperCase(), path),
  };
}

/** Finds one operation of a document; for many questions create an index and keep it. */
export const findOperation = (
  documents: Documents,
  document: ApiDocument,
  method: string,
  path: string,
): OperationMatch | undefined => createOperationIndex(documents).find(document, method, path);

/** Lists the operations of a document in its own order. */
export const listOperations = (documents: Documents, document: ApiDocument): readonly Operation[] =>
  createOperationIndex(documents).list(document);

function bestCandidate(candidates: readonly Candidate[], path: readonly string[]) {
  let best: (Candidate & { readonly pathValues: ReadonlyMap<string, string> }) | undefined;
  for (const { entry, template } of candidates) {
    const pathValues = matchTemplate(template, path);
    if (pathValues && (!best || compareTemplates(template, best.template) < 0))
      best = { entry, template, pathValues };
  }
  return best;
}

function unreadFor(unread: readonly Unread[], path: string): readonly string[] {
  if (unread.length === 0) return [];
  const segments = splitPath(path);
  return unread.flatMap(({ templates, problem }) =>
    templates.some((template) => matchTemplate(template, segments)) ? [problem] : [],
  );
}

function readRoutes(documents: Documents, document: ApiDocument) {
  const routes: Route[] = [];
  const unread: Unread[] = [];
  for (const [template, value] of Object.entries(ownObject(document.root, 'paths'))) {
    const pointer = extendPointer('/paths', template);
    const pathItem = documents.deref({ file: document.path, pointer, value });
    if (isProblem(pathItem)) {
      const templates = templatesBelow(prefixesOf(document, []), template);
      unread.push({ templates, problem: `${template}: ${pathItem.problem}` });
      continue;
    }
    for (const method of METHODS) {
      const operation = own(pathItem.value, method);
      if (!isObject(operation)) continue;
      const place: Place = { file: pathItem.file, pointer: extendPointer(pathItem.pointer, method) };
      routes.push({ method: method.toUpperCase(), template, pathItem, place, value: operation });
    }
  }
  return { routes, unread };
}

/** The path of a route below each of its prefixes, and as it stands. */
const templatesOf = (document: ApiDocument, { value, pathItem, template }: Route): readonly PathTemplate[] =>
  templatesBelow(prefixesOf(document, [value, pathItem.value]), template);

function templatesBelow(prefixes: readonly string[], template: string): readonly PathTemplate[] {
  const paths = new Set(['', ...prefixes].map((prefix) => `${prefix}/${template}`));
  return [...paths].map(parseTemplate);
}

/** The base paths of a document; what an operation or a path item says itself goes before. */
function prefixesOf(document: ApiDocument, nearer: readonly unknown[]): readonly string[] {
  if (document.dialect === '2.0') return [ownString(document.root, 'basePath') ?? ''];
  const servers = [...nearer, document.root].map((at) => ownList(at, 'servers'));
  return (servers.find((list) => list.length > 0) ?? []).map((server) => {
    const variables = ownObject(server, 'variables');
    const url = (ownString(server, 'url') ?? '').replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      const fallback = own(variables[name], 'default');
      return typeof fallback === 'string' || typeof fallback === 'number' ? `${fallback}` : whole;
    });
    return url.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, '');
  });
}

function explainMissing(entries: readonly Entry[], method: string, path: string): string {
  const segments = splitPath(path);
  const others = entries.filter(({ templates }) =>
    templates.some((template) => matchTemplate(template, segments)),
  );
  const methods = [...new Set(others.map(({ route }) => route.method))];
  if (methods.length > 0) return `that path is documented for ${methods.join(', ')}, not for ${method}`;
  const nearest = nearestTemplate(entries, segments);
  return nearest ? `the nearest documented path is ${nearest}` : 'the document has no path like it';
}

function nearestTemplate(entries: readonly Entry[], path: readonly string[]): string | undefined {
  let best: { template: string; score: number } | undefined;
  for (const { route, templates } of entries)
    for (const template of templates) {
      if (Math.abs(template.length - path.length) > 1) continue;
      const same = template.filter(
        (segment, index) => segment.names.length > 0 || segment.pieces[0] === path[index],
      );
      const score = same.length / Math.max(template.length, path.length, 1);
      if (score >= 0.5 && score > (best?.score ?? 0))
        best = { template: `${route.method} ${route.template}`, score };
    }
  return best?.template;
}
