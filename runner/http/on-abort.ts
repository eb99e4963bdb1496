type Waiting = { at: number; call: (() => void) | undefined };

const waitingFor = new WeakMap<AbortSignal, Waiting[]>();

/**
 * Calls back once when the signal aborts; the returned function cancels that. A signal of the whole run gets one listener for
 * all requests: removed listeners of an `EventTarget` form a chain in which each keeps the next alive, as do deleted entries of
 * a `Set`, so everything that belonged to a request would survive until a full garbage collection.
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
        // As with separate listeners: an exception in one does not keep the others from being called.
        queueMicrotask(() => {
          throw error;
        });
      }
  });
  return all;
}
