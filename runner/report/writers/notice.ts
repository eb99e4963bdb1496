import { URGENT_FIRST } from '../../run/verdict-order.ts';
import { conclusionLines } from '../conclusion.ts';
import type { Folded } from '../report.ts';
import { shortfallsOf } from '../text/incomplete.ts';
import { oneLine } from '../text/safe-text.ts';
import { count, cut } from '../text/text.ts';

/** Where notices go: `slack` takes a message, `webhook` data. */
export type NoticeKind = 'slack' | 'webhook';

/** Lines of one part of the conclusion. */
const SHOWN_LINES = 10;
/** Slack refuses a longer text. */
const SLACK_LIMIT = 3_000;

/** What a run comes to, as JSON for a notice; its length is bounded. */
export function noticeOf(kind: NoticeKind, report: Folded<unknown>): object {
  const {
    environment,
    startedAt,
    durationMs,
    seed,
    interrupted,
    cutBy,
    part,
    shard,
    summary,
    gate,
    conclusion,
  } = report;
  const lines = conclusionLines(report, SHOWN_LINES).map((line) => cut(oneLine(line), 500));
  if (kind === 'webhook')
    return {
      version: 1,
      environment,
      startedAt,
      durationMs,
      seed,
      interrupted,
      ...(cutBy !== undefined && { cutBy }),
      ...(part !== undefined && { part }),
      ...(shard !== undefined && { shard }),
      summary,
      gate: gate?.decision ?? null,
      verdict: conclusion?.verdict ?? null,
      headline: headlineOf(report),
      lines,
    };
  const text = [`*${slackText(headlineOf(report))}*`, ...lines.map(slackText)].join('\n');
  const shown = cut(text, SLACK_LIMIT - 10);
  return { text: shown, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: shown } }] };
}

/** The gate's decision, if one was requested, and the verdicts. */
function headlineOf(report: Folded<unknown>): string {
  const { gate, summary, environment } = report;
  const counts = URGENT_FIRST.filter((verdict) => summary[verdict] > 0).map(
    (verdict) => `${summary[verdict]} ${verdict}`,
  );
  return [
    ...(gate === undefined ? [] : [`gate: ${gate.decision}`]),
    ...shortfallsOf(report).map(oneLine),
    `${count(summary.total, 'spec')}: ${counts.join(', ') || 'nothing was run'}`,
    ...(environment === '' ? [] : [environment]),
  ].join(' · ');
}

/** Slack's three escapes; a `*`, `_` or backtick of others would format the text. */
const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, (mark) => `\u200b${mark}`);
