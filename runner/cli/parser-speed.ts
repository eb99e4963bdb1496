import { setFlagsFromString } from 'node:v8';

/** The newest V8 that was seen to know the flag; one that does not would complain on the screen. */
const NEWEST_V8 = 14;

/**
 * Tells V8 to leave the parser of the HTTP client, which is WebAssembly, as it is for some thousand requests. By itself
 * it optimizes it after the fourth: 50 ms of CPU and 35 MB, which the end of the process waits for, and which 4,000
 * requests do not earn back. To be called before the client is loaded.
 */
export function optimizeParserLate(): void {
  if (Number.parseInt(process.versions.v8, 10) <= NEWEST_V8)
    setFlagsFromString('--wasm-tiering-budget=2000000000');
}
