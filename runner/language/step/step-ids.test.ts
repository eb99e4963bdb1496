import { describe, expect, test } from 'vitest';
import type { SectionName } from './step.ts';
import { stepsWithTakenId } from './step-ids.ts';

const forEach = { in: [1, 2], as: 'item', max: 10 };
const step = (section: SectionName, id: string, more = {}) => ({ section, id, ...more });
const takenOf = (...steps: readonly ReturnType<typeof step>[]) =>
  stepsWithTakenId(steps).map(({ section, id }) => `${section} ${id}`);

describe('an id is taken', () => {
  test('by an earlier step of the same section, not by one of another', () => {
    expect(takenOf(step('prerequisites', 'a'), step('test', 'a'), step('cleanup', 'a'))).toEqual([]);
    expect(takenOf(step('test', 'a'), step('test', 'b'), step('test', 'a'))).toEqual(['test a']);
  });

  test('by a turn of a step that goes through items, wherever that stands in the section', () => {
    expect(takenOf(step('test', 'a[0]'), step('test', 'a', { forEach }))).toEqual(['test a[0]']);
    expect(takenOf(step('test', 'a', { forEach }), step('test', 'a[12]'))).toEqual(['test a[12]']);
  });

  test('not by a step without items, nor by one of another section, nor by a name that is no turn', () => {
    expect(takenOf(step('test', 'a'), step('test', 'a[0]'))).toEqual([]);
    expect(takenOf(step('prerequisites', 'a', { forEach }), step('test', 'a[0]'))).toEqual([]);
    expect(takenOf(step('test', 'a', { forEach }), step('test', 'a[x]'), step('test', 'a[0].b'))).toEqual([]);
  });
});
