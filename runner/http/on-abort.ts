type Waiting = { at: number; call: (() => void) | undefined };

const waitingFor = new WeakMap<AbortSignal, Waiting[]>();

/**
 * Calls back when the signal aborts, once; the answer takes that back. A signal that a whole run listens to gets one
 * listener for all. Those of an `EventTarget` form a chain in which one that was removed keeps the next one alive, and
 * so does what a `Set` had in it: all that belonged to a request would be garbage that only a full collection finds.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const all = waitingFor.get(signal) ?? listenTo(signal);
  const own: Waiting = { at: all.length, call };
  all.push(own);
  return () => {
    own.call = undefined;
    if (all[own.at] !== own) return;
    const last = all.pop()!;
    last.at = own.at;
    if (last !== own) all[own.at] = last;
  };
}

function listenTo(signal: AbortSignal): Waiting[] {
  const all: Waiting[] = [];
  waitingFor.set(signal, all);
  signal.addEventListener('abort', () => {
    for (const each of all.splice(0))
      try {
        each.call?.();
      } catch (error) {
        // As with listeners of their own: a defect of one keeps no other from being called.
        queueMicrotask(() => {
          throw error;
        });
      }
  });
  return all;
}
