import { below } from './found.ts';
import { isObject, type JsonObject, own, ownList, ownObject, ownString } from './json.ts';
import { type Found, isProblem } from './load.ts';
import { extendPointer } from './pointer.ts';
import type { Conversion, JsonSchema } from './schema.ts';

/** A discriminator with the branch that each of its values stands for. */
export type Discriminator = {
  readonly property: string;
  readonly cases: ReadonlyMap<string, Found>;
  /** Branches of a list that allow null beside the objects. */
  readonly allowsNull: boolean;
};

/** Marks the translated discriminator, for those who pick a branch themselves and for messages. */
export const SWITCH = 'x-switch';

/** Reads the discriminator of a schema; `undefined` when it has none that names every branch. */
export function readDiscriminator(found: Found, conversion: Conversion): Discriminator | undefined {
  const written = own(found.value, 'discriminator');
  const property = typeof written === 'string' ? written : ownString(written, 'propertyName');
  if (property === undefined) return undefined;
  const mapping = readMapping(found, ownObject(written, 'mapping'), conversion);
  const key = ['oneOf', 'anyOf'].find((list) => ownList(found.value, list).length > 0);
  return key === undefined
    ? childrenOf(found, property, mapping, conversion)
    : branchesOf(found, key, property, mapping, conversion);
}

/** Translates a schema with a discriminator: the value of the property chooses the one schema that must hold. */
export function convertDiscriminator(
  rest: JsonObject,
  { property, cases, allowsNull }: Discriminator,
  found: Found,
  conversion: Conversion,
): JsonObject {
  const conditions: JsonSchema[] = [...cases].map(([value, branch]) => ({
    if: { properties: { [property]: { const: value } }, required: [property] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    then: branchSchema(branch, conversion),
  }));
  const values = conversion.mark(
    { enum: [...cases.keys()], [SWITCH]: property },
    below(found, 'discriminator'),
  );
  const chosen = {
    [SWITCH]: property,
    type: 'object',
    required: [property],
    properties: { [property]: values },
    allOf: conditions,
  };
  conversion.mark(chosen, found);
  const guarded = allowsNull ? conversion.mark({ anyOf: [chosen, { type: 'null' }] }, found) : chosen;
  return Object.keys(rest).length === 0 ? guarded : { ...rest, allOf: [...ownList(rest, 'allOf'), guarded] };
}

function branchSchema(branch: Found, conversion: Conversion): JsonSchema {
  return branch.value === true ? true : conversion.refer(branch);
}

type Mapped = { readonly value: string; readonly target: Found };

function readMapping(found: Found, mapping: JsonObject, conversion: Conversion): readonly Mapped[] {
  return Object.entries(mapping).flatMap(([value, ref]) => {
    if (typeof ref !== 'string') return [];
    const target = /[#/.]/.test(ref)
      ? conversion.documents.resolve(ref, found)
      : conversion.documents.resolve(`#/components/schemas/${ref}`, found);
    if (!isProblem(target)) return [{ value, target }];
    conversion.gap(below(found, 'discriminator', 'mapping', value), target.problem);
    return [];
  });
}

function branchesOf(
  found: Found,
  key: string,
  property: string,
  mapping: readonly Mapped[],
  conversion: Conversion,
): Discriminator | undefined {
  const cases = new Map<string, Found>();
  let allowsNull = false;
  for (const [index] of ownList(found.value, key).entries()) {
    const branch = below(found, key, index);
    const target = conversion.deref(branch);
    if (!target) return undefined;
    if (own(target.value, 'type') === 'null') {
      allowsNull = true;
      continue;
    }
    const values = namesOfBranch(branch, target, property, mapping, conversion);
    if (values.length === 0) return undefined;
    for (const value of values) cases.set(value, target);
  }
  return cases.size > 0 ? { property, cases, allowsNull } : undefined;
}

function namesOfBranch(
  branch: Found,
  target: Found,
  property: string,
  mapping: readonly Mapped[],
  conversion: Conversion,
): readonly string[] {
  const mapped = mapping.filter(({ target: to }) => to.file === target.file && to.pointer === target.pointer);
  if (mapped.length > 0) return mapped.map(({ value }) => value);
  const field = conversion.documents.deref(below(target, 'properties', property));
  const written = isProblem(field) ? [] : [own(field.value, 'const'), ...ownList(field.value, 'enum')];
  const values = written.filter((value) => typeof value === 'string');
  if (values.length > 0) return values;
  const ref = ownString(branch.value, '$ref');
  return ref === undefined ? [] : [ref.replace(/^.*[/#]/, '').replace(/\.(?:json|ya?ml)$/, '')];
}

/** A parent without a list of branches: its children name it in `allOf`. */
function childrenOf(
  found: Found,
  property: string,
  mapping: readonly Mapped[],
  conversion: Conversion,
): Discriminator | undefined {
  const cases = new Map(mapping.map(({ value, target }) => [value, target]));
  const folder = found.pointer.replace(/\/[^/]*$/, '');
  const siblings = conversion.documents.at({ file: found.file, pointer: folder });
  if (isProblem(siblings) || !isObject(siblings.value)) return undefined;
  for (const name of Object.keys(siblings.value)) {
    const child: Found = {
      file: found.file,
      pointer: extendPointer(folder, name),
      value: siblings.value[name],
    };
    const isChild = ownList(child.value, 'allOf').some((member) => {
      const ref = ownString(member, '$ref');
      const parent = ref === undefined ? undefined : conversion.documents.resolve(ref, child);
      return parent && !isProblem(parent) && parent.file === found.file && parent.pointer === found.pointer;
    });
    const isMapped = mapping.some(
      ({ target }) => target.file === child.file && target.pointer === child.pointer,
    );
    if (isChild && !isMapped) cases.set(name, child);
  }
  if (cases.size === 0) return undefined;
  // The parent's own name means the parent itself.
  const self = found.pointer.slice(folder.length + 1);
  if (!cases.has(self)) cases.set(self, { ...found, value: true });
  return { property, cases, allowsNull: false };
}
