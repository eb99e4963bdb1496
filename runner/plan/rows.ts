import { hash } from 'node:crypto';
import { parseWrittenJson } from '../language/json/exact-json.ts';
import { isWrittenMap, textsOf, type WrittenJson } from '../language/template/written.ts';

/** One row of data. */
export type Row = {
  /** Its number and name, for reports. */
  readonly label: string;
  /** Identifies it in its spec when other rows are inserted or moved. */
  readonly key: string;
  /** Its variables. */
  readonly values: Values;
};

type Values = Readonly<Record<string, WrittenJson>>;

export type RowsResult = { readonly rows: readonly Row[] } | { readonly problem: string };

/** More rows than this are a mistake, or a task for a load test. */
const MAX_ROWS = 10_000;

/** Rows from a list of maps. */
export function readRows(data: WrittenJson): RowsResult {
  if (!Array.isArray(data) || data.length === 0)
    return { problem: 'expected a list of maps, one for each row' };
  if (data.length > MAX_ROWS) return { problem: `${data.length} rows are more than ${MAX_ROWS}` };
  const broken = data.findIndex((each: WrittenJson) => !isWrittenMap(each));
  if (broken !== -1) return { problem: `row ${broken + 1} is not a map` };
  const maps = data as readonly Values[];
  const names = maps.map(nameOf);
  const keys = keysOf(maps, names);
  return {
    rows: maps.map((values, index) => ({
      label: [index + 1, names[index]].filter((part) => part !== undefined).join(' '),
      key: keys[index]!,
      values,
    })),
  };
}

/** Rows from the text of a `.json` or `.csv` file; values of a CSV stay text. */
export function parseRows(path: string, text: string): RowsResult {
  if (/\.json$/i.test(path)) {
    try {
      return readRows(parseWrittenJson(text) as WrittenJson);
    } catch (error) {
      return { problem: `it is not JSON: ${(error as Error).message}` };
    }
  }
  if (!/\.csv$/i.test(path)) return { problem: 'expected a .csv or .json file' };
  const [head, ...lines] = parseCsv(text.replace(/^\ufeff/, ''));
  if (head === undefined || lines.length === 0) return { problem: 'it has no rows below its heading' };
  const names = head.map((name) => name.trim());
  const twice = names.find((name, column) => names.indexOf(name) !== column);
  if (twice !== undefined) return { problem: `the column "${twice}" is duplicated` };
  const ragged = lines.findIndex((line) => line.length !== head.length);
  if (ragged !== -1)
    return {
      problem: `line ${ragged + 2} has ${lines[ragged]!.length} fields, the heading has ${head.length}`,
    };
  return readRows(
    lines.map((line) => Object.fromEntries(names.map((name, column) => [name, line[column]!]))),
  );
}

/** A column called `name`, `case` or `id` names a row. */
function nameOf(values: Values): string | undefined {
  const name = values['name'] ?? values['case'] ?? values['id'];
  const text = name === undefined ? undefined : textsOf(name);
  return typeof text === 'string' ? text : undefined;
}

/** The name of each row where no other has it; else a digest of its values, and a number for equal rows. */
function keysOf(maps: readonly Values[], names: readonly (string | undefined)[]): readonly string[] {
  const named = countEach(names);
  const seen = new Map<string, number>();
  return maps.map((values, index) => {
    const name = names[index];
    if (name !== undefined && name !== '' && named.get(name) === 1) return name;
    const digest = digestOf(values);
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return count === 1 ? digest : `${digest}-${count}`;
  });
}

function countEach<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The order of the columns does not count. */
const digestOf = (values: Values): string =>
  `#${hash('sha256', JSON.stringify(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))), 'hex').slice(0, 12)}`;

/** RFC 4180: quoted fields may hold commas, line breaks and doubled quotes. Blank lines are skipped. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n?|\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text)!;
    line.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') {
      if (field.lastIndex === text.length) line.push('');
      else continue;
    }
    if (line.length > 1 || line[0] !== '') lines.push(line);
    line = [];
  }
  return lines;
}
