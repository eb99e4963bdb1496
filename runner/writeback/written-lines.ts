import type { SpecResult } from '../run/events.ts';
import type { Spec } from '../language/parse.ts';
import { LINE_END, positionAt } from '../language/source.ts';
import type { WriteBack } from './write-back.ts';

/** How lines of a document move when a verdict is written above them: line `from` and those after it, by `by` lines. */
export type Shift = { readonly from: number; readonly by: number };

const WRITTEN_KEYS = ['status', 'savedAt', 'verifiedAt'];

/** Whether a verdict may add or remove lines: true unless each key that it sets has a value on its line already. */
export const mayMoveLines = ({ source, metadata: { spans } }: Spec): boolean =>
  WRITTEN_KEYS.some((key) => {
    const span = spans[key];
    return span === undefined || source.text.slice(span.start, span.end).includes('\n');
  });

/** How the lines of a text move; undefined if they do not. */
export function shiftOf(text: string, outcome: WriteBack): Shift | undefined {
  if (outcome.kind !== 'changed') return undefined;
  const by = countLines(outcome.text) - countLines(text);
  if (by === 0) return undefined;
  const { line, column } = positionAt(text, outcome.to);
  return { from: column === 1 ? line : line + 1, by };
}

const countLines = (text: string): number => text.split(LINE_END).length;

/** The line before the change; undefined for a line that was added. */
export function lineBefore(line: number, { from, by }: Shift): number | undefined {
  if (line < from) return line;
  return line < from + by ? undefined : line - by;
}

/** A result with the lines of its document as the run leaves it, because a reader opens that file. */
export function moveLines(result: SpecResult, { from, by }: Shift): SpecResult {
  const move = <Placed extends { readonly line: number }>(placed: Placed): Placed =>
    placed.line < from ? placed : { ...placed, line: placed.line + by };
  return {
    ...result,
    diagnostics: result.diagnostics.map((each) => (each.file === undefined ? move(each) : each)),
    steps: result.steps.map((step) => ({ ...move(step), checks: step.checks.map(move) })),
  };
}
