import { below } from './found.ts';
import { own, ownList, ownObject } from './json.ts';
import { type Found, isProblem } from './load.ts';
import { flagAgainst } from './one-way.ts';
import type { Conversion } from './schema.ts';

/** Fields that travel the other way are not required. A `required: true` belongs to a parameter, not to a schema. */
export function convertRequired(
  found: Found,
  owners: readonly Found[],
  conversion: Conversion,
): readonly string[] | undefined {
  const flag = flagAgainst[conversion.direction];
  const names = ownList(found.value, 'required').filter((name) => typeof name === 'string');
  const needed = names.filter(
    (name) => ![found, ...owners].some((owner) => isFlagged(owner, name, flag, conversion)),
  );
  return needed.length > 0 ? [...new Set(needed)] : undefined;
}

function isFlagged(owner: Found, name: string, flag: string, conversion: Conversion, hops = 0): boolean {
  // Some documents list the names at the schema instead of flagging each field.
  if (ownList(owner.value, flag).includes(name)) return true;
  if (Object.hasOwn(ownObject(owner.value, 'properties'), name)) {
    return isFlaggedField(below(owner, 'properties', name), flag, conversion);
  }
  if (hops > 4) return false;
  return ownList(owner.value, 'allOf').some((_, index) => {
    const member = conversion.documents.deref(below(owner, 'allOf', index));
    return !isProblem(member) && isFlagged(member, name, flag, conversion, hops + 1);
  });
}

/** Whether a field carries a flag: beside its `$ref`, behind it, or in a part of its `allOf`. */
function isFlaggedField(field: Found, flag: string, conversion: Conversion, hops = 0): boolean {
  if (own(field.value, flag) === true) return true;
  const target = conversion.documents.deref(field);
  if (isProblem(target) || hops > 4) return false;
  if (own(target.value, flag) === true) return true;
  return ownList(target.value, 'allOf').some((_, index) =>
    isFlaggedField(below(target, 'allOf', index), flag, conversion, hops + 1),
  );
}
