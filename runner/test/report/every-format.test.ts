import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FORMAT_ROWS, type FormatName, renderReport } from '../../report/formats.ts';
import type { Report } from '../../report/report.ts';
import { problemsBy, problemsOfJson } from './json-schema.ts';
import { problemsOfJunit } from './junit-schema.ts';
import { readMetrics } from './metrics-reader.ts';
import { oddReport } from './odd-report.ts';
import { publishedSchema } from './publishers.ts';
import { largeReport, makeReport } from './sample-report.ts';
import { readXml } from './xml-reader.ts';
import { problemsByXsd } from './xsd.ts';

const extras = { version: '1.0.0' };

async function render(format: FormatName, report: Report): Promise<string> {
  const rendered = await renderReport(format, report, extras);
  if (rendered.kind === 'github') return [...rendered.commands, rendered.summary()].join('\n');
  if (typeof rendered.text === 'string') return rendered.text;
  const decoder = new TextDecoder();
  return Array.from(rendered.text, (piece) =>
    typeof piece === 'string' ? piece : decoder.decode(piece),
  ).join('');
}

/** What is wrong with a text in a format, as strict readers of that format see it. */
type Problems = (text: string) => readonly string[];

const problemsOfLines =
  (allowed: RegExp): Problems =>
  (text) =>
    text.split('\n').filter((line) => !allowed.test(line));

/** What every file with this ending is, whatever its format. */
const BY_ENDING: Readonly<Record<string, Problems>> = {
  json: (text) => (typeof JSON.parse(text) === 'object' ? [] : ['no object']),
  jsonl: (text) =>
    text
      .trimEnd()
      .split('\n')
      .flatMap((line) => (typeof JSON.parse(line) === 'object' ? [] : [line])),
  xml: (text) => (readXml(text).name === '' ? ['no element'] : []),
};

const PLAIN_TEXT = problemsOfLines(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/);

/** Strict readers of the formats that have a specification. */
const STRICT: Readonly<Partial<Record<FormatName, Problems>>> = {
  json: (text) => (JSON.parse(text).version === 1 ? [] : ['no version']),
  junit: (text) => problemsOfJunit(readXml(text)),
  ctrf: (text) => problemsOfJson('ctrf.schema.json', JSON.parse(text)),
  html: (text) => (/^<!doctype html>/i.test(text) ? [] : ['no page']),
  github: (text) =>
    text.split('\n').flatMap((line) => (/^::(?!(error|warning|notice) )/.test(line) ? [line] : [])),
  tap: (text) => {
    for (const [, yaml] of text.matchAll(/^ {2}---\n([\s\S]*?)^ {2}\.\.\.$/gm)) parse(yaml!);
    return /^TAP version 14\n1\.\.\d+\n/.test(text) ? [] : ['no version or plan'];
  },
  har: (text) => problemsOfJson('har.schema.json', JSON.parse(text)),
  sarif: (text) => problemsOfJson('sarif.schema.json', JSON.parse(text)),
  events: (text) =>
    text
      .trimEnd()
      .split('\n')
      .flatMap((line) => (typeof JSON.parse(line).type === 'string' ? [] : [line])),
  prometheus: (text) => (readMetrics(text).length > 0 ? [] : ['no sample']),
};

const readerOf = ([name, goesTo]: (typeof FORMAT_ROWS)[number]): Problems =>
  STRICT[name] ?? BY_ENDING[/\.(\w+)`$/.exec(goesTo)?.[1] ?? ''] ?? PLAIN_TEXT;

describe.each(FORMAT_ROWS)('%s', (...row) => {
  const [format] = row;
  test.each([
    ['every oddity', oddReport],
    ['no specs', makeReport([])],
  ])('is what its readers accept, with %s', async (_what, report) => {
    expect(readerOf(row)(await render(format, report))).toEqual([]);
  });

  test('holds no half of a character', async () => {
    const text = await render(format, oddReport);
    expect(/\p{Surrogate}/u.exec(text)).toBeNull();
  });

  test('says what the gate decided', async () => {
    expect(await render(format, oddReport)).toMatch(
      format === 'html' ? /./ : /gate[^\n]{0,20}closed|"decision": ?"closed"|verify_gate_open\{[^}]*\} 0/,
    );
  });

  test('of ten thousand specs is bounded', async () => {
    expect((await render(format, largeReport(10_000))).length).toBeLessThan(70_000_000);
  });
});

describe('the publishers of formats accept', () => {
  const xsd = publishedSchema('junit-10.xsd');
  test.skipIf(xsd === undefined)('junit.xml', async () => {
    expect(problemsByXsd(xsd!, readXml(await render('junit', oddReport)))).toEqual([]);
  });

  test.each([
    ['ctrf', publishedSchema('ctrf.schema.json')],
    ['sarif', publishedSchema('sarif.json')],
  ] as const)('%s', async (format, schema) => {
    if (schema !== undefined)
      expect(problemsBy(schema, JSON.parse(await render(format, oddReport)))).toEqual([]);
  });
});
