import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';

// Builds runner/dist. With --if-stale (from `npm ci`, `npm pack` and every `npx verify`) it does nothing when dist is newer than
// all its sources, and does not need the build tools then.
const runner = join(import.meta.dirname, '..');
const top = join(runner, '..');
const dist = join(runner, 'dist');
const marker = join(dist, 'main.cjs');
const notices = join(top, 'THIRD-PARTY-NOTICES');

const isSource = (name) => /\.(ts|[cm]js|tsx|css|html)$/.test(name) && !name.startsWith('dist');
const newest = Math.max(
  statSync(join(top, 'package.json')).mtimeMs,
  ...readdirSync(runner, { recursive: true })
    .filter((name) => isSource(name))
    .map((name) => statSync(join(runner, name)).mtimeMs),
);
const isStale = !existsSync(marker) || !existsSync(notices) || statSync(marker).mtimeMs < newest;

const esbuild = await import('esbuild').catch(() => undefined);
if (esbuild === undefined) {
  console.log(
    'verify: not built, because the development dependencies are not installed (npm ci --include=dev)',
  );
  // The package would not work.
  if (isStale && ['pack', 'publish'].includes(process.env.npm_command)) process.exitCode = 1;
} else if (isStale || !process.argv.includes('--if-stale')) {
  const { buildPage } = await import('../report/html/build-page.mjs');
  const { LATE_LIBRARIES, late } = await import('./late.mjs');
  const { noticesOf } = await import('./notices.mjs');
  const { pruneDeclarations } = await import('./declarations.mjs');
  const { oneChunkFor } = await import('./run-path.mjs');
  const { asBody, PLACE, withCachedCode } = await import('./cached-code.mjs');
  const { metafile: pageMetafile, folder: pageFolder, ...page } = await buildPage();
  const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  const shared = {
    absWorkingDir: runner,
    outdir: dist,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  };
  const builtLibraries = await Promise.all(
    LATE_LIBRARIES.map((library) =>
      esbuild.build({
        ...shared,
        entryPoints: [library],
        entryNames: `${library.split('/')[0]}-[hash]`,
        outExtension: { '.js': '.cjs' },
        format: 'cjs',
      }),
    ),
  );
  const libraries = builtLibraries.map(({ outputFiles }) => asBody(outputFiles[0]));
  const options = {
    ...shared,
    entryPoints: ['main.ts', 'index.ts'],
    splitting: true,
    format: 'esm',
    define: {
      ...PLACE,
      __VERSION__: JSON.stringify(version),
      // The code of report.html as JSON inside a string, so that it is known to be there when this is bundled.
      __PAGE__: JSON.stringify(JSON.stringify(page)),
    },
    plugins: [late(libraries.map(({ path }) => basename(path)))],
  };
  const runPath = await oneChunkFor('cli/program.ts', options);
  const built = await esbuild.build({ ...options, plugins: [runPath, ...options.plugins] });
  const loader = {
    path: join(dist, 'load-code.cjs'),
    contents: readFileSync(join(runner, 'build/load-code.cjs')),
  };
  const outputFiles = [...libraries, loader, ...(await withCachedCode(built))];
  const bundles = [
    { folder: pageFolder, metafile: pageMetafile },
    ...builtLibraries.map(({ metafile }) => ({ folder: runner, metafile })),
    { folder: runner, metafile: built.metafile },
  ];
  writeFileSync(notices, noticesOf(bundles));
  // The old files stay until all new ones are written: another process may be starting.
  mkdirSync(dist, { recursive: true });
  const isEntry = ({ path }) => path === marker;
  for (const file of outputFiles.toSorted((a, b) => isEntry(a) - isEntry(b)))
    writeFileSync(file.path, file.contents);
  chmodSync(marker, 0o755);
  // The declarations for importers of the package. `npm run types` reports type errors.
  const types = join(dist, 'types');
  const compiler = join(top, 'node_modules/typescript/bin/tsc');
  if (existsSync(compiler)) {
    rmSync(types, { recursive: true, force: true });
    spawnSync(process.execPath, [compiler, '-p', join(runner, 'tsconfig.types.json')], { stdio: 'ignore' });
    pruneDeclarations(types);
  }
  const fresh = new Set(outputFiles.map(({ path }) => path));
  for (const name of readdirSync(dist))
    if (/\.(?:c?js|body.*)$/.test(name) && !fresh.has(join(dist, name))) rmSync(join(dist, name));
  const { recordCode } = await import('./record-code.mjs');
  await recordCode(marker);
}
