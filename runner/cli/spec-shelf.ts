import { parseSpec, type Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';
import type { Step } from '../spec/step.ts';

/** So many specs are kept as they were parsed; ten thousand would take 100 MB from the start of a run to its end. */
const KEPT_WHOLE = 1_000;
/** Of the others, the steps of so many are kept: those that run now, and those that have just ended. */
const KEPT_STEPS = 20;

/** Parses specs. The steps of those after the first thousand are read from the text again when they are asked for. */
export function createSpecShelf(): (source: SourceFile) => Spec {
  let count = 0;
  const recent = new Map<SourceFile, readonly Step[]>();
  const stepsOf = (source: SourceFile): readonly Step[] => {
    const steps = recent.get(source) ?? parseSpec(source).steps;
    recent.delete(source);
    recent.set(source, steps);
    if (recent.size > KEPT_STEPS) recent.delete(recent.keys().next().value!);
    return steps;
  };
  return (source) => {
    const spec = parseSpec(source);
    if (++count <= KEPT_WHOLE) return spec;
    const { metadata, uses, diagnostics, isSpec } = spec;
    return {
      source,
      metadata,
      uses,
      diagnostics,
      isSpec,
      get steps() {
        return stepsOf(source);
      },
    };
  };
}
