import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { PLACE, withCachedCode } from './cached-code.mjs';

/** More bytes than a chunk that stays unchanged. */
const FILLER = `/* ${'-'.repeat(12_000)} */ export const filler = ${JSON.stringify('x'.repeat(12_000))};`;

/** Bundles `main.ts` with other files and the loader, and returns its path. */
async function bundled(
  files: Readonly<Record<string, string>>,
  others: readonly string[] = [],
): Promise<string> {
  const folder = makeFolder({ 'package.json': '{ "type": "module" }', ...files });
  const built = await build({
    absWorkingDir: folder,
    entryPoints: ['main.ts', ...others],
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    define: PLACE,
  });
  mkdirSync(join(folder, 'dist'));
  for (const { path, contents } of await withCachedCode(built)) writeFileSync(path, contents);
  copyFileSync(join(import.meta.dirname, 'load-code.cjs'), join(folder, 'dist/load-code.cjs'));
  return join(folder, 'dist');
}

const run = (dist: string, env: Readonly<Record<string, string>> = {}): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [join(dist, 'main.cjs')], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    }),
  );

const bodies = (dist: string): readonly string[] =>
  readdirSync(dist).filter((name) => name.endsWith('.body'));
const compiled = (dist: string): readonly string[] =>
  readdirSync(dist).filter((name) => name.includes('.body.'));

const TWO_CHUNKS = {
  'main.ts':
    "void import('./large.ts').then(({ sum, filler }) => console.log(JSON.stringify([sum(2), filler.length])));",
  'large.ts': `${FILLER} import { sep } from 'node:path'; export const sum = (n: number) => n + sep.length;`,
};

test('a chunk becomes a script that exports the same', async () => {
  const dist = await bundled(TWO_CHUNKS);
  expect(bodies(dist)).toHaveLength(2);
  expect(run(dist)).toEqual([3, 12_000]);
});

test('what the build compiled is what this Node accepts', async () => {
  const dist = await bundled(TWO_CHUNKS);
  run(dist, { VERIFY_RECORD_CODE: '1' });
  const [code = ''] = compiled(dist);
  const body = code.replace(/(?<=\.body).*/, '');
  // In a process of its own: V8 counts its flags too, and other tests set some.
  const asked = `const { readFileSync } = require('node:fs');
    const cachedData = readFileSync(${JSON.stringify(join(dist, code))});
    const source = readFileSync(${JSON.stringify(join(dist, body))}, 'latin1');
    console.log(new (require('node:vm').Script)(source, { cachedData }).cachedDataRejected);`;
  expect(execFileSync(process.execPath, ['-e', asked], { encoding: 'utf8' }).trim()).toBe('false');
  expect(run(dist)).toEqual([3, 12_000]);
});

test('compiled code that this Node refuses changes nothing', async () => {
  const dist = await bundled(TWO_CHUNKS);
  run(dist, { VERIFY_RECORD_CODE: '1' });
  for (const name of compiled(dist)) writeFileSync(join(dist, name), 'of another V8');
  expect(run(dist)).toEqual([3, 12_000]);
});

test('chunks that import one another, and modules of Node, find them', async () => {
  const dist = await bundled({
    'main.ts':
      "void Promise.all([import('./a.ts'), import('./b.ts')]).then(async ([a, b]) => console.log(JSON.stringify([await a.late(), b.own()])));",
    'a.ts': `${FILLER} import { shared } from './shared.ts'; export const late = async () => [shared, (await import('node:os')).EOL];`,
    'b.ts':
      "import { shared } from './shared.ts'; export const own = () => shared; export * from './shared.ts';",
    'shared.ts': `${FILLER.replace('filler', 'other')} export const shared = 'é–';`,
  });
  expect(run(dist)).toEqual([['é–', '\n'], 'é–']);
});

test('a chunk finds where it lies', async () => {
  const dist = await bundled({
    'main.ts': "void import('./large.ts').then(({ here }) => console.log(JSON.stringify(here)));",
    'large.ts': `${FILLER} export const here = [import.meta.dirname, new URL('.', import.meta.url).href];`,
  });
  expect(run(dist)).toEqual([realpathSync(dist), pathToFileURL(`${realpathSync(dist)}/`).href]);
});

test('a module of others, known only when it runs, is imported', async () => {
  const dist = await bundled({
    'main.ts':
      "void import(`${new URL('other.mjs', import.meta.url)}`).then(({ found }) => console.log(JSON.stringify(found)));",
  });
  writeFileSync(join(dist, 'other.mjs'), 'export const found = 1;');
  expect(run(dist)).toBe(1);
});

test('an entry for importers is a module', async () => {
  const dist = await bundled({ ...TWO_CHUNKS, 'index.ts': "export { sum } from './large.ts';" }, [
    'index.ts',
  ]);
  const { sum } = (await import(join(dist, 'index.js'))) as { sum: (n: number) => number };
  expect(sum(2)).toBe(3);
});
