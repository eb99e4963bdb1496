import { below } from '../document/found.ts';
import { isObject, own, ownObject, ownString } from '../document/json.ts';
import {
  type ApiDocument,
  type Documents,
  type Found,
  isProblem,
  type DocumentProblem,
} from '../document/documents.ts';
import { extendPointer } from '../document/pointer.ts';
import type { OperationRoute } from './route.ts';

/** A path, or an operation of it, that could not be read. */
export type Unread = { readonly template: string; readonly problem: string };

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Lists the places of a document's operations; an operation is read on demand. */
export function readRoutes(documents: Documents, document: ApiDocument) {
  const routes: OperationRoute[] = [];
  const unread: Unread[] = [];
  for (const [template, value] of Object.entries(ownObject(document.root, 'paths'))) {
    if (template.startsWith('x-')) continue;
    const pointer = extendPointer('/paths', template);
    const pathItems = followPathItem(documents, { file: document.path, pointer, value });
    if ('problem' in pathItems) {
      unread.push({ template, problem: `${template}: ${pathItems.problem}` });
      continue;
    }
    for (const method of METHODS) {
      const operation = findOperation(documents, pathItems, method);
      if (operation === undefined) continue;
      if (isProblem(operation))
        unread.push({ template, problem: `${method.toUpperCase()} ${template}: ${operation.problem}` });
      else routes.push({ method: method.toUpperCase(), template, pathItems, operation });
    }
  }
  return { routes, unread };
}

const MAX_HOPS = 50;

/** A path item, and those that its `$ref` leads to: fields may stand beside a `$ref`. */
function followPathItem(documents: Documents, found: Found): readonly Found[] | DocumentProblem {
  const parts: Found[] = [];
  let at = found;
  while (
    parts.length < MAX_HOPS &&
    !parts.some(({ file, pointer }) => file === at.file && pointer === at.pointer)
  ) {
    parts.push(at);
    const ref = ownString(at.value, '$ref');
    if (ref === undefined) return parts;
    const next = documents.resolve(ref, at);
    if (isProblem(next)) return next;
    at = next;
  }
  return { problem: `$ref ${ownString(found.value, '$ref')} only leads to itself` };
}

function findOperation(
  documents: Documents,
  pathItems: readonly Found[],
  method: string,
): Found | DocumentProblem | undefined {
  const holders = pathItems.filter(({ value }) => isObject(own(value, method)));
  const [holder] = holders;
  if (holder === undefined) return undefined;
  if (holders.length > 1)
    return { problem: 'it stands beside a $ref and behind it, and OpenAPI does not say which one counts' };
  return documents.deref(below(holder, method));
}
