import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conclusionOf } from '../../report/conclusion.ts';
import { renderReport } from '../../report/formats.ts';
import { idOf } from '../../report/spec-name.ts';
import { makePolled, makePolls, makeReport, sampleReport } from './sample-report.ts';

const BROWSER = '/usr/bin/chromium';
const AXE = join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');

const polled = makePolled(
  'specs/polled.md',
  makePolls([...Array.from({ length: 30 }, () => 'pending'), 'done'], 'a1b2c3d4e5f60718'),
);

const report = {
  ...makeReport([...sampleReport.specs, polled]),
  gate: { decision: 'closed', lines: ['regression: specs/a.md:1 failed'], notJudged: [] },
  conclusion: conclusionOf(sampleReport, ['1 spec left out by the selection']),
} as const;

/** The list, and one spec of each verdict. */
const VIEWS = [
  '',
  ...new Map(sampleReport.specs.map((spec) => [spec.verdict, idOf(spec)])).values(),
  idOf(polled),
].map((spec) => (spec === '' ? '' : `#${new URLSearchParams({ spec }).toString()}`));

describe.skipIf(!existsSync(BROWSER) || !existsSync(AXE))('report.html as axe-core sees it', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  const file = join(folder, 'report.html');

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: BROWSER,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    const rendered = await renderReport('html', report, { version: '1.0.0' });
    if (rendered.kind === 'file') writeFileSync(file, [...rendered.text].join(''));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each((['light', 'dark'] as const).flatMap((scheme) => VIEWS.map((view) => [scheme, view] as const)))(
    'has no findings, %s, %s',
    async (scheme, view) => {
      for (const width of [1_280, 375]) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
        await page.goto(pathToFileURL(file).href + view);
        await page.waitForSelector('.row', { state: 'attached' });
        for (const folded of await page.locator('.polls summary').all()) await folded.click();
        await page.evaluate(readFileSync(AXE, 'utf8'));
        const found = await page.evaluate(
          `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
        );
        await page.close();
        expect(found).toEqual([]);
      }
    },
    60_000,
  );
});
