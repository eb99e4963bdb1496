import { expect, test } from 'vitest';
import { interleave } from './schedule.ts';

/** Starts work that ends when the test tells it to. */
function controlled() {
  const ends = new Map<number, () => void>();
  const started: number[] = [];
  const start = (index: number): Promise<void> => {
    started.push(index);
    return new Promise((resolve) => ends.set(index, resolve));
  };
  const end = async (index: number): Promise<void> => {
    ends.get(index)!();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { start, started, end };
}

test('so many run at once, in the given order', async () => {
  const { start, started, end } = controlled();
  void interleave({ atOnce: 2, order: [2, 0, 1], keysOf: () => [] }, start);
  expect(started).toEqual([2, 0]);
  await end(0);
  expect(started).toEqual([2, 0, 1]);
});

test('those that share a key never overlap, and let others go first', async () => {
  const { start, started, end } = controlled();
  const keys = [['account'], ['account', 'mail'], [], ['mail']];
  void interleave({ atOnce: 4, order: [0, 1, 2, 3], keysOf: (index) => keys[index]! }, start);
  expect(started).toEqual([0, 2, 3]);
  await end(0);
  expect(started).toEqual([0, 2, 3]);
  await end(3);
  expect(started).toEqual([0, 2, 3, 1]);
});

test('after a failure nothing more is started, and those that were started end first', async () => {
  const { start, started, end } = controlled();
  const failing = (index: number): Promise<void> =>
    index === 0 ? Promise.reject(new Error('broken')) : start(index);
  let said = '';
  void interleave({ atOnce: 2, order: [0, 1, 2], keysOf: () => [] }, failing).catch((error: Error) => {
    said = error.message;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect([started, said]).toEqual([[1], '']);
  await end(1);
  expect([started, said]).toEqual([[1], 'broken']);
});

test('thousands that share one key are started without going through all of them each time', async () => {
  let looks = 0;
  const count = 3_000;
  const keysOf = (): readonly string[] => {
    looks++;
    return ['one'];
  };
  const order = Array.from({ length: count }, (_, index) => index);
  const started: number[] = [];
  await interleave({ atOnce: 8, order, keysOf }, async (index) => {
    started.push(index);
  });
  expect(started).toEqual(order);
  expect(looks).toBe(count);
});

test('it is over when all have ended, and at once when there is nothing', async () => {
  await interleave({ atOnce: 3, order: [], keysOf: () => [] }, () => Promise.resolve());
  const ended: number[] = [];
  await interleave({ atOnce: 1, order: [0, 1], keysOf: () => ['one'] }, async (index) => {
    await Promise.resolve();
    ended.push(index);
  });
  expect(ended).toEqual([0, 1]);
});

test('a start that fails is not swallowed', async () => {
  const failing = interleave({ atOnce: 1, order: [0], keysOf: () => [] }, () =>
    Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
});
