import { parseWrittenJson } from '../language/json/exact-json.ts';
import { isWrittenMap, textsOf, type WrittenJson } from '../language/template/written.ts';

/** One row of data: its variables, and its label in reports. */
export type Row = { readonly label: string; readonly values: Readonly<Record<string, WrittenJson>> };

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
  return {
    rows: (data as Readonly<Record<string, WrittenJson>>[]).map((values, index) => ({
      label: labelOf(values, index),
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

/** A column called `name`, `id` or `case` labels a row; else its number does. */
function labelOf(values: Readonly<Record<string, WrittenJson>>, index: number): string {
  const name = values['name'] ?? values['case'] ?? values['id'];
  const text = name === undefined ? undefined : textsOf(name);
  return typeof text === 'string' ? `${index + 1} ${text}` : String(index + 1);
}

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
