import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const V8 = Number.parseInt(process.versions.v8, 10);

/** The newest V8 that was tried; one that does not know a flag would print a complaint. */
const NEWEST_V8 = 14;

/** In the V8 of Node 24, how code is compiled makes no measurable difference (`bench/README.md`). */
const TUNES_COMPILER = V8 < 13;

/** The V8 of Node 22 counts calls instead. */
const HAS_BUDGET = V8 < 12;

/** With more specs than this, code is optimized as early as V8 does by itself. */
const MANY_SPECS = 2_000;

/** How much bytecode a function runs before V8 considers optimizing it (again): in a short run, and V8's default. */
const SHORT_RUN = '--interrupt-budget=200000';
const LONG_RUN = '--interrupt-budget=67584';

/** The young generation, which has two halves, stays as it is; V8 would let each of them grow to 16 MB and more. */
const KEEP_YOUNG = '--semi-space-growth-factor=1';
const YOUNG_BYTES = 2 * 6 * 1024 * 1024;

/**
 * For short runs of much code. The HTTP client parses with WebAssembly; optimizing that takes 50 ms of CPU and 35 MB, which
 * 4,000 requests do not earn back. Inlining functions costs a tenth of the CPU of 1,000 specs. Optimizing later saves a sixth
 * of the CPU of 300 specs and a twentieth of that of 1,000. A pattern that is used a few times is compiled once, not twice, which
 * saves 10 million instructions of 347 at one spec, and a hundredth at 200.
 * Collecting garbage when the heap has grown by a fifth, not by several times, saves half of the memory of 10,000 specs.
 */
export const FLAGS: readonly string[] =
  V8 > NEWEST_V8
    ? []
    : [
        '--heap-growing-percent=20',
        KEEP_YOUNG,
        '--regexp-tier-up-ticks=20',
        ...(TUNES_COMPILER ? ['--liftoff-only', '--max-inlined-bytecode-size-cumulative=0'] : []),
        ...(HAS_BUDGET ? [SHORT_RUN] : []),
      ];

/**
 * What a run loads of Node. It is loaded before the flags are set: Node comes with compiled code for its modules, which V8
 * refuses under other flags.
 */
const MODULES = ['node:crypto', 'node:net', 'node:timers/promises', 'node:vm'];

/** Whether `VERIFY_V8=default` leaves V8 as it is. */
const isOff = (env: Env): boolean => env['VERIFY_V8'] === 'default';

/** The variables of the process. */
type Env = Readonly<Record<string, string | undefined>>;

/** Sets the flags, before any of our own compiled code is read: the build compiled it under the same flags. */
export function tuneV8(env: Env, set = setFlagsFromString): void {
  if (isOff(env)) return;
  for (const name of MODULES) process.getBuiltinModule(name);
  if (FLAGS.length > 0) growYoung(set);
  for (const flag of FLAGS) set(flag);
}

/**
 * Makes V8 grow the young generation from 2 MB to 12 at once: it starts small, and would collect garbage while our code is
 * loaded. It grows when more has survived than it holds; so this makes objects of 64 KB that survive, until it has.
 */
function growYoung(set: typeof setFlagsFromString): void {
  set('--semi-space-growth-factor=6');
  const kept: unknown[] = [];
  while (youngBytes() < YOUNG_BYTES && kept.length < 100)
    for (let nth = 0; nth < 4; nth++) kept.push(new Array(8_000).fill(0));
}

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? YOUNG_BYTES;

/** Called once the number of specs is known: a long run earns back what is optimized early. */
export function tuneV8For(specs: number, env: Env, set = setFlagsFromString): void {
  if (HAS_BUDGET && specs > MANY_SPECS && !isOff(env)) set(LONG_RUN);
}
