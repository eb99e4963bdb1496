import { expect, test } from 'vitest';
import { createBusyTime } from './busy-time.ts';

function createClock() {
  let time = 0;
  const pass = (ms: number): void => {
    time += ms;
  };
  return { now: () => time, pass };
}

test('what work took of a time is counted, and no more than lies in it', () => {
  const clock = createClock();
  const busy = createBusyTime(clock.now);
  busy.during(() => clock.pass(100));
  clock.pass(50);
  const work = () => {
    clock.pass(30);
    return 'done';
  };
  expect(busy.during(work)).toBe('done');
  clock.pass(20);
  expect([10, 20, 40, 100, 150, 1000].map(busy.inLast)).toEqual([0, 0, 20, 30, 80, 130]);
});

test('work that throws was work', () => {
  const clock = createClock();
  const busy = createBusyTime(clock.now);
  const fail = (): never => {
    clock.pass(40);
    throw new Error('no');
  };
  expect(() => busy.during(fail)).toThrow('no');
  expect(busy.inLast(100)).toBe(40);
});

test('only the latest of very many periods are remembered', () => {
  const clock = createClock();
  const busy = createBusyTime(clock.now);
  for (let count = 0; count < 3_000; count++) busy.during(() => clock.pass(1));
  expect(busy.inLast(400)).toBe(400);
  expect(busy.inLast(3_000)).toBeLessThanOrEqual(1_000);
});
