import { toCurl } from '../../http/curl.ts';
import type { ShownResponse, SpecDiagnostic, SpecResult, StepResult, Verdict } from '../../run/events.ts';
import { decidingStep } from '../../run/verdict.ts';
import { isBrokenPromise, isFine, isOwnFailure } from '../../run/verdict-order.ts';
import { stepName } from '../../language/step/step.ts';
import { answerBefore } from '../evidence.ts';
import { shownTraceOf } from '../spec-name.ts';
import type { Paint, Style } from './paint.ts';
import { pollLine } from './poll-sequence.ts';
import { oneLine } from './safe-text.ts';
import { count, formatDuration } from './text.ts';
import { endOf, fit, widthOf, wrap } from './width.ts';

/** Reads a line of a file, without its ending; undefined if it cannot be read. */
export type ReadLine = (file: string, line: number) => string | undefined;

export type Page = { readonly paint: Paint; readonly columns: number; readonly readLine: ReadLine };

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  passed: 'green',
  failed: 'red',
  blocked: 'yellow',
  errored: 'red',
  skipped: 'cyan',
};

/**
 * The line with the result of a spec, and more text after it. On a narrow terminal, a name that does not fit takes several: too
 * little of it would be left to tell it from others.
 */
export function specLines(spec: SpecResult, page: Page, more = ''): readonly string[] {
  const place = firstPlace(spec);
  const which = [spec.row, spec.turn].filter((each) => each !== undefined).map((each) => ` [${each}]`);
  const where = `${place === undefined ? spec.file : `${spec.file}:${place.line}:${place.column}`}${which.join('')}`;
  const verdict = spec.verdict.padEnd(7);
  const duration = spec.durationMs < 1 ? '' : formatDuration(spec.durationMs);
  const endpoint = spec.endpoint === '' ? '' : `  ${oneLine(spec.endpoint)}`;
  const parts = [duration, more].filter(Boolean).map((each) => `  ${oneLine(each)}`);
  const after = parts.join('');
  const dim = (text: string): string => page.paint('dim', text);
  const shown = page.paint(VERDICT_STYLES[spec.verdict], verdict);
  const width = Math.max(page.columns - verdict.length - 1, 12);
  const room = width - widthOf(after);
  if (widthOf(oneLine(where)) + widthOf(endpoint) <= room)
    return [`${shown} ${oneLine(where)}${dim(endpoint)}${parts.map(dim).join('')}`];
  if (page.columns >= NARROW)
    return [`${shown} ${fit(where, Math.max(room, 12), 'middle')}${parts.map(dim).join('')}`];
  const [first, ...rest] = wrap(where, width);
  const lines = [`${shown} ${first}`, ...rest.map((line) => `${INDENT}${line}`)];
  if (widthOf(rest.at(-1) ?? first!) <= room) return [...lines.slice(0, -1), `${lines.at(-1)}${dim(after)}`];
  return [...lines, ...wrap(after.trim(), width).map((line) => `${INDENT}${dim(line)}`)];
}

/** With fewer columns, texts are broken between words instead of cut. */
export const NARROW = 60;

/** Below the name of a spec. */
const INDENT = ' '.repeat(8);

function firstPlace(spec: SpecResult): { readonly line: number; readonly column: number } | undefined {
  if (isFine(spec.verdict)) return undefined;
  return (
    decidingStep(spec)?.checks.find(isBrokenPromise) ??
    spec.diagnostics.find((each) => each.severity === 'error' && each.file === undefined)
  );
}

/** Everything a person needs to fix a spec that did not pass: what, where, what was sent, what was returned. */
export function failureLines(spec: SpecResult, page: Page): readonly string[] {
  const lines = spec.diagnostics.flatMap((each) => diagnosticLines(spec, each, page));
  const steps = spec.steps.filter((step) => isOwnFailure(step.verdict));
  for (const step of steps) lines.push(...stepLines(spec, step, page));
  if (lines.length === 0 && spec.reason !== null) lines.push(`  ${spec.reason}`);
  const trace = shownTraceOf(spec);
  if (trace !== undefined) lines.push(`    ${page.paint('dim', 'trace')} ${trace}`);
  return lines;
}

