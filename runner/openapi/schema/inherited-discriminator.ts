import { type Branches, childrenOf, isSame, leadsTo, placeKey } from './branches.ts';
import { below } from '../document/found.ts';
import { isObject, own, ownList } from '../document/json.ts';
import { type Documents, type Found, isProblem } from '../document/documents.ts';
import type { Conversion } from './conversion.ts';

/** The branches of a parent's discriminator, as they count for one of its children. */
export type InheritedBranches = Branches & { readonly written: unknown };

const known = new WeakMap<Documents, Map<string, InheritedBranches | undefined>>();

/**
 * The discriminator that a schema inherits from its parents in `allOf`, if it has children itself: a value that names one of
 * them must fit it. Found once for each schema.
 */
export function inheritedBranches(found: Found, conversion: Conversion): InheritedBranches | undefined {
  const memo = known.get(conversion.documents) ?? new Map<string, InheritedBranches | undefined>();
  known.set(conversion.documents, memo);
  const key = `${conversion.dialect} ${placeKey(found)}`;
  if (memo.has(key)) return memo.get(key);
  const made = findBranches(found, conversion);
  memo.set(key, made);
  return made;
}

function findBranches(found: Found, conversion: Conversion): InheritedBranches | undefined {
  if (own(found.value, 'discriminator') !== undefined) return undefined;
  const parent = parentOf(found, conversion, new Set());
  const written = own(parent?.value, 'discriminator');
  const all = parent && childrenOf(parent, written, conversion);
  if (all === undefined) return undefined;
  const leads = (from: Found, to: Found): boolean =>
    leadsTo(from, new Map([[placeKey(to), true]]), conversion);
  const isChild = (branch: Found | 'self'): boolean =>
    branch !== 'self' && !isSame(branch, found) && leads(branch, found);
  if (!all.cases.some(({ branches }) => branches.some(isChild))) return undefined;
  // A name of the schema itself, or of a parent, is satisfied already.
  const seen = (branch: Found | 'self'): Found | 'self' =>
    branch === 'self' || isSame(branch, found) || leads(found, branch) ? 'self' : branch;
  const cases = all.cases.map((each) => ({ ...each, branches: each.branches.map(seen) }));
  return { cases, others: [], written };
}

/** The nearest parent with a discriminator and without a list of branches. */
function parentOf(found: Found, conversion: Conversion, seen: Set<string>): Found | undefined {
  for (const index of ownList(found.value, 'allOf').keys()) {
    const member = conversion.documents.deref(below(found, 'allOf', index));
    if (isProblem(member) || seen.has(placeKey(member))) continue;
    seen.add(placeKey(member));
    const hasList = ['oneOf', 'anyOf'].some((key) => ownList(member.value, key).length > 0);
    if (own(member.value, 'discriminator') !== undefined) {
      if (!hasList) return member;
      continue;
    }
    const parent = parentOf(member, conversion, seen);
    if (parent !== undefined) return parent;
  }
  return undefined;
}

/** Whether a schema that a child names in `allOf` leads back to it by its own discriminator, or a parent's. */
export function leadsBack(parent: Found, child: Found, conversion: Conversion): boolean {
  if (!isObject(parent.value)) return false;
  const isChild = (branch: Found | 'self'): boolean =>
    branch !== 'self' &&
    branch.file === child.file &&
    (isSame(branch, child) || child.pointer.startsWith(`${branch.pointer}/`));
  const written = parent.value['discriminator'];
  if (written === undefined) {
    const inherited = inheritedBranches(parent, conversion);
    return inherited?.cases.some(({ branches }) => branches.some(isChild)) === true;
  }
  const lists = (['oneOf', 'anyOf'] as const).flatMap((list) =>
    ownList(parent.value, list).map((_, index) => below(parent, list, index)),
  );
  // The parent does not know names in other files.
  if (lists.length === 0 && child.file !== parent.file) return true;
  if (lists.length === 0)
    return (
      childrenOf(parent, written, conversion)?.cases.some(({ branches }) => branches.some(isChild)) === true
    );
  return lists.some((branch) => {
    const target = conversion.documents.deref(branch);
    return !isProblem(target) && isChild(target);
  });
}
