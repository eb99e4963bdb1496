import { setFlagsFromString } from 'node:v8';

/** The newest V8 that was seen to know the flags; one that does not would complain on the screen. */
const NEWEST_V8 = 14;

/** From so many specs on, code is optimized as early as V8 does by itself. */
const MANY_SPECS = 2_000;

/** How much bytecode a function runs between two looks at whether to optimize it: of V8 by itself, and of a short run. */
const INTERRUPT_BUDGET = { usual: 67_584, ofShortRun: 200_000 };

const isKnown = (): boolean => Number.parseInt(process.versions.v8, 10) <= NEWEST_V8;

/**
 * Tells V8 that a run is short and its code broad; to be called before the first spec is read. The parser of the HTTP
 * client is WebAssembly that V8 would optimize, which takes 50 ms of CPU and 35 MB, and which 4,000 requests do not earn
 * back. JavaScript is optimized without taking functions into each other, as that costs a tenth of the CPU of 1,000
 * specs, and later, which takes a sixth off the CPU of 300 specs and a twentieth off that of 1,000. And garbage is looked
 * for when the heap has grown by a half, not when it has grown by several times, which takes a third off the memory of
 * 10,000 specs.
 */
export function tuneV8(): void {
  if (!isKnown()) return;
  setFlagsFromString('--liftoff-only');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=0');
  setFlagsFromString('--heap-growing-percent=50');
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET.ofShortRun}`);
}

/** The same once it is known how many specs run: a long run earns back what is optimized early. */
export function tuneV8For(specs: number): void {
  if (isKnown() && specs > MANY_SPECS) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET.usual}`);
}
