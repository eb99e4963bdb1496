import { ExactNumber, isNumber } from '../../language/json/exact-number.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { isHiddenWhole } from './sensitive/containers.ts';
import { isSensitiveName } from './sensitive/names.ts';
import { isPlaceholder, pairIn } from './sensitive/values.ts';

/** Changes every text of a JSON value, keys included, and replaces values of sensitive names with stars. */
export function redactJson(
  value: Json,
  change: (text: string) => string,
  isAllowed: (text: string) => boolean,
): Json {
  const visit = (each: Json, key?: string): Json => {
    if (each === null || typeof each === 'boolean') return each;
    if (key !== undefined && typeof each === 'object' && !isNumber(each) && isSensitiveName(key))
      return isHiddenWhole(each) ? '***' : each;
    // Events are plain JSON, and most readers would round such a number.
    if (each instanceof ExactNumber) return change(each.digits);
    if (typeof each === 'object') {
      if (Array.isArray(each)) return mapList(each as readonly Json[], (item) => visit(item));
      const members = each as Readonly<Record<string, Json>>;
      const pair = pairIn(members);
      return mapRecord(
        members,
        pair === undefined ? visit : (inside, name) => visit(inside, name === 'value' ? pair.name : name),
        change,
      );
    }
    const plain = String(each);
    const shown = change(plain);
    const isHidden = key !== undefined && isSensitiveName(key) && !isPlaceholder(shown) && !isAllowed(plain);
    return isHidden ? '***' : shown === plain ? each : shown;
  };
  return visit(value);
}
