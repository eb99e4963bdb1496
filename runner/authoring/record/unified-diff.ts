/** The number of context lines around a change. */
const CONTEXT = 3;

type Line = { readonly mark: ' ' | '+' | '-'; readonly text: string };

/** A unified diff of two texts; empty where they are the same. */
export function unifiedDiff(path: string, before: string, after: string): readonly string[] {
  const lines = compareLines(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  if (changed.length === 0) return [];
  const ranges: { start: number; end: number }[] = [];
  for (const index of changed) {
    const last = ranges.at(-1);
    if (last !== undefined && index - CONTEXT <= last.end) last.end = index + CONTEXT + 1;
    else ranges.push({ start: Math.max(0, index - CONTEXT), end: index + CONTEXT + 1 });
  }
  return [`--- a/${path}`, `+++ b/${path}`, ...ranges.flatMap((range) => hunk(lines, range))];
}

function hunk(
  lines: readonly Line[],
  { start, end }: { readonly start: number; readonly end: number },
): readonly string[] {
  const shown = lines.slice(start, end);
  const count = (among: readonly Line[], other: Line['mark']): number =>
    among.filter(({ mark }) => mark !== other).length;
  const before = lines.slice(0, start);
  return [
    `@@ -${count(before, '+') + 1},${count(shown, '+')} +${count(before, '-') + 1},${count(shown, '-')} @@`,
    ...shown.map(({ mark, text }) => mark + text),
  ];
}

/** Compares the lines of both texts: common lines at both ends are taken first. */
function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (text: string): Line => ({ mark: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** By the longest common subsequence of the remaining lines, which are few. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i]![j] =
        before[i] === after[j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i++]! });
      j++;
    } else if (j >= after.length || (i < before.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!))
      lines.push({ mark: '-', text: before[i++]! });
    else lines.push({ mark: '+', text: after[j++]! });
  }
  return lines;
}

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);
