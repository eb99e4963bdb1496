import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sleep, startTimer } from './timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DAY_MS = 86_400_000;

describe('a timer', () => {
  test.each([1, 2 ** 31 - 1, 2 ** 31, 30 * DAY_MS, 100 * DAY_MS])('takes %i ms', (ms) => {
    const call = vi.fn();
    startTimer(ms, call);
    vi.advanceTimersByTime(ms - 1);
    expect(call).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(call).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([1, 30 * DAY_MS])('of %i ms can be stopped, at first and in a later piece', (ms) => {
    const call = vi.fn();
    startTimer(ms, call)();
    const stop = startTimer(ms, call);
    vi.advanceTimersByTime(ms - 1);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(ms);
    expect(call).not.toHaveBeenCalled();
  });
});

describe('a sleep', () => {
  const started = (ms: number, signal: AbortSignal) => {
    const state = { isOver: false };
    void sleep(ms, signal).then(() => {
      state.isOver = true;
    });
    return state;
  };

  test.each([5, 40 * DAY_MS])('of %i ms is over after its time', async (ms) => {
    const state = started(ms, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(state.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.isOver).toBe(true);
  });

  test('ends when the signal aborts, and leaves no timer', async () => {
    const stop = new AbortController();
    const state = started(40 * DAY_MS, stop.signal);
    await vi.advanceTimersByTimeAsync(30 * DAY_MS);
    expect(state.isOver).toBe(false);
    stop.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([state.isOver, vi.getTimerCount()]).toEqual([true, 0]);
    await sleep(DAY_MS, stop.signal);
  });
});
