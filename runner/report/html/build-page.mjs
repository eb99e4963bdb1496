import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles what runs inside report.html into one script and one style sheet; and says of which modules, below which folder. */
export async function buildPage() {
  const folder = join(import.meta.dirname, 'page');
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.tsx', 'page.css'],
    outdir: '.',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    // The report goes on to others, without the file that has the licences.
    banner: {
      js: '/*! With Preact, which is under the MIT License: THIRD-PARTY-NOTICES of verify-specs. */',
    },
    logLevel: 'warning',
  });
  const textOf = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text;
  return { script: textOf('.js'), style: textOf('.css'), metafile, folder };
}
