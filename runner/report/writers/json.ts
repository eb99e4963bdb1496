import type { SpecResult } from '../../run/events.ts';
import type { RenderedFrom, Results } from '../report.ts';

/** A result in `report.json`, on a line of its own. */
export const jsonOfSpec = (spec: SpecResult): string => JSON.stringify(spec);

/**
 * `report.json` from its head and the JSON of each spec, in pieces: as one text, a long run would need more memory for it than
 * for the run itself.
 */
export function* jsonReport(
  { specs: _specs, ...head }: Omit<RenderedFrom, 'specs'> & { readonly specs?: unknown },
  specs: Iterable<string | Uint8Array>,
): Generator<string | Uint8Array> {
  yield `${JSON.stringify(head, null, 2).slice(0, -'\n}'.length)},\n  "specs": [`;
  let isFirst = true;
  for (const spec of specs) {
    yield isFirst ? '\n    ' : ',\n    ';
    yield spec;
    isFirst = false;
  }
  yield `${isFirst ? '' : '\n  '}]\n}\n`;
}

/** The whole of `report.json`. */
export const renderJsonReport = (report: RenderedFrom): Generator<string | Uint8Array> =>
  jsonReport(report, linesOf(report.specs));

function* linesOf(specs: Results): Generator<string> {
  for (const spec of specs) yield jsonOfSpec(spec);
}
