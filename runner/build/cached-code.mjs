import { basename, dirname, join } from 'node:path';
import { transform } from 'esbuild';

/** The ending of a chunk as a script, whose compiled code can be kept; V8 gives none of modules. */
const BODY = '.body';

/** What takes the place of `import.meta` in a script. */
export const PLACE = { 'import.meta.dirname': 'verifyPlace.dirname', 'import.meta.url': 'verifyPlace.url' };

/**
 * Makes a script of each chunk, a program of the entry `main`, and a module of any other entry. Returns the files to write.
 *
 * @param {import('esbuild').BuildResult} built
 */
export async function withCachedCode({ outputFiles, metafile }) {
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) =>
    /^(?:main|index)\.ts$/.test(entryPoint ?? ''),
  );
  const folder = dirname(outputFiles[0].path);
  const bodies = await Promise.all(outputFiles.map(bodyOf));
  return [
    ...bodies,
    ...entries.map(([path, { exports }]) =>
      basename(path) === 'main.js'
        ? { path: join(folder, 'main.cjs'), contents: PROGRAM }
        : { path: join(folder, basename(path)), contents: moduleOf(basename(path), exports) },
    ),
  ];
}

const PROGRAM = `#!/usr/bin/env node\nrequire('./load-code.cjs')('./main.js');\n`;

const moduleOf = (name, exports) => `import load from './load-code.cjs';
const chunk = load('./${name}', ${JSON.stringify(exports)});
${exports.map((each) => `export const ${each} = chunk.${each};`).join('\n')}
`;

/** How the bundler exports what a script has, and how it requires another chunk. */
const EXPORTS = /__export\(stdin_exports,\{(.*?)\}\);module\.exports=__toCommonJS\(stdin_exports\);/s;
const EXPORT = /([\w$]+):\(\)=>([\w$.]+)/g;
const REQUIRED = /(?:\b(import_chunk_\w+)=)?\brequire\("(\.\/[^"]+\.js)"\)/g;

async function bodyOf({ path, text }) {
  const { code } = await transform(text, {
    format: 'cjs',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    charset: 'ascii',
  });
  const body = code
    .replace(/^#!.*\n/, '')
    .replace(EXPORTS, (_, getters) => giving([...getters.matchAll(EXPORT)]))
    .replace(REQUIRED, (whole, local) => whole.replace(/\)$/, `,${JSON.stringify(usedOf(local, code))})`))
    .replace(/(?<![.\w$])import\(/g, 'importChunk(');
  return {
    path: path.replace(/\.js$/, BODY),
    contents: `(function(module,exports,require,importChunk,verifyPlace){"use strict";${body}\n})`,
  };
}

/** A chunk gives what another one asks for by name: to define hundreds of exports that none asks for takes 2 ms. */
const giving = (exported) => {
  const cases = exported.map(([, name, value]) => `case${JSON.stringify(name)}:return ${value};`);
  const names = JSON.stringify(exported.map(([, name]) => name).join(' '));
  return `module.names=${names};module.give=name=>{switch(name){${cases.join('')}}};`;
};

/** The names that a script uses of a chunk that it requires. */
const usedOf = (local, code) =>
  local === undefined
    ? []
    : [
        ...new Set(
          [...code.matchAll(new RegExp(`(?<![\\w$])${local}\\.([\\w$]+)`, 'g'))].map(([, name]) => name),
        ),
      ];

/** A file that is CommonJS already, as the body that stands for it. */
export const asBody = ({ path, text }) => ({
  path: path.replace(/\.cjs$/, BODY),
  contents: `(function(module,exports,require){${text}\n})`,
});
