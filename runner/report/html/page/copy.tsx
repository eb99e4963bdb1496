import { useState } from 'preact/hooks';

/** A button that puts a text on the clipboard and says so. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const copy = async (): Promise<void> => {
    setState((await write(text)) ? 'copied' : 'refused');
    setTimeout(() => setState('ready'), 1_500);
  };
  const words = { ready: label, copied: 'copied', refused: 'could not copy' };
  return (
    <button type="button" class="small" onClick={() => void copy()} aria-live="polite">
      {words[state]}
    </button>
  );
}

/** The old way still works where a page from disk may not use the new one. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
