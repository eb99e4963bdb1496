import { useLayoutEffect } from 'preact/hooks';
import type { PageView } from './view.ts';
import type { Go } from './go.ts';

/** How a row of the list is found again. */
export const rowId = (id: string): string => `row:${id}`;

/** How a step of the open spec is found again, by its name. */
export const stepId = (name: string): string => `step:${name}`;

type Keys = { readonly view: PageView; readonly go: Go; readonly ids: readonly string[] };

/** `/` searches, j and k and the arrows move, Escape goes back; Enter opens, because rows are links. */
export function useKeys({ view, go, ids }: Keys): void {
  // Before the next key: an effect after the paint would still read the view before it.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.target as HTMLElement;
      const isTyping = at.matches('input, select, textarea');
      if (event.key === 'Escape') {
        if (isTyping) at.blur();
        else if (view.spec !== '') close(view.spec, go);
      } else if (event.key === '/' && !isTyping) {
        event.preventDefault();
        document.getElementById('search')?.focus();
      } else {
        const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
        const step =
          event.key === 'j' || event.key === 'ArrowDown'
            ? 1
            : event.key === 'k' || event.key === 'ArrowUp'
              ? -1
              : 0;
        // In the text of a spec the arrows scroll, in a field they move the cursor; j and k are letters there.
        const moves = isArrow ? at.matches('#search, .row, body') : !isTyping;
        if (step === 0 || !moves) return;
        event.preventDefault();
        move(step);
      }
    };
    const move = (step: number): void => {
      const focused = document.activeElement?.id ?? '';
      const from = ids.findIndex((id) => rowId(id) === focused);
      const current = from === -1 ? ids.indexOf(view.spec) : from;
      const id = ids[Math.min(Math.max(current + step, 0), ids.length - 1)];
      if (id === undefined) return;
      if (view.spec !== '') go({ spec: id });
      document.getElementById(rowId(id))?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [view, go, ids]);
}

/** Closes the open spec and goes back to its row. */
export function close(id: string, go: Go): void {
  go({ spec: '' });
  requestAnimationFrame(() => document.getElementById(rowId(id))?.focus());
}
