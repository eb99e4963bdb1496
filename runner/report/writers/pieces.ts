import type { SpecResult } from '../../run/events.ts';

/** The lines of a text, each with its line break. */
export function* piecesOfLines(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/**
 * An object as indented JSON in pieces: `head`, and then lists that are written item by item, because as one text they could
 * need more memory than the run. `wrap` puts the object into the last member of another.
 */
export function* jsonWithLists(
  head: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, Iterable<unknown>>>,
  wrap: (object: object) => object,
): Generator<string> {
  const text = JSON.stringify(wrap(head), null, 2);
  const end = '\n  }\n}';
  const indent = '    ';
  yield text.slice(0, -end.length);
  for (const [name, items] of Object.entries(lists)) {
    yield `,\n${indent}${JSON.stringify(name)}: [`;
    let isEmpty = true;
    for (const item of items) {
      const lines = JSON.stringify(item, null, 2).replaceAll('\n', `\n${indent}  `);
      yield `${isEmpty ? '' : ','}\n${indent}  ${lines}`;
      isEmpty = false;
    }
    yield isEmpty ? ']' : `\n${indent}]`;
  }
  yield `${end}\n`;
}

/** What each result becomes, made when its turn comes. */
export function* flatMapResults<T>(
  specs: Iterable<SpecResult>,
  map: (spec: SpecResult) => Iterable<T>,
): Generator<T> {
  for (const spec of specs) yield* map(spec);
}
