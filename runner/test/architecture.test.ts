import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const runner = join(import.meta.dirname, '..');

/** Who imports whom: a row may import the rows above it that it names, and nothing else of ours. */
const imports: Readonly<Record<string, readonly string[]>> = {
  'version.ts': [],
  http: [],
  openapi: [],
  sandbox: [],
  spec: [],
  run: ['http', 'openapi', 'spec'],
  report: ['http', 'run'],
  writeback: ['run', 'spec'],
  'files.ts': ['spec'],
  'index.ts': ['http', 'report', 'run', 'spec', 'writeback'],
  cli: ['files.ts', 'http', 'openapi', 'report', 'run', 'sandbox', 'spec', 'writeback'],
  'main.ts': ['cli', 'version.ts'],
};

/** The packages that each row is made of. */
const packages: Readonly<Record<string, readonly string[]>> = {
  http: ['undici'],
  openapi: ['ajv', 'ajv-formats', 'yaml'],
  sandbox: ['@hono/node-server', 'hono'],
  spec: ['handlebars', 'jsonpath-plus', 'yaml'],
  run: ['picomatch'],
  'files.ts': ['tinyglobby'],
  cli: ['cac'],
};

/** Modules of tests that are not named after one. */
const testSupport = ['openapi/fixture.ts', 'sandbox/checked-client.ts'];

/** What reaches outside the program, and the only places that do. */
const rim: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly places: readonly string[];
}[] = [
  {
    what: 'the disk',
    pattern: /from 'node:fs(\/promises)?'/,
    places: ['cli', 'files.ts'],
  },
  {
    what: 'sockets',
    pattern: /from '(node:(net|http|https|http2|tls|dgram|dns)|undici|@hono\/node-server)[/']/,
    places: ['http', 'sandbox/serve.ts'],
  },
  {
    what: 'other programs',
    pattern: /from 'node:(child_process|worker_threads|cluster)'/,
    places: [],
  },
  {
    what: 'the process',
    pattern: /(?<![\w.$'"])process\.\w/,
    places: ['cli', 'main.ts'],
  },
  {
    what: 'the clock',
    pattern: /\bDate\.now\b|new Date\(\)/,
    places: ['cli', 'sandbox/create.ts'],
  },
  {
    what: 'how long something took',
    pattern: /\bperformance\.now\b/,
    places: ['cli', 'http'],
  },
  {
    what: 'randomness',
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/,
    places: ['cli', 'files.ts', 'sandbox/create.ts'],
  },
];

type Source = { readonly path: string; readonly row: string; readonly text: string };

const isOurs = (path: string): boolean =>
  path.endsWith('.ts') &&
  !/\.(test|config|d)\.ts$/.test(path) &&
  !/^(dist|node_modules|test|bench)\//.test(path) &&
  !testSupport.includes(path);

const rowOf = (path: string): string => path.split('/')[0]!;

const sources: readonly Source[] = readdirSync(runner, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter(isOurs)
  .sort()
  .map((path) => ({ path, row: rowOf(path), text: readFileSync(join(runner, path), 'utf8') }));

const rows = [...new Set(sources.map(({ row }) => row))].sort();

const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm;

const importsOf = ({ text }: Source): readonly string[] =>
  [...text.matchAll(IMPORT)].map((match) => match[1]!);

const namesIn = (row: string, nameOf: (specifier: string, source: Source) => string | undefined) => {
  const found = sources
    .filter((source) => source.row === row)
    .flatMap((source) => importsOf(source).map((specifier) => nameOf(specifier, source)))
    .filter((name) => name !== undefined && name !== row);
  return [...new Set(found)].sort();
};

const rowOfImport = (specifier: string, { path }: Source): string | undefined =>
  specifier.startsWith('.')
    ? rowOf(relative(runner, join(runner, dirname(path), specifier)).replaceAll('\\', '/'))
    : undefined;

const packageOfImport = (specifier: string): string | undefined =>
  /^(\.|node:)/.test(specifier) ? undefined : /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];

test('every module has its row, and no row is left of a module that is gone', () => {
  expect(rows).toEqual(Object.keys(imports).sort());
});

describe.each(Object.entries(imports))('%s', (row, allowed) => {
  test('imports the modules of its row, no fewer and no more', () => {
    expect(namesIn(row, rowOfImport)).toEqual(allowed);
  });

  test('uses the packages of its row, no fewer and no more', () => {
    expect(namesIn(row, packageOfImport)).toEqual(packages[row] ?? []);
  });

  test('imports only rows above it, so nothing flows back', () => {
    const order = Object.keys(imports);
    expect(allowed.filter((each) => order.indexOf(each) >= order.indexOf(row))).toEqual([]);
  });
});

describe.each(rim)('$what', ({ pattern, places }) => {
  const users = sources.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);
  const placeOf = (path: string): string | undefined =>
    places.find((place) => path === place || path.startsWith(`${place}/`));

  test('is reached only from its places', () => {
    expect(users.filter((path) => placeOf(path) === undefined)).toEqual([]);
  });

  test('has no place that does not need it', () => {
    expect([...new Set(users.map(placeOf))].sort()).toEqual([...places].sort());
  });
});

test('only tests use what is there for tests', () => {
  const users = sources.filter((source) =>
    importsOf(source).some((specifier) => testSupport.some((path) => basename(path) === basename(specifier))),
  );
  expect(users.map(({ path }) => path)).toEqual([]);
  const files = readdirSync(runner, { recursive: true, encoding: 'utf8' });
  expect(testSupport.filter((path) => !files.includes(path))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
