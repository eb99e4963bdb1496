import { dirname, join } from 'node:path';

/**
 * Puts off what most runs do without until it is called for the first time.
 *
 * @param {string} yamlFile the body beside the chunks that holds the YAML library
 * @returns {import('esbuild').Plugin}
 */
export const late = (yamlFile) => ({
  name: 'late',
  setup: async (build) => {
    http2(build);
    await yaml(build, yamlFile);
  },
});

/** HTTP/2 takes `node:http2` and `node:tls` with it, 4 ms; the client asks for it when a server has agreed to it. */
function http2(build) {
  build.onResolve({ filter: /\/client-h2\.js$/ }, ({ path, resolveDir, namespace }) =>
    namespace === 'late-http2' ? undefined : { path: join(resolveDir, path), namespace: 'late-http2' },
  );
  build.onLoad({ filter: /.*/, namespace: 'late-http2' }, ({ path }) => ({
    contents: `module.exports = (...args) => require(${JSON.stringify(path)})(...args);`,
    resolveDir: dirname(path),
  }));
}

/**
 * Most documents are read without the YAML library, so it lies in a file of its own, which takes 4 ms to load. What is
 * called here are functions and constructors; `instanceof` and `extends` would not see the classes behind them.
 */
async function yaml(build, file) {
  const names = Object.entries(await import('yaml')).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
  const stand = (name) =>
    `export function ${name}(...args) { return new.target ? new (load().${name})(...args) : load().${name}(...args); }`;
  build.onResolve({ filter: /^yaml$/ }, () => ({ path: 'yaml', namespace: 'late-yaml' }));
  build.onResolve({ filter: /.*/, namespace: 'late-yaml' }, ({ path }) => ({ path, external: true }));
  build.onLoad({ filter: /.*/, namespace: 'late-yaml' }, () => ({
    contents: [
      `import { loadCode } from './load-code.js';`,
      `const load = () => loadCode('${file}');`,
      ...names.map(stand),
    ].join('\n'),
  }));
}
