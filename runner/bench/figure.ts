/** One measured number, with its limit, if any. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: 'x' | 'ms' | 'MB' | 'KB' | 'specs';
  readonly limit?: number;
};

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of a number relative to its yardstick in the same round: what slows a whole round down cancels out. */
export const medianRatio = (values: readonly number[], yardstick: readonly number[]): number =>
  median(values.map((value, round) => value / yardstick[round]!));

export const isMissed = ({ value, limit }: Figure): boolean => limit !== undefined && value > limit;

/** A figure as a line: name, value, and whether it meets its limit. */
export function figureLine(figure: Figure): string {
  const { name, value, unit, limit } = figure;
  const target =
    limit === undefined ? '' : `  target ${limit} ${unit}: ${isMissed(figure) ? 'MISSED' : 'holds'}`;
  return `  ${name.padEnd(62)} ${shown(value, unit).padStart(10)}${target}`;
}

const shown = (value: number, unit: Figure['unit']): string =>
  `${value.toFixed(unit === 'x' ? 2 : unit === 'MB' || unit === 'KB' ? 1 : 0)} ${unit}`;

/** A table with aligned columns; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .map((line) => `  ${line}\n`)
    .join('');
}
