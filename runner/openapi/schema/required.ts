import { below } from '../document/found.ts';
import { own, ownList, ownObject } from '../document/json.ts';
import { type Found, isProblem } from '../document/documents.ts';
import type { Conversion } from './conversion.ts';
import { flagAgainst, type Flag } from './flag.ts';

/** Removes fields of the other direction from `required`. A `required: true` belongs to a parameter, not to a schema. */
export function convertRequired(
  found: Found,
  owners: readonly Found[],
  conversion: Conversion,
): readonly string[] | undefined {
  const flag = flagOf(conversion);
  const written = own(found.value, 'required');
  if (written === undefined) return undefined;
  // A parameter of 2.0 is its own schema.
  if (typeof own(found.value, 'in') === 'string' && !Array.isArray(written)) return undefined;
  if (typeof written === 'boolean') {
    conversion.notice(
      below(found, 'required'),
      `required is ${written}, which is not looked at: a schema lists the names of its required properties`,
    );
    return undefined;
  }
  if (!Array.isArray(written) || written.some((name) => typeof name !== 'string')) {
    conversion.gap(below(found, 'required'), 'required is not a list of names');
    return undefined;
  }
  const names: readonly string[] = written;
  if (flag === undefined) return names.length > 0 ? [...new Set(names)] : undefined;
  const needed = names.filter(
    (name) => ![found, ...owners].some((owner) => isFlagged(owner, name, flag, conversion, new Set())),
  );
  return needed.length > 0 ? [...new Set(needed)] : undefined;
}

/** The flag of fields that may be missing in a direction; 2.0 has no `writeOnly`. */
const flagOf = ({ direction, dialect }: Conversion): Flag | undefined =>
  dialect === '2.0' && direction === 'response' ? undefined : flagAgainst[direction];

/** Whether a schema requires a field that only the composing schemas flag. */
export function dependsOnOwners(found: Found, owners: readonly Found[], conversion: Conversion): boolean {
  const flag = flagOf(conversion);
  if (owners.length === 0 || flag === undefined) return false;
  const flags = (owner: Found, name: string) => isFlagged(owner, name, flag, conversion, new Set());
  return ownList(found.value, 'required').some(
    (name) => typeof name === 'string' && !flags(found, name) && owners.some((owner) => flags(owner, name)),
  );
}

function isFlagged(
  owner: Found,
  name: string,
  flag: string,
  conversion: Conversion,
  seen: Set<string>,
): boolean {
  // Some documents list the names at the schema instead of flagging each field.
  if (ownList(owner.value, flag).includes(name)) return true;
  const isOwn = Object.hasOwn(ownObject(owner.value, 'properties'), name);
  if (isOwn && isFlaggedField(below(owner, 'properties', name), flag, conversion)) return true;
  if (isSeen(owner, seen)) return false;
  return ownList(owner.value, 'allOf').some((_, index) => {
    const member = conversion.documents.deref(below(owner, 'allOf', index));
    return !isProblem(member) && isFlagged(member, name, flag, conversion, seen);
  });
}

/** Whether a field has a flag: beside its `$ref`, behind it, or in a part of its `allOf`. */
function isFlaggedField(
  field: Found,
  flag: string,
  conversion: Conversion,
  seen = new Set<string>(),
): boolean {
  if (own(field.value, flag) === true) return true;
  const target = conversion.documents.deref(field);
  if (isProblem(target) || isSeen(target, seen)) return false;
  if (own(target.value, flag) === true) return true;
  return ownList(target.value, 'allOf').some((_, index) =>
    isFlaggedField(below(target, 'allOf', index), flag, conversion, seen),
  );
}

/** Cyclic schemas are visited once. */
function isSeen({ file, pointer }: Found, seen: Set<string>): boolean {
  const place = `${file}#${pointer}`;
  if (seen.has(place)) return true;
  seen.add(place);
  return false;
}
