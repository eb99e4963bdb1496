import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readJsonSuite } from './json-suite.ts';
import { readComplianceSuite } from './jsonpath-suite.ts';
import type { Suite } from './suite.ts';

/** How a public suite is recognized by a file or folder, and read. */
const KINDS: readonly { readonly place: string; readonly read: (path: string) => Suite }[] = [
  { place: 'cts.json', read: (path) => readComplianceSuite(readFileSync(path, 'utf8')) },
  {
    place: 'test_parsing',
    read: (path) =>
      readJsonSuite(
        readdirSync(path)
          .sort()
          .map((name) => ({ name, bytes: readFileSync(join(path, name)) })),
      ),
  },
];

/** The public suites at a path: it is one, contains one, or contains the folder of one. */
export function publicSuites(path: string): readonly Suite[] {
  const folders = isFolder(path)
    ? [
        path,
        ...readdirSync(path)
          .map((name) => join(path, name))
          .filter(isFolder),
      ]
    : [];
  return KINDS.flatMap(({ place, read }) => {
    if (basename(path) === place && existsSync(path)) return [read(path)];
    return folders
      .map((folder) => join(folder, place))
      .filter((each) => existsSync(each))
      .map(read);
  });
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
