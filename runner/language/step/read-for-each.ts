import type { Diagnostics } from '../diagnostic.ts';
import { isTemplate } from '../template/compile.ts';
import type { WrittenJson } from '../template/written.ts';
import { Fields } from '../yaml/fields.ts';

/** The items that a step is sent for, one at a time, as the variable `as`. */
export type ForEach = { readonly in: WrittenJson; readonly as: string; readonly max: number };

const FOR_EACH_KEYS = ['in', 'as', 'max'];

/** No author means more turns. */
const MAX_TURNS = 1_000;

/** Reads the items of `forEach`. */
export function readForEach(fields: Fields, diagnostics: Diagnostics): ForEach | undefined {
  const map = fields.map('forEach');
  if (map === undefined) return undefined;
  const forEach = new Fields(map, diagnostics);
  forEach.refuseUnknown('forEach', FOR_EACH_KEYS);
  const items = forEach.written('in');
  if (items === undefined || (typeof items === 'string' ? !isTemplate(items) : !Array.isArray(items)))
    return items === undefined
      ? fields.expected('forEach', 'a map with "in"')
      : forEach.expected('in', 'a list, or a variable that holds one');
  return { in: items, as: forEach.text('as') ?? 'item', max: forEach.number('max', 1) ?? MAX_TURNS };
}

/** Visits the texts of `forEach` that may hold variables. */
export const visitForEach = ({ in: items }: ForEach, visit: (text: WrittenJson) => void): void =>
  visit(items);
