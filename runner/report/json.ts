import type { Report } from './fold.ts';

/** `report.json`. Durations are whole milliseconds. */
export const renderJsonReport = (report: Report): string =>
  `${JSON.stringify(report, (key, value: unknown) => (key === 'durationMs' && typeof value === 'number' ? Math.round(value) : value), 2)}\n`;
