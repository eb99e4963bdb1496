import { dirname, join } from 'node:path';

/** Most documents are read without the YAML library and the template parser, most answers are valid without the validator. */
export const LATE_LIBRARIES = ['yaml', 'ajv/dist/2020.js', 'handlebars/dist/cjs/handlebars/compiler/base.js'];

/**
 * Puts off what most runs do without until it is called for the first time.
 *
 * @param {readonly string[]} files the bodies beside the chunks that hold the libraries, in their order
 * @returns {import('esbuild').Plugin}
 */
export const late = (files) => ({
  name: 'late',
  setup: async (build) => {
    http2(build);
    partsOfNode(build);
    for (const [at, name] of LATE_LIBRARIES.entries()) await library(build, name, files[at]);
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

/** What the client uses of modules of Node that take 3 ms together: whether something holds, and how long a head may be. */
const PARTS_OF_NODE = {
  'node:assert': `module.exports = (...args) => { if (!args[0]) require('node:assert')(...args); };`,
  'node:http': `module.exports = {
    IncomingMessage: class {},
    get maxHeaderSize() {
      const isSet = /max-http-header-size/.test([process.env.NODE_OPTIONS, ...process.execArgv]);
      return isSet ? require('node:http').maxHeaderSize : 16384;
    },
  };`,
};

/** The client would load them for these parts alone. */
function partsOfNode(build) {
  const filter = /^node:(?:assert|http)$/;
  build.onResolve({ filter }, ({ path, importer }) =>
    /[\\/]undici[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'part-of-node' } : undefined,
  );
  build.onLoad({ filter, namespace: 'part-of-node' }, ({ path }) => ({ contents: PARTS_OF_NODE[path] }));
}

/**
 * A library in a file of its own, which takes milliseconds to load. What is called here are functions and constructors;
 * `instanceof` and `extends` would not see the classes behind them.
 */
async function library(build, name, file) {
  const namespace = `late-${name}`;
  // Node 23 and later also give the whole of a CommonJS module, as `module.exports`.
  const names = Object.entries(await import(name)).flatMap(([name, value]) =>
    typeof value === 'function' && name !== 'default' && /^[\w$]+$/.test(name) ? [name] : [],
  );
  const stand = (name) =>
    `export function ${name}(...args) { return new.target ? new (load().${name})(...args) : load().${name}(...args); }`;
  const filter = new RegExp(`^${name.replaceAll('.', '\\.')}$`);
  build.onResolve({ filter }, () => ({ path: name, namespace }));
  build.onResolve({ filter: /.*/, namespace }, ({ path }) => ({ path, external: true }));
  build.onLoad({ filter: /.*/, namespace }, () => ({
    contents: [`const load = () => require('./${file}');`, ...names.map(stand)].join('\n'),
  }));
}
