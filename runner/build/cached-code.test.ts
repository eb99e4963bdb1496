import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { withCachedCode } from './cached-code.mjs';

const BANNER =
  "import { createRequire as verifyRequire } from 'node:module'; const require = verifyRequire(import.meta.url);";

/** More bytes than a chunk that stays unchanged. */
const FILLER = `/* ${'-'.repeat(12_000)} */ export const filler = ${JSON.stringify('x'.repeat(12_000))};`;

/** Bundles `main.ts` with other files and the loader, and returns its path. */
async function bundled(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = makeFolder({ 'package.json': '{ "type": "module" }', ...files });
  const built = await build({
    absWorkingDir: folder,
    entryPoints: ['main.ts'],
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: BANNER },
  });
  mkdirSync(join(folder, 'dist'));
  for (const { path, contents } of await withCachedCode(built, BANNER)) writeFileSync(path, contents);
  writeFileSync(join(folder, 'dist/load-code.js'), readFileSync(join(import.meta.dirname, 'load-code.mjs')));
  return join(folder, 'dist');
}

const run = (dist: string, env: Readonly<Record<string, string>> = {}): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [join(dist, 'main.js')], {
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
    "const { sum, filler } = await import('./large.ts'); console.log(JSON.stringify([sum(2), filler.length]));",
  'large.ts': `${FILLER} import { sep } from 'node:path'; export const sum = (n: number) => n + sep.length;`,
};

test('a large chunk becomes a script that exports the same', async () => {
  const dist = await bundled(TWO_CHUNKS);
  expect(bodies(dist)).toHaveLength(1);
  expect(run(dist)).toEqual([3, 12_000]);
});

test('what the build compiled is what this Node accepts', async () => {
  const dist = await bundled(TWO_CHUNKS);
  run(dist, { VERIFY_RECORD_CODE: '1' });
  const [body = ''] = bodies(dist);
  const [code = ''] = compiled(dist);
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
      "const [a, b] = await Promise.all([import('./a.ts'), import('./b.ts')]); console.log(JSON.stringify([await a.late(), b.own()]));",
    'a.ts': `${FILLER} import { shared } from './shared.ts'; export const late = async () => [shared, (await import('node:os')).EOL];`,
    'b.ts':
      "import { shared } from './shared.ts'; export const own = () => shared; export * from './shared.ts';",
    'shared.ts': `${FILLER.replace('filler', 'other')} export const shared = 'é–';`,
  });
  expect(bodies(dist)).toHaveLength(2);
  expect(run(dist)).toEqual([['é–', '\n'], 'é–']);
});

test('a chunk that asks where it lies stays a module', async () => {
  const dist = await bundled({
    'main.ts': "const { here } = await import('./large.ts'); console.log(JSON.stringify(here));",
    'large.ts': `${FILLER} export const here = import.meta.url.slice(0, 5);`,
  });
  expect(bodies(dist)).toEqual([]);
  expect(run(dist)).toBe('file:');
});
