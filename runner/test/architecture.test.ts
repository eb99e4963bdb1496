import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const runner = join(import.meta.dirname, '..');

/**
 * Who imports whom: a row imports the rows above it that it names, and nothing else of ours. `(types)` says that
 * nothing of it is there when the program runs.
 */
const imports: Readonly<Record<string, readonly string[]>> = {
  'version.ts': [],
  http: [],
  openapi: [],
  sandbox: [],
  language: ['openapi'],
  environment: ['http (types)', 'language', 'openapi'],
  plan: ['language'],
  run: ['environment', 'http', 'language', 'openapi', 'plan'],
  report: ['http', 'language', 'run'],
  coverage: ['openapi', 'report'],
  drift: ['language', 'openapi', 'report', 'run'],
  lint: ['environment', 'language', 'openapi'],
  writeback: ['language', 'run'],
  workspace: [
    'coverage (types)',
    'drift',
    'environment',
    'http (types)',
    'language',
    'openapi',
    'plan',
    'report',
    'run',
    'writeback',
  ],
  authoring: ['language', 'openapi'],
  session: [
    'coverage',
    'drift (types)',
    'environment',
    'http',
    'language',
    'lint',
    'openapi',
    'plan',
    'report',
    'run',
    'sandbox',
    'workspace',
    'writeback',
  ],
  'index.ts': [
    'environment',
    'http',
    'language',
    'plan',
    'report',
    'run',
    'session',
    'workspace',
    'writeback',
  ],
  cli: [
    'authoring',
    'coverage',
    'drift',
    'environment',
    'http',
    'language',
    'lint',
    'openapi',
    'plan',
    'report',
    'run',
    'sandbox',
    'session',
    'workspace',
  ],
  'main.ts': ['cli', 'version.ts'],
};

/** The packages that each row is made of. */
const packages: Readonly<Record<string, readonly string[]>> = {
  http: ['undici'],
  openapi: ['ajv', 'ajv-formats', 'yaml'],
  sandbox: ['@hono/node-server', 'hono'],
  language: ['handlebars', 'yaml'],
  plan: ['picomatch'],
  run: ['tough-cookie'],
  report: ['markdown-it', 'preact'],
  workspace: ['tinyglobby'],
  cli: ['cac'],
};

/** How many source files a folder may hold. */
const MAX_FILES = 24;

/** Modules of tests that are not named after one. */
const testSupport = ['openapi/check/fixture.ts', 'sandbox/checked-client.ts'];

