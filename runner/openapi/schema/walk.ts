import { isAnyNumber } from '../document/exact.ts';
import { judgeFormat } from './engine/format.ts';
import { isObject, type JsonObject } from '../document/json.ts';
import type { View } from './view.ts';
import type { Flag } from './flag.ts';
import type { FormatOf } from './flat.ts';

/**
 * Something that a schema validator does not report: an undocumented field, one of the other direction, a string off its
 * format.
 */
export type Remark = {
  readonly keys: readonly (string | number)[];
  readonly value: unknown;
  readonly schema: JsonObject | undefined;
} & (
  | { readonly kind: 'undocumented' }
  /** A field that must not be sent in this direction. */
  | { readonly kind: 'one-way'; readonly flag: Flag }
  /** A format that is not checked. */
  | { readonly kind: 'unchecked'; readonly format: string }
  | { readonly kind: 'format'; readonly format: string; readonly near: boolean }
);

const MAX_DEPTH = 300;

/** Walks a body once along the view of its schema; `hasFlags`: some fields must not be sent in this direction. */
export function walkAnswer(body: unknown, view: View, hasFlags = false): readonly Remark[] {
  const remarks: Remark[] = [];
  const keys: (string | number)[] = [];
  const visit = (value: unknown, at: View): void => {
    if (typeof value === 'string') {
      if (at.texts.length > 0) judge(value, at.texts);
    } else if (isAnyNumber(value) && at.numbers.length > 0) judge(value, at.numbers);
    if (typeof value !== 'object' || value === null || keys.length > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) step(index, value[index], at.item(index));
      return;
    }
    if (!isObject(value)) return;
    const chosen = at.choose(value);
    const names = Object.keys(value);
    for (let index = 0; index < names.length; index++) {
      const name = names[index]!;
      const field = chosen.field(name);
      const flag = hasFlags ? chosen.flagOf(name) : undefined;
      if (flag !== undefined)
        remarks.push({
          kind: 'one-way',
          flag,
          keys: [...keys, name],
          value: value[name],
          schema: field === 'undocumented' ? undefined : field.schemas[0],
        });
      if (field !== 'undocumented') {
        const member = value[name];
        if (typeof member === 'object' || field.hasFormats) step(name, member, field);
      } else
        remarks.push({
          kind: 'undocumented',
          keys: [...keys, name],
          value: value[name],
          schema: chosen.schemas[0],
        });
    }
  };
  const step = (key: string | number, value: unknown, at: View): void => {
    keys.push(key);
    visit(value, at);
    keys.pop();
  };
  const judge = (value: unknown, formats: readonly FormatOf[]): void => {
    let unchecked: FormatOf | undefined;
    let closest: (FormatOf & { readonly near: boolean }) | undefined;
    for (const each of formats) {
      const verdict = judgeFormat(each.format, value);
      if (verdict === 'fits') return;
      if (verdict === 'unchecked') unchecked ??= each;
      else if (!closest || (verdict === 'nearly' && !closest.near))
        closest = { ...each, near: verdict === 'nearly' };
    }
    const at = { keys: [...keys], value };
    if (unchecked) remarks.push({ ...at, ...unchecked, kind: 'unchecked' });
    else if (closest) remarks.push({ ...at, ...closest, kind: 'format' });
  };
  visit(body, view);
  return remarks;
}
