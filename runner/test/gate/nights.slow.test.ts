import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NIGHTS, openNight } from './nights.ts';

const BROWSER = '/usr/bin/chromium';

/** The text of what is at least partly above the fold. */
const TEXT_ABOVE_FOLD = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const [box] = range.getClientRects();
    if (box && box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left < innerWidth)
      texts.push(walker.currentNode.data);
  }
  return texts.join(' ').replace(/\\s+/g, ' ');
})()`;

describe.skipIf(!existsSync(BROWSER))('report.html on the morning after', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: BROWSER,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  test.each(NIGHTS)(
    '$name: what is above the fold says what broke and that the gate is closed',
    async (night) => {
      const { folder, run } = openNight(night);
      for (const number of [0, 1, 2]) await run(number, ['--reporter', 'html']);
      for (const [width, height] of [
        [1_280, 800],
        [375, 700],
      ] as const) {
        const page = await browser.newPage({ viewport: { width, height } });
        await page.goto(pathToFileURL(join(folder, 'reports/report.html')).href);
        await page.waitForSelector('.row', { state: 'attached' });
        const text = String(await page.evaluate(TEXT_ABOVE_FOLD));

        await page.close();
        expect(text).toContain('gate: closed');
        expect(text).toMatch(/since/);
        for (const said of night.says) expect(text).toMatch(said);
      }
    },
    60_000,
  );
});
