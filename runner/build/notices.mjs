import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embedded } from './embedded.mjs';

const RULE = '-'.repeat(80);

/**
 * The text of THIRD-PARTY-NOTICES: each package whose code the bundles hold, with the licence that it comes with.
 *
 * @param {readonly { folder: string, metafile: import('esbuild').Metafile }[]} bundles each with the folder its paths start from
 */
export function noticesOf(bundles) {
  const packages = bundledPackages(bundles);
  const sections = packages.flatMap(({ name, version, license, text }) => [
    `${name} ${version} (${license})\n\n${text}`,
    ...(embedded[name] ?? []).map((part) => `${part.name}, inside ${name} (${part.license})\n\n${part.text}`),
  ]);
  return [
    'verify-specs holds code of the packages below, and comes with their licences. Its own is in LICENSE.',
    ...sections,
  ]
    .join(`\n\n${RULE}\n`)
    .concat('\n');
}

/**
 * The packages whose code the bundles hold, sorted by name.
 *
 * @param {readonly { folder: string, metafile: import('esbuild').Metafile }[]} bundles each with the folder its paths start from
 */
export function bundledPackages(bundles) {
  const folders = new Set(
    bundles.flatMap(({ folder, metafile }) =>
      bundledPaths(metafile).flatMap((path) => packageFolder(folder, path) ?? []),
    ),
  );
  return [...folders].map(describePackage).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The modules of which something is left in an output. */
const bundledPaths = ({ outputs }) =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );

/** The folder of the package that a module belongs to; a plugin's namespace may stand before its path. */
function packageFolder(folder, path) {
  const found = /^(?:[\w-]+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  return found === null ? undefined : resolve(folder, found[1]);
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${name} ${version} is bundled, and has no file with its licence`);
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return { name, version, license, text: text.replaceAll('\r\n', '\n') };
}
