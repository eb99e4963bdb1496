import { basename } from 'node:path';
import { transform } from 'esbuild';

/** Chunks smaller than this are parsed faster than their compiled code is read. */
const LEAST_BYTES = 10_000;

/** The ending of a body; it is a script, not a module, because V8 gives compiled code of scripts only. */
const BODY = '.body';

/**
 * Makes of each large chunk a script, whose compiled code can be kept, and a module in its place that runs it and exports
 * what it did. Returns the files to write.
 *
 * @param {import('esbuild').BuildResult} built
 */
export async function withCachedCode({ outputFiles, metafile }, banner) {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const files = await Promise.all(
    outputFiles.map(async (file) => {
      const name = basename(file.path);
      const { exports, entryPoint } = outputs.get(name);
      const isStart = entryPoint !== undefined && /(?:main|index)\.ts$/.test(entryPoint);
      if (isStart || file.contents.length < LEAST_BYTES) return [file];
      const body = await bodyOf(file.text.replace(banner, ''));
      if (body === undefined) return [file];
      const bodyName = name.replace(/\.js$/, BODY);
      return [
        { path: file.path, contents: moduleOf(bodyName, exports, chunksIn(body)) },
        { path: file.path.replace(/\.js$/, BODY), contents: body },
      ];
    }),
  );
  return files.flat();
}

/** Undefined for a chunk that asks where it lies or imports what is known when it runs only: a script can do neither. */
async function bodyOf(text) {
  if (/\bimport\.meta\b/.test(text)) return undefined;
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    charset: 'ascii',
  });
  const imported = code.replace(/\bimport\("/g, 'importChunk("');
  if (/[^.\w]import\(/.test(imported)) return undefined;
  return `(function(module,exports,require,importChunk){${imported}\n})`;
}

/** The chunks that a body requires when it starts. */
const chunksIn = (body) => [
  ...new Set([...body.matchAll(/\brequire\("(\.\/[^"]+\.js)"\)/g)].map(([, name]) => name)),
];

const moduleOf = (body, exports, chunks) => {
  const names = exports.map((name, at) => [name, `x${at}`]);
  return [
    `import{loadCode}from"./load-code.js";`,
    ...chunks.map((name, at) => `import*as c${at} from${JSON.stringify(name)};`),
    `const chunks={${chunks.map((name, at) => `${JSON.stringify(name)}:c${at}`)}};`,
    `const m=loadCode(${JSON.stringify(body)},chunks,(name)=>import(name));`,
    names.length === 0 ? '' : `const ${names.map(([name, local]) => `${local}=m[${JSON.stringify(name)}]`)};`,
    `export{${names.map(([name, local]) => `${local} as ${name}`)}};`,
  ].join('');
};

/** A file that is CommonJS already, as the body that stands for it. */
export const asBody = ({ path, text }) => ({
  path: path.replace(/\.cjs$/, BODY),
  contents: `(function(module,exports,require){${text}\n})`,
});
