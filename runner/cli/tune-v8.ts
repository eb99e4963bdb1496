import { setFlagsFromString } from 'node:v8';

/** The newest V8 that was seen to know the flags; one that does not would complain on the screen. */
const NEWEST_V8 = 14;

/**
 * Tells V8 that a run is short and its code broad. To be called before the HTTP client is loaded: its parser is
 * WebAssembly, which V8 would optimize after the fourth request, 50 ms of CPU and 35 MB that the end of the process waits
 * for and 4,000 requests do not earn back. And JavaScript is optimized without taking functions into each other, as that
 * costs a tenth of the CPU of 1,000 specs.
 */
export function tuneV8(): void {
  if (Number.parseInt(process.versions.v8, 10) > NEWEST_V8) return;
  setFlagsFromString('--wasm-tiering-budget=2000000000');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=0');
}
