import type { Report } from './fold.ts';

/**
 * `report.json`, a piece for each spec: in one piece, the text of a long run would need more memory than the run itself.
 * Durations are whole milliseconds.
 */
export function* renderJsonReport({ specs, ...head }: Report): Generator<string> {
  yield `${render(head).slice(0, -'\n}'.length)},\n  "specs": [`;
  for (const [at, spec] of specs.entries())
    yield `${at === 0 ? '' : ','}\n    ${render(spec).replaceAll('\n', '\n    ')}`;
  yield `${specs.length === 0 ? '' : '\n  '}]\n}\n`;
}

const render = (value: unknown): string =>
  JSON.stringify(
    value,
    (key, each: unknown) => (key === 'durationMs' && typeof each === 'number' ? Math.round(each) : each),
    2,
  );
