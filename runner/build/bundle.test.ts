import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { asBody, withCachedCode } from './cached-code.mjs';
import { late } from './late.mjs';
import { oneChunkFor } from './run-path.mjs';

const runner = join(import.meta.dirname, '..');

const toRun: BuildOptions = {
  absWorkingDir: runner,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
};

/** The output of a script that is bundled with all possible imports deferred. */
async function printed(contents: string): Promise<unknown> {
  const folder = makeFolder({ 'package.json': '{ "type": "module" }' });
  const { outputFiles } = await build({
    bundle: true,
    format: 'cjs',
    platform: 'node',
    absWorkingDir: runner,
    entryPoints: ['yaml'],
    outfile: join(folder, 'yaml.cjs'),
    write: false,
  });
  copyFileSync(join(runner, 'build/load-code.cjs'), join(folder, 'load-code.cjs'));
  const built = await build({
    ...toRun,
    outdir: folder,
    write: false,
    metafile: true,
    stdin: { contents, resolveDir: runner },
    plugins: [late(['yaml.body', 'ajv.body', 'handlebars.body'])],
  });
  for (const file of [asBody(outputFiles[0]!), ...(await withCachedCode(built))])
    writeFileSync(file.path, file.contents);
  return JSON.parse(
    execFileSync(process.execPath, ['-e', `require('./load-code.cjs')('./stdin.js')`], {
      cwd: folder,
      encoding: 'utf8',
    }),
  );
}

describe('what is put off', () => {
  test('the functions and constructors of the YAML library do what they did', async () => {
    const found = await printed(`
      import { isMap, LineCounter, parse, parseDocument } from 'yaml';
      const lineCounter = new LineCounter();
      const document = parseDocument('a: 1\\nb: [2]', { lineCounter });
      console.log(JSON.stringify([parse('x: [y]'), isMap(document.contents), lineCounter.linePos(6)]));
    `);
    expect(found).toEqual([{ x: ['y'] }, true, { line: 2, col: 2 }]);
  });

  test('the HTTP client comes without HTTP/2, TLS, and modules of Node that it uses little of', async () => {
    const found = await printed(`
      import Agent from 'undici/lib/dispatcher/agent.js';
      new Agent().dispatch({ origin: 'http://127.0.0.1:9', path: '/', method: 'GET' }, { onError() {} });
      const loaded = process.moduleLoadList.map((name) => name.split(' ').at(-1));
      console.log(JSON.stringify(['assert', 'http', 'http2', 'tls', 'perf_hooks'].filter((name) => loaded.includes(name))));
    `);
    expect(found).toEqual([]);
  });
});

test('a plain run loads one chunk, the helpers of the bundler, what main.ts needs, and no YAML library', async () => {
  const options: BuildOptions = {
    ...toRun,
    entryPoints: ['main.ts', 'index.ts'],
    outdir: 'nowhere',
    write: false,
    define: { __VERSION__: '""', __PAGE__: '""' },
    plugins: [late(['yaml.body', 'ajv.body', 'handlebars.body'])],
  };
  const runPath = await oneChunkFor('cli/program.ts', options);
  const { metafile } = await build({
    ...options,
    metafile: true,
    plugins: [runPath, late(['yaml.body', 'ajv.body', 'handlebars.body'])],
  });
  const chunks = Object.values(metafile.outputs);
  const cli = chunks.find(({ entryPoint }) => entryPoint === 'cli/program.ts')!;
  const imported = cli.imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  const sizes = imported.map(({ path }) => Object.keys(metafile.outputs[path]!.inputs).length);
  expect(sizes.toSorted((a, b) => a - b)).toEqual([0, 2, expect.toSatisfy((size: number) => size > 100)]);
  const carried = imported.flatMap(({ path }) => Object.keys(metafile.outputs[path]!.inputs));
  expect(
    carried.filter((path) => /node_modules\/(yaml|undici|ajv|ioredis)\/|shared-limits\/\w/.test(path)),
  ).toEqual([]);
});
