import { useEffect } from 'preact/hooks';
import type { Go } from './app.tsx';
import type { View } from './view.ts';

/** How a row of the list is found again. */
export const rowId = (file: string): string => `row:${file}`;

type Keys = { readonly view: View; readonly go: Go; readonly files: readonly string[] };

/** `/` searches, j and k and the arrows move, Escape goes back; Enter opens, because rows are links. */
export function useKeys({ view, go, files }: Keys): void {
  useEffect(() => {
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
        const step = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0;
        // In the text of a spec the arrows scroll, in a field they move the cursor; j and k are letters there.
        const moves = isArrow ? at.matches('#search, .row, body') : !isTyping;
        if (step === 0 || !moves) return;
        event.preventDefault();
        move(step);
      }
    };
    const move = (step: number): void => {
      const focused = document.activeElement?.id ?? '';
      const from = files.findIndex((file) => rowId(file) === focused);
      const current = from === -1 ? files.indexOf(view.spec) : from;
      const file = files[Math.min(Math.max(current + step, 0), files.length - 1)];
      if (file === undefined) return;
      if (view.spec !== '') go({ spec: file });
      document.getElementById(rowId(file))?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [view, go, files]);
}

/** Closes the open spec and goes back to its row. */
export function close(file: string, go: Go): void {
  go({ spec: '' });
  requestAnimationFrame(() => document.getElementById(rowId(file))?.focus());
}
