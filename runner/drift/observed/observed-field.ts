import { jsonPath } from '../../openapi/document/pointer.ts';
import type { FieldStep } from '../compare/field-path.ts';
import { isCut, type Shape } from './shape.ts';

/** Whether an observed answer had a field. A list without items and a null where an object could be prove nothing. */
export function wasObserved(shape: Shape, steps: readonly FieldStep[]): 'yes' | 'no' | 'silent' {
  const keys: string[] = [];
  for (const step of steps) {
    const types = shape[jsonPath(keys)] ?? [];
    const hasItems = Object.hasOwn(shape, jsonPath([...keys, '*']));
    if (step.kind === 'field') keys.push(step.name);
    else if (hasItems) keys.push('*');
    else return 'silent';
    if (Object.hasOwn(shape, jsonPath(keys))) continue;
    // Keys that were data are not kept, so any name could have been among them.
    return types.includes('object') && !hasItems && !isCut(shape) ? 'no' : 'silent';
  }
  return Object.hasOwn(shape, '$') ? 'yes' : 'silent';
}
