import { describe, expect, it } from 'vitest';
import { makeCheck, makeStep } from '../../../test/report/sample-report.ts';
import { layOutJson } from './json-lines.ts';
import { marksOf, placeMarks, pointerOf } from './marks.ts';

describe('the pointer of a JSONPath', () => {
  it.each([
    ['$', ''],
    ['$.data.items[0].id', '/data/items/0/id'],
    ["$['a b'].c", '/a b/c'],
    ['$["a/b"]', '/a~1b'],
  ])('%s', (path, pointer) => {
    expect(pointerOf(path)).toBe(pointer);
  });

  it.each(["$.a[?(@.type=='x')].id", '$.a[*]', '$..id', 'a.b', '$.a[-1]'])('is not known for %s', (path) => {
    expect(pointerOf(path)).toBeUndefined();
  });
});

describe('marks', () => {
  it('say what is wrong, what is a warning and what was taken', () => {
    const checks = [
      makeCheck({ name: 'body $.a', outcome: 'failed', message: 'expected 1' }),
      makeCheck({
        name: 'response-schema',
        outcome: 'failed',
        severity: 'warn',
        pointer: '/b',
        message: 'odd',
      }),
      makeCheck({ name: 'body $.d', outcome: 'known', message: 'late' }),
      makeCheck({ name: 'extract c', expected: '$.c' }),
      makeCheck({ name: 'body $.fine' }),
    ];
    expect(marksOf(makeStep({ checks }), 'response')).toEqual([
      { pointer: '/a', kind: 'wrong', text: 'expected 1' },
      { pointer: '/b', kind: 'warning', text: 'odd' },
      { pointer: '/d', kind: 'warning', text: 'late' },
      { pointer: '/c', kind: 'taken', text: 'c' },
    ]);
  });

  it('of the request stand in the request', () => {
    const checks = [makeCheck({ name: 'request-body', outcome: 'failed', pointer: '/a', message: 'no' })];
    expect(marksOf(makeStep({ checks }), 'request')).toHaveLength(1);
    expect(marksOf(makeStep({ checks }), 'response')).toEqual([]);
  });

  it('for a value that is missing go to the nearest that holds it', () => {
    const lines = layOutJson('{"data":{"items":[]}}')!;
    const mark = { pointer: '/data/items/0/id', kind: 'wrong', text: 'nothing there' } as const;
    expect([...placeMarks(lines, [mark])]).toEqual([[2, [mark]]]);
  });
});
