import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

// Compiled code depends on the V8 that made it, which refuses what another one made, or one with other flags.
const kind = `${process.versions.v8}-${process.arch}`;

/** Set by the build: what is compiled when the process ends is written beside the chunks. */
const isRecording = process.env.VERIFY_RECORD_CODE === '1';

const loaded = new Map();

/**
 * Runs the body of a chunk, from the code that the build compiled where this Node can use it.
 *
 * @param {string} name the file of the body
 * @param {Readonly<Record<string, unknown>>} [chunks] what it requires beside modules of Node
 * @param {(name: string) => Promise<unknown>} [importChunk]
 */
export function loadCode(name, chunks = {}, importChunk) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const filename = join(import.meta.dirname, name);
  const compiled = `${filename}.${kind}`;
  const source = readFileSync(filename, 'latin1');
  const cachedData = isRecording ? undefined : readIfThere(compiled);
  const script = new Script(source, { filename, cachedData });
  if (isRecording) process.on('exit', () => writeFileSync(compiled, script.createCachedData()));
  const module = { exports: {} };
  loaded.set(name, module);
  const require = (wanted) => chunks[wanted] ?? process.getBuiltinModule(wanted);
  script.runInThisContext()(module, module.exports, require, importChunk);
  return module.exports;
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
