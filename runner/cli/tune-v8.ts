import { setFlagsFromString } from 'node:v8';

const V8 = Number.parseInt(process.versions.v8, 10);

/** The newest V8 that was seen to know the flags; one that does not would complain on the screen. */
const NEWEST_V8 = 14;

/** The V8 of Node 22 counts calls instead. */
const HAS_BUDGET = V8 < 12;

/** From so many specs on, code is optimized as early as V8 does by itself. */
const MANY_SPECS = 2_000;

/** How much bytecode a function runs between two looks at whether to optimize it: of a short run, and of V8 by itself. */
const SHORT_RUN = '--interrupt-budget=200000';
const LONG_RUN = '--interrupt-budget=67584';

/**
 * For a run that is short and code that is broad. The parser of the HTTP client is WebAssembly that V8 would optimize, which
 * takes 50 ms of CPU and 35 MB, and which 4,000 requests do not earn back. JavaScript is optimized without taking functions
 * into each other, as that costs a tenth of the CPU of 1,000 specs, and later, which takes a sixth off the CPU of 300 specs and
 * a twentieth off that of 1,000. And garbage is looked for when the heap has grown by a half, not when it has grown by several
 * times, which takes a third off the memory of 10,000 specs.
 */
export const FLAGS: readonly string[] =
  V8 > NEWEST_V8
    ? []
    : [
        '--liftoff-only',
        '--max-inlined-bytecode-size-cumulative=0',
        '--heap-growing-percent=50',
        ...(HAS_BUDGET ? [SHORT_RUN] : []),
      ];

/** Whether `VERIFY_V8=default` leaves V8 as it is. */
const isOff = (env: Env): boolean => env['VERIFY_V8'] === 'default';

/** The variables of the process. */
type Env = Readonly<Record<string, string | undefined>>;

/** Sets the flags; to be called before the first spec is read. */
export function tuneV8(env: Env): void {
  if (!isOff(env)) for (const flag of FLAGS) setFlagsFromString(flag);
}

/** Called once the number of specs is known: a long run earns back what is optimized early. */
export function tuneV8For(specs: number, env: Env): void {
  if (HAS_BUDGET && specs > MANY_SPECS && !isOff(env)) setFlagsFromString(LONG_RUN);
}
