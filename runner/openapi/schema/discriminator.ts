import { type Branches, branchesOf, childrenOf } from './branches.ts';
import { VALUES } from './engine/engine-keywords.ts';
import { below } from '../document/found.ts';
import { inheritedBranches } from './inherited-discriminator.ts';
import { isObject, type JsonObject, own, ownList, ownString } from '../document/json.ts';
import type { Found } from '../document/documents.ts';
import { showValue } from '../document/show-value.ts';
import { writtenTypes } from './nullable.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Conversion } from './conversion.ts';

/** A discriminator with the schemas that values of its property select. */
export type Discriminator = Branches & {
  readonly property: string;
  /** The list beside it; a parent has none, and its children name it in `allOf`. */
  readonly list: 'oneOf' | 'anyOf' | undefined;
  /** Whether it belongs to a parent, which itself restricts the types. */
  readonly isInherited?: true;
};

/** Marks the translated discriminator, for code that selects a branch itself and for messages. */
export const SWITCH = 'x-switch';

/** Holds a translated discriminator that is only a hint: it shows which fields are documented. */
export const HINT = 'x-hint';

const propertyOf = (written: unknown): string | undefined =>
  typeof written === 'string' ? written : ownString(written, 'propertyName');

/** Why a discriminator cannot be followed; undefined if it can, or if there is none. */
export function problemOfDiscriminator({ value }: Found, { dialect }: Conversion): string | undefined {
  const written = own(value, 'discriminator');
  if (written === undefined || (dialect === '2.0' && typeof written === 'string')) return undefined;
  if (!isObject(written))
    return `discriminator is ${showValue(written)}; OpenAPI ${dialect} has ${dialect === '2.0' ? 'the name of a property' : 'an object with propertyName'}`;
  const property = written['propertyName'];
  if (typeof property !== 'string')
    return `propertyName of discriminator is ${property === undefined ? 'missing' : showValue(property)}; expected the name of a property`;
  const { mapping = {} } = written;
  if (!isObject(mapping)) return `mapping of discriminator is ${showValue(mapping)}; expected an object`;
  const odd = Object.entries(mapping).find(([, ref]) => typeof ref !== 'string');
  return (
    odd &&
    `mapping of discriminator has ${showValue(odd[1])} for "${odd[0]}"; expected the name of a schema or a reference`
  );
}

/** Reads the discriminator of a schema; undefined if it has none that names every branch. */
export function readDiscriminator(found: Found, conversion: Conversion): Discriminator | undefined {
  const written = own(found.value, 'discriminator');
  if (written === undefined) {
    const inherited = inheritedBranches(found, conversion);
    const of = inherited && propertyOf(inherited.written);
    return of === undefined ? undefined : { ...inherited!, property: of, list: undefined, isInherited: true };
  }
  const property = propertyOf(written);
  if (property === undefined) return undefined;
  const list = (['oneOf', 'anyOf'] as const).find((key) => ownList(found.value, key).length > 0);
  const branches =
    list === undefined
      ? childrenOf(found, written, conversion)
      : branchesOf(found, list, property, written, conversion);
  return branches && { ...branches, property, list };
}

/**
 * Translates a schema with a discriminator. In 2.0, 3.0.0 to 3.0.3 and 3.1.0 the value of the property selects the one schema
 * that must hold; later versions say that it must not change the result, so there it is only a hint.
 */
export function convertDiscriminator(
  rest: JsonObject,
  discriminator: Discriminator,
  found: Found,
  conversion: Conversion,
): JsonObject {
  const chosen = convertSwitch(discriminator, found, conversion);
  if (conversion.discriminator === 'hints') return { ...rest, [HINT]: chosen };
  const { list, others, isInherited } = discriminator;
  // A parent restricts the types itself; in a list, each branch does.
  const allowed = list === undefined ? [rest['type']].flat() : [];
  const objects =
    isInherited || allowed.includes('object')
      ? chosen
      : conversion.mark({ ...chosen, type: 'object' }, found);
  const whole = [rest['type']].flat().includes('null') && list !== undefined ? [{ type: 'null' }] : [];
  const alternatives = [...others.map((branch) => convertOther(branch, conversion)), ...whole];
  const guarded =
    alternatives.length > 0 ? conversion.mark({ anyOf: [objects, ...alternatives] }, found) : objects;
  return Object.keys(rest).length === 0 ? guarded : { ...rest, allOf: [...ownList(rest, 'allOf'), guarded] };
}

/** A branch for values other than objects, such as null, which have no property to select by. */
function convertOther(branch: Found, conversion: Conversion): JsonObject {
  const types = writtenTypes(branch.value, conversion).filter((type) => type !== 'object');
  return types.length === 1 && types[0] === 'null'
    ? { type: 'null' }
    : { type: types, allOf: [conversion.refer(branch)] };
}

function convertSwitch(
  { property, cases, list }: Discriminator,
  found: Found,
  conversion: Conversion,
): JsonObject {
  const conditions: JsonSchema[] = cases.map(({ values, branches, unread }) => ({
    if: { type: 'object', properties: { [property]: { [VALUES.enum]: values } }, required: [property] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    then: unread
      ? conversion.late(unread.place, unread.message)
      : branchSchema(branches, list, found, conversion),
  }));
  const values = conversion.mark(
    { [VALUES.enum]: cases.flatMap((each) => each.values), [SWITCH]: property },
    below(found, 'discriminator'),
  );
  const chosen = {
    [SWITCH]: property,
    required: [property],
    properties: { [property]: values },
    allOf: conditions,
  };
  return conversion.mark(chosen, found);
}

function branchSchema(
  branches: readonly (Found | 'self')[],
  list: Discriminator['list'],
  found: Found,
  conversion: Conversion,
): JsonSchema {
  const schemas = branches.map((branch) => (branch === 'self' ? true : conversion.refer(branch)));
  return schemas.length === 1 ? schemas[0]! : conversion.mark({ [list ?? 'anyOf']: schemas }, found);
}
