import { failed, notMade } from '../check/checks.ts';
import type { FindingDraft } from '../check/finding.ts';
import type { ApiDocument, Documents } from '../document/documents.ts';
import { groupsOf, isDocument, openedOf, openNamed, type DocumentQuery } from '../document/named.ts';
import type { OperationIndex, OperationMatch } from './operations.ts';

/** The result of looking up the operation of a request. */
export type Located =
  | {
      readonly outcome: 'found';
      readonly match: OperationMatch;
      readonly document: ApiDocument;
      readonly draft: FindingDraft;
    }
  | {
      readonly outcome: 'missing';
      /** The finding; absent if there is no document to look in, which `document-found` reports. */
      readonly draft?: FindingDraft;
    };

/** An operation to look up. */
export type OperationQuery = DocumentQuery & { readonly method: string; readonly path: string };

/**
 * Looks up an operation: first in the document that the spec names, in each folder; then in all documents of the folders,
 * because prerequisites often belong to another document. If an unreadable part of the named document may have the operation,
 * the others are not searched: they could match by accident.
 */
export function locateOperation(documents: Documents, index: OperationIndex, asked: OperationQuery): Located {
  const { method, path } = asked;
  const named = openNamed(documents, asked);
  if (named.state === 'unreadable') return { outcome: 'missing' };
  const opened = openedOf(named);
  const own = findIn(opened, index, method, path);
  const unread = own.length > 0 ? [] : unreadPartsOf(opened, index, path);
  if (unread.length > 0) return { outcome: 'missing', draft: sayUnread(opened, unread, asked) };
  const [first, ...others] = own.length > 0 ? own : findElsewhere(documents, index, asked);
  if (first) return { outcome: 'found', ...first, draft: sayFound(first, others, opened, asked) };
  const [document] = opened;
  return document === undefined
    ? { outcome: 'missing' }
    : { outcome: 'missing', draft: sayMissing(document, opened, index, asked) };
}

/** The unreadable parts of documents that may hold a path. */
export const unreadPartsOf = (
  opened: readonly ApiDocument[],
  index: OperationIndex,
  path: string,
): readonly string[] => opened.flatMap((document) => index.unread(document, path));

type Hit = { readonly match: OperationMatch; readonly document: ApiDocument };

function sayFound(
  { match, document }: Hit,
  others: readonly Hit[],
  opened: readonly ApiDocument[],
  asked: OperationQuery,
): FindingDraft {
  const also = others.map((other) => other.document.path).join(', ');
  const where = `${match.operation.method} ${match.operation.template} in ${document.path}${also ? `; also in ${also}, which is not used` : ''}`;
  const slashes = differingSlash(asked.path, match);
  if (slashes !== undefined)
    return failed(`${where}: ${slashes}`, {
      severity: 'warn',
      side: 'spec',
      hint: 'a slash more or less makes another path: correct the path in the spec, or the document',
    });
  const { swagger } = asked;
  const isElsewhere = opened.length > 0 && !opened.includes(document);
  return { outcome: 'passed', message: isElsewhere ? `${where}; ${swagger} does not have it` : where };
}

/** How the slashes of a path differ from the operation's; paths are found regardless. */
function differingSlash(asked: string, { operation, base }: OperationMatch): string | undefined {
  const end = asked.search(/[?#]/);
  const path = end === -1 ? asked : asked.slice(0, end);
  if (base?.slashed !== undefined && !path.slice(1).includes('//'))
    return `the base path ${base.slashed} ends in a slash, which makes the path ${base.path}/${operation.template}`;
  if (base?.slashed === undefined && path.includes('//')) return `${path} has an empty segment`;
  const isSlashed = path.endsWith('/');
  if (isSlashed === operation.template.endsWith('/')) return undefined;
  return isSlashed
    ? `${path} ends in a slash, and the path in the document does not`
    : `${path} does not end in a slash, as the path in the document does`;
}

/** Searches the documents beside the named one, then all others; reads only what is needed. */
function findElsewhere(documents: Documents, index: OperationIndex, asked: OperationQuery): readonly Hit[] {
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

const sayUnread = (
  opened: readonly ApiDocument[],
  unread: readonly string[],
  { method, path }: OperationQuery,
): FindingDraft =>
  notMade(
    `${method.toUpperCase()} ${path} is not in ${opened[0]!.path}, of which not all could be read: ${listSome(unread)}`,
    { side: 'document' },
  );

/** How many unreadable parts a message lists. */
const NAMED = 3;

const listSome = (problems: readonly string[]): string =>
  problems.slice(0, NAMED).join('; ') +
  (problems.length > NAMED ? `; and ${problems.length - NAMED} more` : '');

function sayMissing(
  document: ApiDocument,
  opened: readonly ApiDocument[],
  index: OperationIndex,
  asked: OperationQuery,
): FindingDraft {
  const { method, path } = asked;
  const unread = opened.flatMap((each) => index.problems(each));
  if (unread.length > 0) return sayUnread(opened, unread, asked);
  const why = index.explainMissing(document, method, path);
  return failed(`${method.toUpperCase()} ${path} is not in ${document.path}: ${why}`, {
    side: 'document',
    hint: 'correct the path in the spec, or document the operation',
  });
}
