'use strict';
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

// Compiled code depends on the V8 that made it, which refuses what another one made, or one with other flags.
const kind = `${process.versions.v8}-${process.arch}`;

/** Set by the build: what is compiled when the process ends is written beside the chunks. */
const isRecording = process.env.VERIFY_RECORD_CODE === '1';

/** Shorter chunks are parsed faster than their compiled code is read. */
const LEAST_BYTES = 4_000;

const loaded = new Map();
const recorded = new Map();
if (isRecording)
  process.on('exit', () => {
    for (const [path, script] of recorded) writeFileSync(path, script.createCachedData());
  });

/** What an imported chunk asks in the place of `import.meta`. */
const place = {
  dirname: __dirname,
  get url() {
    return require('node:url').pathToFileURL(__filename).href;
  },
};

/**
 * A module of Node, or these exports of a chunk, which runs when it is asked for first.
 *
 * @param {string} name as of `./chunk.js` or `node:fs`
 * @param {readonly string[]} [names] all of them without
 */
function load(name, names) {
  if (!name.startsWith('./')) return process.getBuiltinModule(name);
  const { exports, give, names: all, isRunning } = loaded.get(name) ?? run(name);
  if (give === undefined) return exports;
  if (isRunning) throw new Error(`${name} is imported in a circle`);
  const given = {};
  for (const each of names ?? all.split(' ')) given[each] = give(each);
  return given;
}

/** In the place of `import()`. */
const importChunk = async (name) => (/^(?:\.\/|node:)/.test(name) ? load(name) : import(name));

/** Runs a chunk, from the code that the build compiled where this Node can use it. */
function run(name) {
  const filename = join(__dirname, name.replace(/\.js$/, '.body'));
  const source = readFileSync(filename, 'latin1');
  const compiled = source.length < LEAST_BYTES ? undefined : `${filename}.${kind}`;
  const cachedData = compiled === undefined || isRecording ? undefined : readIfThere(compiled);
  const script = new Script(source, { filename, cachedData });
  if (compiled !== undefined && isRecording) recorded.set(compiled, script);
  const module = { exports: {}, give: undefined, names: '', isRunning: true };
  loaded.set(name, module);
  script.runInThisContext()(module, module.exports, load, importChunk, place);
  module.isRunning = false;
  return module;
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

module.exports = load;
