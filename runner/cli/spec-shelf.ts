import { parseSpec, readBody, readHead, type Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';
import { mayUse } from '../spec/use.ts';

type Body = ReturnType<typeof readBody>;
type Kept = { readonly source: SourceFile; readonly body: Body };

/** Parsing so many at once costs a fifth less than parsing each when its turn comes. */
const PARSED_AT_ONCE = 1_000;

/**
 * Parses specs; the steps of those after the first thousand when they are asked for: ten thousand that were read to their
 * ends would take 100 MB from the start of a run. The steps of the last few are kept, twice as many as run at once;
 * those of others are read again.
 */
export function createSpecShelf(atOnce: number): (source: SourceFile) => Spec {
  let count = 0;
  /** A ring. What was in a `Map` would be garbage that only a full collection finds. */
  const recent: (Kept | undefined)[] = Array.from({ length: 2 * atOnce });
  let next = 0;
  const keep = (source: SourceFile, body: Body): Body => {
    recent[next] = { source, body };
    next = (next + 1) % recent.length;
    return body;
  };
  return (source) => {
    let head = ++count > PARSED_AT_ONCE ? readHead(source) : undefined;
    if (head === undefined || !head.claims) return parseSpec(source);
    const { metadata } = head;
    const body = (): Body => {
      const known = recent.find((each) => each?.source === source);
      if (known !== undefined) return known.body;
      const read = head === undefined ? parseSpec(source) : readBody(source, head);
      head = undefined;
      return keep(source, read);
    };
    return {
      source,
      metadata,
      isSpec: true,
      get steps() {
        return body().steps;
      },
      get uses() {
        return mayUse(source.text) ? body().uses : [];
      },
      get diagnostics() {
        return body().diagnostics;
      },
    };
  };
}
