import { below } from '../document/found.ts';
import { isObject, own, ownList, ownObject, ownString } from '../document/json.ts';
import { type Documents, type Found, isProblem } from '../document/documents.ts';
import { writtenTypes } from './nullable.ts';
import { extendPointer } from '../document/pointer.ts';
import type { Conversion } from './conversion.ts';

/** The schemas that values of a discriminator select. */
export type Branches = {
  readonly cases: readonly Case[];
  /** Branches that allow values other than objects. */
  readonly others: readonly Found[];
};

/** Values of the property, and the schema that they select; several if the document names more than one. */
type Case = {
  readonly values: readonly unknown[];
  readonly branches: readonly (Found | 'self')[];
  /** Why the schema cannot be read. */
  readonly unread?: Unread;
};

/** A mapping without a target. */
type Unread = { readonly place: Found; readonly message: string };

/** Names by the schemas they select; those added first win. */
class Cases {
  readonly #branches = new Map<unknown, (Found | 'self')[]>();

  /** Another schema under a name of the same rank is added to it. */
  add(names: ReadonlyMap<unknown, readonly (Found | 'self')[]>): void {
    for (const [name, branches] of names)
      if (!this.#branches.has(name)) this.#branches.set(name, [...branches]);
  }

  list(unread: ReadonlyMap<string, Unread>): readonly Case[] {
    const cases = [...this.#branches].map(([name, branches]) => ({ values: meaningsOf(name), branches }));
    const others = [...unread].filter(([name]) => !this.#branches.has(name));
    return [
      ...cases,
      ...others.map(([name, each]) => ({ values: meaningsOf(name), branches: [], unread: each })),
    ];
  }
}

/** A name may mean the number or boolean that it spells: mappings and schemas only have text names. */
function meaningsOf(name: unknown): readonly unknown[] {
  if (typeof name !== 'string') return [name];
  if (name === 'true' || name === 'false') return [name, name === 'true'];
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(name) && String(Number(name)) === name
    ? [name, Number(name)]
    : [name];
}

type Named = Map<unknown, Found[]>;

function put(names: Named, name: unknown, branch: Found): void {
  const known = names.get(name) ?? [];
  if (!known.some((each) => isSame(each, branch))) known.push(branch);
  names.set(name, known);
}

/** Whether two values are at the same place. */
export const isSame = (a: Found, b: Found): boolean => a.file === b.file && a.pointer === b.pointer;

function readMapping(found: Found, written: unknown, conversion: Conversion) {
  const names: Named = new Map();
  const unread = new Map<string, Unread>();
  for (const [value, ref] of Object.entries(ownObject(written, 'mapping'))) {
    if (typeof ref !== 'string') continue;
    // A value that can be both is the name of a schema (OpenAPI 3.0.4).
    const named = conversion.documents.at({
      file: found.file,
      pointer: extendPointer('/components/schemas', ref),
    });
    const target = isProblem(named) ? conversion.follow(refOf(ref), found) : named;
    const place = below(found, 'discriminator', 'mapping', value);
    if (isProblem(target)) unread.set(value, { place, message: target.problem });
    else put(names, value, target);
  }
  return { names, unread };
}

const refOf = (ref: string): string => (/[#/.]/.test(ref) ? ref : `#/components/schemas/${ref}`);

/** The branches of a list; undefined if one of them has no name. */
export function branchesOf(
  found: Found,
  list: 'oneOf' | 'anyOf',
  property: string,
  written: unknown,
  conversion: Conversion,
): Branches | undefined {
  const { names: mapping, unread } = readMapping(found, written, conversion);
  const [mapped, listed, implied]: readonly Named[] = [new Map(), new Map(), new Map()] as const;
  const others: Found[] = [];
  for (const [index] of ownList(found.value, list).entries()) {
    const branch = below(found, list, index);
    const target = conversion.deref(branch);
    if (!target) return undefined;
    const types = writtenTypes(target.value, conversion);
    if (types.some((type) => type !== 'object')) others.push(target);
    if (types.length > 0 && !types.includes('object')) continue;
    const before = [...mapping].filter(([, targets]) => targets.some((each) => isSame(each, target)));
    for (const [value] of before) put(mapped!, value, target);
    const values = listedValues(target, property, conversion);
    for (const value of values) put(listed!, value, target);
    const name = values.length === 0 ? nameOf(branch) : undefined;
    if (name !== undefined) put(implied!, name, target);
    if (before.length === 0 && values.length === 0 && name === undefined) return undefined;
  }
  const cases = new Cases();
  for (const names of [mapped!, listed!, implied!]) cases.add(names);
  const all = cases.list(unread);
  return all.length > 0 ? { cases: all, others } : undefined;
}

/** The values that a branch itself allows for the property. */
function listedValues(target: Found, property: string, conversion: Conversion): readonly unknown[] {
  const field = conversion.documents.deref(below(target, 'properties', property));
  if (isProblem(field)) return [];
  const only = own(field.value, 'const');
  return only === undefined ? ownList(field.value, 'enum') : [only];
}

const nameOf = (branch: Found): string | undefined =>
  ownString(branch.value, '$ref')
    ?.replace(/^.*[/#]/, '')
    .replace(/\.(?:json|ya?ml)$/, '');

/** The children of a parent without a list: schemas that name it, or another child of it, in `allOf`. */
export function childrenOf(found: Found, written: unknown, conversion: Conversion): Branches | undefined {
  const memo = known.get(conversion.documents) ?? new Map<string, Branches | undefined>();
  known.set(conversion.documents, memo);
  const key = `${conversion.dialect} ${placeKey(found)}`;
  if (!memo.has(key)) memo.set(key, findChildren(found, written, conversion));
  return memo.get(key);
}

/** Cached for each parent, because many children need them. */
const known = new WeakMap<Documents, Map<string, Branches | undefined>>();

function findChildren(found: Found, written: unknown, conversion: Conversion): Branches | undefined {
  const folder = found.pointer.replace(/\/[^/]*$/, '');
  const siblings = conversion.documents.at({ file: found.file, pointer: folder });
  if (isProblem(siblings) || !isObject(siblings.value)) return undefined;
  const implied: Named = new Map();
  const known = new Map<string, boolean>([[placeKey(found), true]]);
  for (const name of Object.keys(siblings.value)) {
    const child = below(siblings, name);
    if (!isSame(child, found) && leadsTo(child, known, conversion)) put(implied, name, child);
  }
  const { names: mapping, unread } = readMapping(found, written, conversion);
  if (mapping.size === 0 && implied.size === 0 && unread.size === 0) return undefined;
  const isItself = (each: Found): Found | 'self' => (isSame(each, found) ? 'self' : each);
  const cases = new Cases();
  cases.add(new Map([...mapping].map(([name, branches]) => [name, branches.map(isItself)])));
  cases.add(implied);
  // The parent's own name selects the parent itself.
  cases.add(new Map([[found.pointer.slice(folder.length + 1), ['self']]]));
  return { cases: cases.list(unread), others: [] };
}

/** A text for a place. */
export const placeKey = ({ file, pointer }: Found): string => `${file}#${pointer}`;

/** Whether a schema includes the parent through `allOf`, over any number of levels. */
export function leadsTo(schema: Found, known: Map<string, boolean>, conversion: Conversion): boolean {
  const key = placeKey(schema);
  const before = known.get(key);
  if (before !== undefined) return before;
  // A cyclic schema is visited once.
  known.set(key, false);
  const ref = ownString(schema.value, '$ref');
  const target = ref === undefined ? undefined : conversion.documents.resolve(ref, schema);
  const leads =
    target !== undefined
      ? !isProblem(target) && leadsTo(target, known, conversion)
      : ownList(schema.value, 'allOf').some((_, index) =>
          leadsTo(below(schema, 'allOf', index), known, conversion),
        );
  known.set(key, leads);
  return leads;
}