/** A diagnostic in the text of a spec, with its line. */
export function diagnosticLines(
  spec: SpecResult,
  { severity, message, hint, line, column, length, file }: SpecDiagnostic,
  page: Page,
): readonly string[] {
  const place = { file: file ?? spec.file, line, column, length };
  return frame(place, `${severity}: ${message}`, hint, page, severity === 'error' ? 'red' : 'yellow');
}

function stepLines(spec: SpecResult, step: StepResult, page: Page): readonly string[] {
  const { paint } = page;
  const lines = [
    `  ${paint('bold', stepName(step))}${step.description === undefined ? '' : paint('dim', `  ${step.description}`)}`,
  ];
  for (const check of step.checks.filter(isBrokenPromise)) {
    lines.push(
      ...frame({ file: spec.file, ...check }, `${check.name}: ${check.message}`, check.hint, page, 'red'),
    );
    if (check.document !== undefined) {
      const { path, line, column } = check.document;
      lines.push(`      ${paint('dim', 'promised in')} ${paint('cyan', `${path}:${line}:${column}`)}`);
    }
    const before = answerBefore(check);
    if (before !== undefined) lines.push(answerLine(before, page));
  }
  if (step.request !== null) {
    lines.push(`    ${paint('dim', 'sent')}  ${curlOf(step)}`);
    if (step.apiReason !== '')
      lines.push(
        `    ${paint('dim', 'to')}    the ${step.api === 'primary' || step.api === 'fallback' ? `${step.api} API` : `route ${step.api}`}: ${step.apiReason}; token: ${step.token}`,
      );
  }
  if (step.response !== null) lines.push(answerLine(step.response, page));
  if (step.attempts > 1) {
    const seen = step.polled === undefined ? '' : `: ${pollLine(step.polled)}`;
    lines.push(`    ${paint('dim', 'tried')} ${count(step.attempts, 'time')}${seen}`);
  }
  return lines;
}

const answerLine = (
  { status, body }: Pick<ShownResponse, 'status' | 'body'>,
  { paint, columns }: Page,
): string =>
  `    ${paint('dim', 'got')}   ${status}  ${fit(body.replace(/\s+/g, ' '), Math.max(columns * 3, 200))}`;

/** The request as a command, with credentials as `$NAME`. */
export function curlOf(step: StepResult): string {
  const { method, url, headers, body, spelled } = step.request!;
  const shown = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(user-agent|accept|content-length)$/i.test(name)),
  );
  return toCurl({
    method,
    url,
    headers: shown,
    ...(body !== undefined && { body }),
    ...(spelled !== undefined && { spelled }),
  });
}

type PointedPlace = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
};

function frame(
  { file, line, column, length }: PointedPlace,
  message: string,
  hint: string | undefined,
  page: Page,
  style: Style,
): readonly string[] {
  const { paint } = page;
  const lines = [`    ${paint(style, message)}`, `      ${paint('cyan', `${file}:${line}:${column}`)}`];
  const source = page.readLine(file, line);
  if (source !== undefined && source.trim() !== '')
    lines.push(...excerpt(source, line, column, length, page, style));
  if (hint !== undefined) lines.push(`      ${paint('dim', `→ ${hint}`)}`);
  return lines;
}

/**
 * The line and a caret below it; a line wider than the page is cut around the place. Hidden characters are shown as escapes,
 * and the caret follows what is shown.
 */
function excerpt(
  source: string,
  line: number,
  column: number,
  length: number,
  { paint, columns }: Page,
  style: Style,
): readonly string[] {
  const gutter = `${String(line).padStart(6)} | `;
  const room = Math.max(columns - gutter.length, 20);
  const before = oneLine(source.slice(0, column - 1));
  const place = oneLine(source.slice(column - 1, column - 1 + length));
  const after = oneLine(source.slice(column - 1 + length));
  const isNear = widthOf(before) + Math.min(widthOf(place), 20) <= room;
  const lead = isNear ? before : `…${endOf(before, 10)}`;
  const shown = fit(`${lead}${place}${after}`, room);
  const at = widthOf(lead);
  const carets = '^'.repeat(Math.max(1, Math.min(widthOf(place), widthOf(shown) - at)));
  return [`${paint('dim', gutter)}${shown}`, `${' '.repeat(gutter.length + at)}${paint(style, carets)}`];
}
