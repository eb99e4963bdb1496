import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';

/**
 * Keeps all that a plain run needs in one chunk: as the bundler would split it, it is 40 files, and each costs a third of
 * a millisecond. It splits off what a module loaded later shares with others. So each of those that shares anything with
 * the run is made to import all of it, which costs nothing where it is loaded already.
 *
 * @param {import('esbuild').BuildOptions} options those of the build that this is a plugin of
 * @param {string} hub the module that a plain run begins with
 * @returns {Promise<import('esbuild').Plugin>}
 */
export async function oneChunkFor(hub, options) {
  const sharers = await sharersOf(hub, options);
  return {
    name: 'run-path',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) =>
        sharers.has(path)
          ? {
              contents: `import ${JSON.stringify(join(options.absWorkingDir, hub))};\n${await readFile(path, 'utf8')}`,
              loader: extname(path) === '.ts' ? 'ts' : 'js',
            }
          : undefined,
      ),
  };
}

/** The modules loaded later that share some of what the hub imports, and have something of their own. */
async function sharersOf(hub, options) {
  const { metafile } = await build({ ...options, write: false, metafile: true });
  const entries = new Map(
    Object.entries(metafile.outputs)
      .filter(([, { entryPoint }]) => entryPoint !== undefined)
      .map(([path, { entryPoint }]) => [entryPoint, inputsOf(path, metafile.outputs)]),
  );
  const ofHub = entries.get(hub);
  const started = new Set([hub, ...options.entryPoints].map(normalize));
  return new Set(
    [...entries]
      .filter(([entry, inputs]) => !started.has(normalize(entry)) && sharesSome(inputs, ofHub))
      .map(([entry]) => join(options.absWorkingDir, entry)),
  );
}

const sharesSome = (inputs, others) =>
  inputs.some((each) => others.includes(each)) && inputs.some((each) => !others.includes(each));

/** The modules in a chunk and in all that it imports. */
function inputsOf(path, outputs) {
  const reached = new Set([path]);
  for (const each of reached)
    for (const { path: imported, kind } of outputs[each].imports)
      if (kind === 'import-statement' && outputs[imported] !== undefined) reached.add(imported);
  return [...reached].flatMap((each) => Object.keys(outputs[each].inputs));
}
