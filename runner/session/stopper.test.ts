import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SpecResult, Verdict } from '../run/events.ts';
import { createFakeHost } from '../test/fake-host.ts';
import { createStopper } from './stopper.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stopping(flags: { readonly timeoutMs?: number; readonly bail?: number } = {}) {
  const fake = createFakeHost({ cwd: '/' });
  const stopper = createStopper({ timeoutMs: flags.timeoutMs, bail: flags.bail }, fake.host);
  stopper.start();
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

describe('a failure that nothing expected', () => {
  test('stops new work, lets cleanup run, and does not look like a signal', () => {
    const { stopper, aborted } = stopping();
    stopper.fail(new Error('first'));
    stopper.fail(new Error('second'));
    expect([aborted(), stopper.interrupt.aborted]).toEqual([[true, false, false], false]);
    vi.advanceTimersByTime(5_000);
    expect(aborted()).toEqual([true, true, false]);
    expect(stopper.failure()).toEqual({ error: new Error('first') });
  });

  test('is taken from the process until the run is over', () => {
    const fake = createFakeHost({ cwd: '/' });
    const stopper = createStopper({ timeoutMs: undefined, bail: undefined }, fake.host);
    fake.crash('thrown in a timer');
    stopper.release();
    expect(stopper.failure()).toEqual({ error: 'thrown in a timer' });
    const another = createStopper({ timeoutMs: undefined, bail: undefined }, fake.host);
    another.release();
    fake.crash('too late');
    expect(another.failure()).toBeUndefined();
  });
});

test('the time of --timeout starts when it is told to', () => {
  const { host } = createFakeHost({ cwd: '/' });
  const stopper = createStopper({ timeoutMs: 100, bail: undefined }, host);
  vi.advanceTimersByTime(100);
  expect(stopper.stop.aborted).toBe(false);
  stopper.start();
  vi.advanceTimersByTime(100);
  expect(stopper.stop.aborted).toBe(true);
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

test.each([25, 30, 365])('--timeout of %i days ends the run after as many', (days) => {
  const { aborted } = stopping({ timeoutMs: days * 86_400_000 });
  vi.advanceTimersByTime(days * 86_400_000 - 1);
  expect(aborted()).toEqual([false, false, false]);
  vi.advanceTimersByTime(1);
  expect(aborted()).toEqual([true, true, false]);
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
