import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { buildPage } from '../report/html/build-page.mjs';
import { bundledPackages, noticesOf } from './notices.mjs';

const runner = join(import.meta.dirname, '..');
const top = join(runner, '..');

/** Bundles the program, the YAML library and the page of the HTML report, without deferred imports or splitting. */
async function bundles(): Promise<readonly { folder: string; metafile: Metafile }[]> {
  const { metafile } = await build({
    absWorkingDir: runner,
    entryPoints: ['main.ts', 'index.ts'],
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    define: { __VERSION__: '""', __PAGE__: '""' },
    logLevel: 'silent',
  });
  const page = await buildPage();
  return [
    { folder: runner, metafile },
    { folder: page.folder, metafile: page.metafile },
  ];
}

describe('THIRD-PARTY-NOTICES', async () => {
  const packages = bundledPackages(await bundles());
  const path = join(top, 'THIRD-PARTY-NOTICES');

  test('is about what the program is built on, its indirect packages, and the page of the report', () => {
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ajv', 'cac', 'fast-uri', 'handlebars', 'preact', 'tldts', 'undici', 'yaml']),
    );
  });

  test.each(packages)('has the licence of $name', ({ name, version, license, text }) => {
    const notices = readFileSync(path, 'utf8');
    expect(notices).toContain(`\n${name} ${version} (${license})\n`);
    expect(text).toMatch(/copyright/i);
    expect(notices.includes(text)).toBe(true);
  });

  test.each(['the Public Suffix List', 'llhttp'])('has the terms of %s', (part) => {
    expect(readFileSync(path, 'utf8')).toContain(`\n${part}, inside `);
  });
});

describe('noticesOf', () => {
  const bundleOf = (files: Readonly<Record<string, string>>, path: string, bytesInOutput: number) => ({
    folder: makeFolder(files),
    metafile: {
      inputs: {},
      outputs: { 'main.js': { inputs: { [path]: { bytesInOutput } } } },
    } as unknown as Metafile,
  });
  const manifest = '{ "name": "@some/thing", "version": "1.2.3", "license": "MIT" }';
  const path = 'node_modules/a/node_modules/@some/thing/lib/index.js';
  const folder = 'node_modules/a/node_modules/@some/thing';

  test('finds a package inside another, under a scope, with all files of its licence', () => {
    const bundle = bundleOf(
      {
        [`${folder}/package.json`]: manifest,
        [`${folder}/LICENCE.md`]: 'Terms\r\nof it',
        [`${folder}/NOTICE`]: 'And more',
      },
      `some-plugin:${path}`,
      1,
    );
    expect(noticesOf([bundle])).toContain('@some/thing 1.2.3 (MIT)\n\nTerms\nof it\n\nAnd more\n');
  });

  test('leaves out a package of which nothing is left', () => {
    expect(bundledPackages([bundleOf({ [`${folder}/package.json`]: manifest }, path, 0)])).toEqual([]);
  });

  test('stops the build where a licence is missing', () => {
    const bundle = bundleOf({ [`${folder}/package.json`]: manifest }, path, 1);
    expect(() => noticesOf([bundle])).toThrow(
      '@some/thing 1.2.3 is bundled, and has no file with its licence',
    );
  });
});
