import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { loadOptionalPeer, type OptionalPeer } from './optional-peer.ts';

const peer: OptionalPeer = { name: 'some-store', major: 5, usedBy: '--limits' };

const installed = (
  manifest: Readonly<Record<string, unknown>>,
  code: string,
): Readonly<Record<string, string>> => ({
  'node_modules/some-store/package.json': JSON.stringify({
    name: 'some-store',
    main: 'index.js',
    ...manifest,
  }),
  'node_modules/some-store/index.js': code,
});

describe('loadOptionalPeer', () => {
  test('takes the package of the working directory, or of a folder above it', async () => {
    const project = makeFolder({
      ...installed({ version: '5.11.1' }, 'exports.connect = () => "of the project";'),
      'deep/inside/note.txt': '',
    });
    for (const cwd of [project, join(project, 'deep/inside')]) {
      const loaded = await loadOptionalPeer(peer, cwd);
      expect(loaded).toHaveProperty('exports.connect');
    }
  });

  test('gives named exports that Node does not find in CommonJS, and the module itself as default', async () => {
    const project = makeFolder(
      installed({ version: '5.0.0' }, 'const all = {}; all["con" + "nect"] = 7; module.exports = all;'),
    );
    const loaded = await loadOptionalPeer(peer, project);
    expect(loaded).toMatchObject({ exports: { connect: 7, default: { connect: 7 } } });
  });

  test('takes an ES module', async () => {
    const project = makeFolder(installed({ version: '5.2.0', type: 'module' }, 'export const connect = 8;'));
    expect(await loadOptionalPeer(peer, project)).toMatchObject({ exports: { connect: 8 } });
  });

  test('takes a class that is the whole module', async () => {
    const project = makeFolder(installed({ version: '5.2.0' }, 'module.exports = class Store {};'));
    const loaded = await loadOptionalPeer(peer, project);
    expect(loaded).toHaveProperty('exports.default.name', 'Store');
  });

  test('takes the package beside the program when the working directory has none', async () => {
    const elsewhere = makeFolder({});
    const loaded = await loadOptionalPeer({ name: 'esbuild', major: 0, usedBy: '--limits' }, elsewhere);
    expect(loaded).toHaveProperty('exports.build');
  });

  test('says how to install what is missing', async () => {
    const cwd = makeFolder({});
    expect(await loadOptionalPeer(peer, cwd)).toEqual({
      problem: '--limits needs the package some-store 5, which is not installed',
      hint: `run npm install some-store@5, in ${cwd} or where verify is installed`,
    });
  });

  test.each([
    ['another major version', { version: '4.28.0' }, 'is 4.28.0'],
    ['no version', {}, 'is of an unknown version'],
  ])('refuses %s', async (_, manifest, found) => {
    const project = makeFolder(installed(manifest, ''));
    expect(await loadOptionalPeer(peer, project)).toEqual({
      problem: `--limits needs the package some-store 5, and ${join(project, 'node_modules/some-store/index.js')} ${found}`,
      hint: 'run npm install some-store@5',
    });
  });

  test('says why a package cannot be loaded', async () => {
    const project = makeFolder(installed({ version: '5.0.0' }, 'throw new Error("half\\ninstalled");'));
    const loaded = await loadOptionalPeer(peer, project);
    expect(loaded).toMatchObject({
      problem: expect.stringMatching(/some-store\/index\.js cannot be loaded: half$/),
      hint: 'run npm install some-store@5 again',
    });
  });
});
