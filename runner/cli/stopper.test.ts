import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SpecResult, Verdict } from '../run/events.ts';
import { createFakeHost } from '../test/fake-host.ts';
import { createStopper } from './stopper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stopping(flags: { readonly timeoutMs?: number; readonly bail?: number } = {}) {
  const fake = createFakeHost({ cwd: '/' });
  const stopper = createStopper({ timeoutMs: flags.timeoutMs, bail: flags.bail }, fake.host);
  const aborted = () => [stopper.stop.aborted, stopper.inFlight.aborted, stopper.cleanup.aborted];
  const finish = (...verdicts: readonly Verdict[]): void => {
    for (const verdict of verdicts) stopper.finished({ verdict } as SpecResult);
  };
  return { stopper, stop: fake.stop, aborted, finish };
}

describe('a signal', () => {
  test('stops new work, and what is in flight after a grace period', () => {
    const { stop, aborted, stopper } = stopping();
    expect(aborted()).toEqual([false, false, false]);
    stop();
    expect(stopper.interrupt.aborted).toBe(true);
    vi.advanceTimersByTime(4_999);
    expect(aborted()).toEqual([true, false, false]);
    vi.advanceTimersByTime(1);
    expect(aborted()).toEqual([true, true, false]);
  });

  test('a second one stops everything at once', () => {
    const { stop, aborted } = stopping();
    stop();
    stop();
    expect(aborted()).toEqual([true, true, true]);
  });

  test.each([
    ['--timeout', { timeoutMs: 1 }],
    ['--bail', { bail: 1 }],
  ])('interrupts a run that %s has stopped, too', (_what, flags) => {
    const { stop, stopper, finish } = stopping(flags);
    vi.advanceTimersByTime(1);
    finish('failed');
    expect([stopper.stop.aborted, stopper.interrupt.aborted]).toEqual([true, false]);
    stop();
    expect(stopper.interrupt.aborted).toBe(true);
  });

  test('after the run changes nothing, and keeps no timer', () => {
    const { stop, aborted, stopper } = stopping({ timeoutMs: 60_000 });
    stopper.release();
    stop();
    expect(aborted()).toEqual([false, false, false]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('--timeout', () => {
  test('ends what is in flight too, says why, and lets cleanup run', () => {
    const { aborted, stopper } = stopping({ timeoutMs: 1_000 });
    vi.advanceTimersByTime(999);
    expect(aborted()).toEqual([false, false, false]);
    vi.advanceTimersByTime(1);
    expect(aborted()).toEqual([true, true, false]);
    expect(stopper.inFlight.reason).toEqual(new Error('the run took longer than 1000 ms'));
    expect(stopper.interrupt.aborted, 'it is no interruption').toBe(false);
  });
});

describe('--bail', () => {
  test.each<Verdict>(['failed', 'blocked', 'errored'])('counts %s', (verdict) => {
    const { finish, aborted } = stopping({ bail: 2 });
    finish(verdict, 'passed', 'skipped');
    expect(aborted()).toEqual([false, false, false]);
    finish(verdict);
    expect(aborted()).toEqual([true, false, false]);
  });

  test('is off when nobody asked for it', () => {
    const { finish, aborted } = stopping();
    finish('failed', 'failed', 'errored');
    expect(aborted()).toEqual([false, false, false]);
  });
});
