import type { Extras } from './extras.ts';
import type { GithubOutput } from './writers/github.ts';
import { renderJsonReport } from './writers/json.ts';
import type { Report } from './report.ts';

/** A rendered report. `github` goes to standard output and the step's summary, all others into a file. */
export type RenderedReport =
  | { readonly kind: 'file'; readonly file: string; readonly text: Pieces }
  | ({ readonly kind: 'github' } & GithubOutput);

/** A text, or its pieces. */
type Pieces = string | Iterable<string | Uint8Array>;

type Render = (report: Report, extras: Extras) => Pieces;

/** Each format with its file. A renderer is loaded on first use. */
const FORMATS = {
  json: {
    file: 'report.json',
    load: async (): Promise<Render> => renderJsonReport,
  },
  junit: {
    file: 'junit.xml',
    load: async (): Promise<Render> => (await import('./writers/junit.ts')).renderJunit,
  },
  ctrf: {
    file: 'ctrf.json',
    load: async (): Promise<Render> => (await import('./writers/ctrf.ts')).renderCtrf,
  },
  html: {
    file: 'report.html',
    load: async (): Promise<Render> => (await import('./html/load.ts')).loadHtml(),
  },
  markdown: {
    file: 'report.md',
    load: async (): Promise<Render> => (await import('./writers/markdown.ts')).renderMarkdown,
  },
  tap: {
    file: 'report.tap',
    load: async (): Promise<Render> => (await import('./writers/tap.ts')).renderTap,
  },
  har: {
    file: 'report.har',
    load: async (): Promise<Render> => (await import('./writers/har.ts')).renderHar,
  },
  sarif: {
    file: 'report.sarif',
    load: async (): Promise<Render> => (await import('./writers/sarif.ts')).renderSarif,
  },
  events: {
    file: 'events.jsonl',
    load: async (): Promise<Render> => (await import('./writers/events.ts')).renderEvents,
  },
  prometheus: {
    file: 'report.prom',
    load: async (): Promise<Render> => (await import('./writers/prometheus.ts')).renderPrometheus,
  },
} as const satisfies Record<string, { readonly file: string; readonly load: () => Promise<Render> }>;

export type FormatName = keyof typeof FORMATS | 'github';

/** The values of `--reporter`. */
export const REPORTERS: readonly string[] = ['console', ...Object.keys(FORMATS), 'github'];

/** The files of all formats. */
export const REPORT_FILES: readonly string[] = Object.values(FORMATS).map(({ file }) => file);

/** The files of these formats; unknown names are ignored. */
export const reportFilesOf = (names: readonly string[]): readonly string[] =>
  Object.entries(FORMATS).flatMap(([name, { file }]) => (names.includes(name) ? [file] : []));

/** A report in one format. Writes nothing: the caller does. */
export async function renderReport(
  name: FormatName,
  report: Report,
  extras: Extras,
): Promise<RenderedReport> {
  if (name === 'github')
    return { kind: 'github', ...(await import('./writers/github.ts')).renderGithub(report, extras) };
  const { file, load } = FORMATS[name];
  const render = await load();
  return { kind: 'file', file, text: render(report, extras) };
}
