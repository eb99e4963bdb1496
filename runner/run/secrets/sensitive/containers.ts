import { lazily, NAME_PATTERN } from './patterns.ts';

const container = lazily(() => new RegExp(`(?<!\\\\)(\\\\*)"${NAME_PATTERN}\\1"\\s*:\\s*(?=[[{])`, 'gi'));

/** Hides whole lists and objects under sensitive names in JSON, except empty ones and lists of sentences. */
export function hideContainers(text: string): string {
  let shown = '';
  let from = 0;
  for (const match of text.matchAll(container())) {
    const start = match.index + match[0].length;
    if (match.index < from) continue;
    const slashes = match[1]!.length;
    const end = endOfContainer(text, start, slashes);
    const inside = text.slice(start, end);
    if (!/[\w*]/.test(inside) || isListOfSentences(inside)) continue;
    const quote = `${'\\'.repeat(slashes)}"`;
    shown += `${text.slice(from, start)}${quote}***${quote}`;
    from = end;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** The end of a list or object whose quotes have `slashes` backslashes; the end of the text if it was cut. */
function endOfContainer(text: string, start: number, slashes: number): number {
  let depth = 0;
  let isInText = false;
  let run = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' && run >= slashes && (run - slashes) % (2 * (slashes + 1)) === 0) isInText = !isInText;
    else if (!isInText && (char === '[' || char === '{')) depth++;
    else if (!isInText && (char === ']' || char === '}')) {
      depth--;
      if (depth === 0) return at + 1;
    }
    run = char === '\\' ? run + 1 : 0;
  }
  return text.length;
}

/** As in error responses, such as `["is too short"]`. */
function isListOfSentences(text: string): boolean {
  const items = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return (
    /^\[\s*(?:"(?:[^"\\]|\\.)*"[\s,]*)*\]$/.test(text) &&
    items.every((item) => SENTENCE_PATTERN.test(item.slice(1, -1)))
  );
}

const SENTENCE_PATTERN = /^[A-Za-z][a-z']*(?: [A-Za-z0-9'(),.-]+)+$/;

/** Whether a list or object under a sensitive name is shown as stars: it has content, and more than sentences. */
export function isHiddenWhole(value: object): boolean {
  const inside: readonly unknown[] = Object.values(value);
  const isOfSentences =
    Array.isArray(value) && inside.every((each) => typeof each === 'string' && SENTENCE_PATTERN.test(each));
  return inside.length > 0 && !isOfSentences;
}