/** What reaches outside the program, and the only places that do. */
const rim: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly places: readonly string[];
}[] = [
  {
    what: 'the disk',
    pattern: /from 'node:fs(\/promises)?'/,
    places: ['cli', 'session', 'workspace'],
  },
  {
    what: 'sockets',
    pattern: /from '(node:(net|http|https|http2|tls|dgram|dns)|undici|@hono\/node-server)[/']/,
    places: ['http', 'sandbox/serve.ts'],
  },
  {
    what: 'other programs',
    pattern: /from 'node:(child_process|worker_threads|cluster)'/,
    places: ['cli', 'session', 'workspace'],
  },
  {
    what: 'the process',
    pattern: /(?<![\w.$'"])process\.\w/,
    places: ['cli', 'session/open/system-host.ts', 'workspace', 'main.ts'],
  },
  {
    what: 'the clock',
    pattern: /\bDate\.now\b|new Date\(\)/,
    places: ['session/open/system-host.ts', 'sandbox/create.ts'],
  },
  {
    what: 'how long something took',
    pattern: /\bperformance\.now\b|\bhrtime\b|\bmonotonicMs\b/,
    places: ['http', 'session'],
  },
  {
    what: 'what people and CI systems read',
    // All that is printed is made safe in the first, and passes through the second; `main.ts` prints the version.
    pattern: /\b(std(out|err)|stream)\.write\(|\bconsole\.(log|info|warn|error|debug)\(/,
    places: ['cli/terminal.ts', 'cli/output.ts', 'main.ts'],
  },
  {
    what: 'randomness',
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/,
    places: ['cli', 'session/open/system-host.ts', 'workspace', 'sandbox/create.ts'],
  },
];

type Source = { readonly path: string; readonly row: string; readonly text: string };

const isOurs = (path: string): boolean =>
  /\.tsx?$/.test(path) &&
  !/\.(test|config|d)\.ts$/.test(path) &&
  !/^(dist|node_modules|test|bench|build)\//.test(path) &&
  !testSupport.includes(path);

const rowOf = (path: string): string => path.split('/')[0]!;

const sources: readonly Source[] = readdirSync(runner, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter(isOurs)
  .sort()
  .map((path) => ({ path, row: rowOf(path), text: readFileSync(join(runner, path), 'utf8') }));

const byName = (a: string, b: string): number => (a < b ? -1 : 1);
const bare = (name: string): string => name.replace(/ \(.*\)$/, '');

const rows = [...new Set(sources.map(({ row }) => row))].toSorted(byName);

type Import = { readonly specifier: string; readonly isType: boolean };

const STATEMENT = /^(?:import|export)\b(?:([^;'"]*?)\bfrom)?\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

const EXPORTED =
  /^export (?:declare )?(?:async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;

const importsOf = ({ text }: Source): readonly Import[] =>
  [...text.matchAll(STATEMENT)].map(([statement, names = '', specifier, dynamic]) => ({
    specifier: specifier ?? dynamic!,
    isType: /^(import|export)\s+type\b/.test(statement) || areTypes(names),
  }));

/** `{ type A, type B }`, which leaves nothing to import when the types are gone. */
const areTypes = (names: string): boolean => {
  const list = /\{([^}]*)\}/
    .exec(names)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return list?.filter(Boolean).every((name) => name.startsWith('type ')) === true;
};

/** The rows that a row imports, sorted. */
function importedBy(row: string): readonly string[] {
  const found = sources
    .filter((source) => source.row === row)
    .flatMap((source) =>
      importsOf(source)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier, isType }) => ({ name: rowAt(source.path, specifier), isType })),
    )
    .filter(({ name }) => name !== row);
  return [...new Set(found.map(({ name }) => name))]
    .toSorted(byName)
    .map((name) => (found.every((each) => each.name !== name || each.isType) ? `${name} (types)` : name));
}

const rowAt = (path: string, specifier: string): string =>
  rowOf(relative(runner, join(runner, dirname(path), specifier)).replaceAll('\\', '/'));

const packagesOf = (row: string): readonly string[] => {
  const specifiers = sources
    .filter((source) => source.row === row)
    .flatMap(importsOf)
    .map(({ specifier }) => packageOfImport(specifier));
  return [...new Set(specifiers.filter((name) => name !== undefined))].toSorted(byName);
};

const packageOfImport = (specifier: string): string | undefined =>
  /^(\.|node:)/.test(specifier) ? undefined : /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];

test('every module has its row, and no row is left of a module that is gone', () => {
  expect(rows).toEqual(Object.keys(imports).toSorted(byName));
});

describe.each(Object.entries(imports))('%s', (row, allowed) => {
  test('imports the modules of its row, no fewer and no more', () => {
    expect(importedBy(row)).toEqual(allowed);
  });

  test('uses the packages of its row, no fewer and no more', () => {
    expect(packagesOf(row)).toEqual(packages[row] ?? []);
  });

  test('imports only rows above it, so nothing flows back', () => {
    const order = Object.keys(imports);
    expect(allowed.filter((each) => order.indexOf(bare(each)) >= order.indexOf(row))).toEqual([]);
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
    const needed = new Set(users.map(placeOf));
    expect(places.filter((place) => !needed.has(place))).toEqual([]);
  });
});

test('the table in ARCHITECTURE.md names what is imported, and nothing that is not', () => {
  const text = readFileSync(join(runner, 'ARCHITECTURE.md'), 'utf8');
  const told = [...text.matchAll(/^\| `([\w.]+)\/?` \|.*\| ([^|]+) \|$/gm)].map(([, row, names]) => ({
    row: row!,
    names: names === '\u2013' ? [] : names!.split(', ').map(bare),
  }));
  expect(told.length).toBeGreaterThan(5);
  for (const { row, names } of told) {
    const all = imports[row] ?? [];
    expect(
      names.filter((name) => !all.map(bare).includes(name)),
      `${row} says too much`,
    ).toEqual([]);
    expect(
      all.filter((name) => name === bare(name) && !names.includes(name)),
      `${row} leaves out`,
    ).toEqual([]);
  }
});

test('no files import one another in a circle, not even types', () => {
  const files = new Map(
    sources.map(({ path, text }) => [
      path,
      [...text.matchAll(STATEMENT)]
        .map(([, , specifier, dynamic]) => specifier ?? dynamic!)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(runner, join(runner, dirname(path), specifier)).replaceAll('\\', '/')),
    ]),
  );
  expect(circlesIn(files)).toEqual([]);
});

test('an exported name has one meaning: it is defined in one file', () => {
  const files = new Map<string, Set<string>>();
  for (const { path, text } of sources)
    for (const [, name] of text.matchAll(EXPORTED))
      files.set(name!, (files.get(name!) ?? new Set()).add(path));
  const doubled = [...files].filter(([, paths]) => paths.size > 1);
  expect(doubled.map(([name, paths]) => `${name}: ${[...paths].join(', ')}`)).toEqual([]);
});

/** Two verdicts, or two outcomes of checks, asked for together; and a list that ranks verdicts. */
const OWN_VERDICT_RULE = [
  /\b(?<of>verdict|outcome)\s*(?:!==|===)\s*'\w[\w-]*'\s*(?:&&|\|\|)\s*\(?[\w.!]*\k<of>\s*(?:!==|===)\s*'/,
  /\[\s*'(?:passed|failed|blocked|errored|skipped)'(?:,\s*'(?:passed|failed|blocked|errored|skipped)'){2,}/,
];

test('which verdicts are fine, and which is worse, is decided in run/verdict-order.ts', () => {
  const users = sources.filter(
    ({ path, text }) =>
      /^(run|report|workspace|writeback|session|coverage|cli)\//.test(path) &&
      OWN_VERDICT_RULE.some((rule) => rule.test(withoutComments(text))),
  );
  expect(users.map(({ path }) => path).toSorted(byName)).toEqual(['run/events.ts', 'run/verdict-order.ts']);
});

test('no folder holds more source files than a reader can keep in view', () => {
  const counts = new Map<string, number>();
  for (const path of readdirSync(runner, { recursive: true, encoding: 'utf8' }))
    if (/\.(ts|tsx|mjs)$/.test(path) && !/\.(test|d)\.|^(dist|node_modules)\b/.test(path))
      counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([]);
});

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names only files and exports that exist', (page) => {
  const files = new Set(readdirSync(runner, { recursive: true, encoding: 'utf8' }));
  const named = [
    ...readFileSync(join(runner, page), 'utf8').matchAll(/`([\w./-]+\.(?:tsx?|mjs))\b(?:: (\w+)`)?/g),
  ];
  expect(named.length).toBeGreaterThan(20);
  const wrong = named.filter(([, path, name]) => {
    const file = path!.replace(/^runner\//, '');
    return !files.has(file) || !readFileSync(join(runner, file), 'utf8').includes(name ?? '');
  });
  expect(wrong.map(([written]) => written)).toEqual([]);
});

test('only tests use what is there for tests', () => {
  const users = sources.filter((source) =>
    importsOf(source).some(({ specifier }) =>
      testSupport.some((path) => basename(path) === basename(specifier)),
    ),
  );
  expect(users.map(({ path }) => path)).toEqual([]);
  const files = readdirSync(runner, { recursive: true, encoding: 'utf8' });
  expect(testSupport.filter((path) => !files.includes(path))).toEqual([]);
});

/** The circles in a graph: what is left when all that leads nowhere, and all that nothing leads to, is taken away. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Map(
    [...graph].map(([file, targets]) => [file, targets.filter((each) => graph.has(each))]),
  );
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    const reached = new Set([...left.values()].flat());
    for (const [file, targets] of left)
      if (!reached.has(file) || !targets.some((each) => left.has(each))) left.delete(file);
  }
  return [...left].map(
    ([file, targets]) => `${file} > ${targets.filter((each) => left.has(each)).join(', ')}`,
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
