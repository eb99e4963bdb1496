import { parseSpec, type Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';

/** So many specs are kept as they were parsed; a run of ten thousand would hold 100 MB of them from its start to its end. */
const KEPT_WHOLE = 1_000;

/** Parses specs. Of those after the first thousand only the text is kept for sure: the rest is read from it again when it is asked for. */
export function createSpecShelf(): (source: SourceFile) => Spec {
  let count = 0;
  return (source) => {
    const spec = parseSpec(source);
    return ++count <= KEPT_WHOLE ? spec : readOnDemand(spec);
  };
}

function readOnDemand(spec: Spec): Spec {
  const { source, isSpec } = spec;
  let last = new WeakRef(spec);
  const whole = (): Spec => {
    const known = last.deref();
    if (known !== undefined) return known;
    const again = parseSpec(source);
    last = new WeakRef(again);
    return again;
  };
  return {
    source,
    isSpec,
    get metadata() {
      return whole().metadata;
    },
    get steps() {
      return whole().steps;
    },
    get uses() {
      return whole().uses;
    },
    get diagnostics() {
      return whole().diagnostics;
    },
  };
}
