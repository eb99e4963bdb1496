import type { Extras } from './extras.ts';
import type { GithubOutput } from './writers/github.ts';
import { renderJsonReport } from './writers/json.ts';
import type { RenderedFrom } from './report.ts';

/** A rendered report. `github` goes to standard output and the step's summary, all others into a file. */
export type RenderedReport =
  | { readonly kind: 'file'; readonly file: string; readonly text: Pieces }
  | ({ readonly kind: 'github' } & GithubOutput);

/** A text, or its pieces. */
type Pieces = string | Iterable<string | Uint8Array>;

type Render = (report: RenderedFrom, extras: Extras) => Pieces;

type FileFormat = {
  readonly file: string;
  /** What it is for, as the manual says it. */
  readonly readers: string;
  /** What the beginning of its files has, and files of other programs do not have. */
  readonly mark: RegExp;
  /** Loads its renderer, on first use. */
  readonly load: () => Promise<Render>;
};

/** Keeps the names of the rows, and the renderers out of the declarations: importers of the package have only the types. */
const named = <Name extends string>(formats: Readonly<Record<Name, FileFormat>>): typeof formats => formats;

/** Each format that is a file. `--reporter`, its help, the manual and the tests of all formats are derived from these rows. */
const FORMATS = named({
  json: {
    file: 'report.json',
    readers: 'programs, and all other formats are made of it',
    mark: /^\{\s*"version": 1,\s*"environment": /,
    load: async () => renderJsonReport,
  },
  junit: {
    file: 'junit.xml',
    readers: "Jenkins, GitLab, Azure Pipelines; within Jenkins' schema",
    mark: /^<\?xml [^>]*>\s*<testsuites name="verify"/,
    load: async () => (await import('./writers/junit.ts')).renderJunit,
  },
  ctrf: {
    file: 'ctrf.json',
    readers: 'tools of the Common Test Report Format',
    mark: /^\{[^{]*"generatedBy": "verify-specs"/,
    load: async () => (await import('./writers/ctrf.ts')).renderCtrf,
  },
  html: {
    file: 'report.html',
    readers: 'people, in one file without network',
    mark: /<meta name="generator" content="verify-specs">/,
    load: async () => (await import('./html/load.ts')).loadHtml(),
  },
  markdown: {
    file: 'report.md',
    readers: 'pull requests and chats',
    mark: /^## [^\n]*\n[\s\S]*?\bverify \d\S*\n/,
    load: async () => (await import('./writers/markdown.ts')).renderMarkdown,
  },
  tap: {
    file: 'report.tap',
    readers: 'TAP 14 readers',
    mark: /^TAP version 14\n1\.\.\d+\n# verify-specs\n/,
    load: async () => (await import('./writers/tap.ts')).renderTap,
  },
  har: {
    file: 'report.har',
    readers: 'the network panel of a browser',
    mark: /^\{\s*"log": \{[^{]*"creator": \{\s*"name": "verify-specs"/,
    load: async () => (await import('./writers/har.ts')).renderHar,
  },
  sarif: {
    file: 'report.sarif',
    readers: 'code hosts, which show results at their lines and remember them',
    mark: /^\{[^[]*"runs": \[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "verify",/,
    load: async () => (await import('./writers/sarif.ts')).renderSarif,
  },
  events: {
    file: 'events.jsonl',
    readers: 'dashboards and scripts that read line by line',
    mark: /^\{"type":"run-started","version":\d/,
    load: async () => (await import('./writers/events.ts')).renderEvents,
  },
  prometheus: {
    file: 'report.prom',
    readers: "the textfile collector of Prometheus' node exporter",
    mark: /^# HELP verify_specs /,
    load: async () => (await import('./writers/prometheus.ts')).renderPrometheus,
  },
});

export type FormatName = keyof typeof FORMATS | 'github';

/** The values of `--reporter`. */
export const REPORTERS: readonly string[] = ['console', ...Object.keys(FORMATS), 'github'];

/** Each format with where it goes and what it is for, in the order of the help. */
export const FORMAT_ROWS: readonly (readonly [name: FormatName, goesTo: string, readers: string])[] = [
  ...Object.entries(FORMATS).map(
    ([name, { file, readers }]) => [name as FormatName, `\`${file}\``, readers] as const,
  ),
  ['github', 'standard output and `$GITHUB_STEP_SUMMARY`', 'GitHub Actions'],
];

/** The file of each format, by its name. */
export const FILE_OF_FORMAT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { file }]) => [name, file]),
);

/** The files of all formats. */
export const REPORT_FILES: readonly string[] = Object.values(FILE_OF_FORMAT);

/** The files of these formats; unknown names are ignored. */
export const reportFilesOf = (names: readonly string[]): readonly string[] =>
  Object.entries(FILE_OF_FORMAT).flatMap(([name, file]) => (names.includes(name) ? [file] : []));

/** Whether a text, of which the beginning is enough, is a report of this format that this program wrote. */
export const hasMark = (name: string, head: string): boolean =>
  Object.hasOwn(FORMATS, name) && FORMATS[name as keyof typeof FORMATS].mark.test(head);

/** A report in one format. Writes nothing: the caller does. */
export async function renderReport(
  name: FormatName,
  report: RenderedFrom,
  extras: Extras,
): Promise<RenderedReport> {
  if (name === 'github')
    return { kind: 'github', ...(await import('./writers/github.ts')).renderGithub(report, extras) };
  const { file, load }: FileFormat = FORMATS[name];
  const render = await load();
  return { kind: 'file', file, text: render(report, extras) };
}
