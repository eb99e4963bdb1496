import { expect, test } from 'vitest';
import { withTeardown } from './teardown.ts';

/** Opens three resources, does some work, and returns the names of the closed ones, in order. */
async function closedBy(work: () => Promise<unknown>, closing: (name: string) => void = () => undefined) {
  const closed: string[] = [];
  const outcome = await withTeardown(async (teardown) => {
    for (const name of ['first', 'second', 'third'])
      teardown.add(async () => {
        await Promise.resolve();
        closed.push(name);
        closing(name);
      });
    return work();
  }).catch((error: unknown) => `threw ${(error as Error).message}`);
  return { closed, outcome };
}

const REVERSED = ['third', 'second', 'first'];

test('what was opened is closed in reverse order once the work is done', async () => {
  expect(await closedBy(async () => 'done')).toEqual({ closed: REVERSED, outcome: 'done' });
});

test('it is closed when the work throws', async () => {
  const work = () => Promise.reject(new Error('broken'));
  expect(await closedBy(work)).toEqual({ closed: REVERSED, outcome: 'threw broken' });
});

test('one that cannot be closed keeps no other open, and is no secret', async () => {
  const closing = (name: string): void => {
    if (name !== 'first') throw new Error(`${name} is stuck`);
  };
  expect(await closedBy(async () => 'done', closing)).toEqual({
    closed: REVERSED,
    outcome: 'threw third is stuck',
  });
  const work = () => Promise.reject(new Error('broken'));
  expect((await closedBy(work, closing)).outcome, 'the cause, not what follows from it').toBe('threw broken');
});
