import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { onAbort } from './on-abort.ts';

test('every waiting callback is called once', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => called.push('a'));
  const release = onAbort(controller.signal, () => called.push('b'));
  onAbort(controller.signal, () => called.push('c'));
  release();
  controller.abort();
  controller.abort();
  expect(called).toEqual(['a', 'c']);
});

test('a callback that cancels another keeps it from being called', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const release: { second?: () => void } = {};
  onAbort(controller.signal, () => {
    called.push('first');
    release.second?.();
  });
  release.second = onAbort(controller.signal, () => called.push('second'));
  controller.abort();
  expect(called).toEqual(['first']);
});

test('an exception in one callback does not stop the others, and is rethrown', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
  onAbort(controller.signal, () => {
    throw new Error('mine');
  });
  onAbort(controller.signal, () => called.push('other'));
  controller.abort();
  expect(called).toEqual(['other']);
  expect(later.mock.calls[0]![0]).toThrow('mine');
  later.mockRestore();
});

test('a thousand callbacks share one listener', () => {
  const { signal } = new AbortController();
  for (let nth = 0; nth < 1_000; nth++) onAbort(signal, () => undefined);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
});
