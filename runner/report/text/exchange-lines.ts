import type { StepResult } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { curlOf, VERDICT_STYLES, type Page } from './failure.ts';
import { count, formatDuration } from './text.ts';

/** More of a body than this is cut; `report.json` has more. */
const LONGEST_BODY = 4_000;

/** What a step sent and what it got, for `--verbose`; `file` is named where several specs run. */
export function exchangeLines(
  step: StepResult,
  file: string | undefined,
  { paint }: Page,
): readonly string[] {
  const { verdict, request, response, durationMs, attempts, reason } = step;
  const name = `${file === undefined ? '' : `${file}  `}${paint('bold', stepName(step))}`;
  const head = `${paint('dim', '>')} ${name}  ${paint(VERDICT_STYLES[verdict], verdict)}`;
  if (request === null)
    return [`${head}  ${paint('dim', 'not sent')}${reason === null ? '' : `: ${reason}`}`];
  const times = attempts > 1 ? `, ${count(attempts, 'time')}` : '';
  return [
    `${head}  ${paint('dim', `${formatDuration(durationMs)}${times}`)}`,
    `    ${paint('dim', 'sent')}  ${curlOf(step)}`,
    ...(response === null
      ? [`    ${paint('dim', 'got')}   no answer${reason === null ? '' : `: ${reason}`}`]
      : [
          `    ${paint('dim', 'got')}   ${response.status}`,
          ...Object.entries(response.headers).map(([header, value]) => `          ${header}: ${value}`),
          ...(response.body === '' ? [] : [`          ${cut(response.body)}`]),
        ]),
  ];
}

const cut = (body: string): string => {
  const line = body.replace(/\s+/g, ' ');
  return line.length <= LONGEST_BODY ? line : `${line.slice(0, LONGEST_BODY)}…`;
};
