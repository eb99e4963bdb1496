import { expect, test } from 'vitest';
import { ReportFold } from '../../report/fold.ts';
import { renderEvents } from '../../report/writers/events.ts';
import type { RunEvent } from '../../run/events.ts';
import { hostileReport, sampleReport } from './sample-report.ts';
import type { Report } from '../../report/report.ts';

const eventsOf = (report: Report): readonly RunEvent[] =>
  [...renderEvents(report)].map((line) => {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    return JSON.parse(line) as RunEvent;
  });

test.each([
  ['of every kind of result', sampleReport],
  ['of texts that want to do harm', hostileReport],
])('the events of a run %s fold into its report again', (_what, report) => {
  const fold = new ReportFold();
  for (const event of eventsOf(report)) fold.add(event);
  expect(fold.report).toEqual(JSON.parse(JSON.stringify(report)));
});

test('a run begins with its version, and ends with what it came to', () => {
  const gate = { decision: 'closed', lines: ['why'], notJudged: [] } as const;
  const events = eventsOf({ ...sampleReport, gate, interrupted: true, cutBy: '--timeout' });
  expect(events[0]).toMatchObject({ type: 'run-started', version: 1, seed: '42' });
  expect(events.at(-1)).toMatchObject({
    type: 'run-finished',
    interrupted: true,
    cutBy: '--timeout',
    summary: { total: 7 },
    gate: { decision: 'closed' },
  });
});

test('each spec starts, has its steps, and finishes', () => {
  const types = eventsOf(sampleReport).flatMap((event) =>
    'index' in event && event.index === 0 ? [event.type] : [],
  );
  expect(types).toEqual(['spec-started', 'step-finished', 'step-finished', 'spec-finished']);
});
