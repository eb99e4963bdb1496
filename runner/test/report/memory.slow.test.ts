import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { FORMAT_ROWS, type FormatName, renderReport } from '../../report/formats.ts';
import type { RenderedFrom, Results } from '../../report/report.ts';
import type { SpecResult, Verdict } from '../../run/events.ts';
import { makeReport, makeSpec, makeStep } from './sample-report.ts';

const SPECS = 1_000;
const BODY_BYTES = 100_000;
/** A sixth of all bodies. */
const LITTLE_BYTES = (SPECS * BODY_BYTES) / 6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heapBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

function resultAt(place: number, verdict: Verdict): SpecResult {
  const body = Buffer.alloc(BODY_BYTES, `${place} `).toString();
  return makeSpec({
    file: `specs/area-${place % 7}/${place}.md`,
    verdict,
    warnings: [`the warning of ${place}`],
    steps: [makeStep({ verdict, response: { status: 200, headers: {}, body, bodyBytes: BODY_BYTES } })],
  });
}

/** Results that are made when they are asked for; `look` is called now and then while all of them are read. */
const madeOnDemand = (verdict: Verdict, look: () => void): Results => ({
  length: SPECS,
  at: (place) => resultAt(place, verdict),
  *[Symbol.iterator]() {
    for (let place = 0; place < SPECS; place++) {
      if (place % 250 === 249) look();
      yield resultAt(place, verdict);
    }
  },
});

async function write(format: FormatName, report: RenderedFrom): Promise<void> {
  const rendered = await renderReport(format, report, { version: '1.0.0' });
  if (rendered.kind === 'github') rendered.summary();
  else for (const piece of rendered.text) expect(piece.length).toBeLessThan(6_000_000);
}

describe.each(FORMAT_ROWS.map(([name]) => name))('%s', (format) => {
  test.each(['passed', 'failed'] as const)('holds few of many large results that %s', async (verdict) => {
    await write(format, makeReport([]));
    const before = heapBytes();
    let most = 0;
    const specs = madeOnDemand(verdict, () => {
      most = Math.max(most, heapBytes() - before);
    });
    await write(format, { ...makeReport([]), specs });
    expect(most).toBeLessThan(LITTLE_BYTES);
  });
});
