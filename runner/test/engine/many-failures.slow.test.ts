import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { REPORT_FILES, REPORTERS } from '../../report/formats.ts';
import { makeFolder, writeFiles } from '../temp-folder.ts';
import { startChild } from './built.ts';

const PROGRAM = join(import.meta.dirname, '../../bin.mjs');
const BROWSER = '/usr/bin/chromium';
const MANY = 10_000;
const MOST_KILOBYTES = 250_000;

/** Prints the most memory that the process had, in kilobytes. */
const SAY_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write(String(process.resourceUsage().maxRSS)))";

async function run(folder: string, words: readonly string[]) {
  const child = startChild(process.execPath, ['--import', SAY_MEMORY, PROGRAM, ...words], folder);
  const exit = await child.ended;
  expect(child.stderr()).toMatch(/^\d+$/);
  return { exit, lines: child.stdout().split('\n'), kilobytes: Number(child.stderr()) };
}

const ENVIRONMENTS = 'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n';

const failing = (path: string): string => `---
endpoint: GET ${path}
status: verified
verifiedAt: 2026-01-01T00:00:00.000Z
---
## Test Request

\`\`\`yaml
steps:
  - { id: main_request, method: GET, path: "${path}", expect: { status: 201 } }
\`\`\`
`;

test.each([
  ['one cause', () => '/connect/v1/payment-links'],
  ['as many causes', (place: number) => `/connect/v1/payment-links/plink_${place}`],
])(
  `${MANY} failures with %s: every report is written, the console stays short, memory is bounded`,
  async (_what, pathOf) => {
    const specs = Array.from({ length: MANY }, (_, place) => [
      `specs/area-${place % 50}/s${place}.md`,
      failing(pathOf(place)),
    ]);
    const folder = makeFolder({ 'specs/environments.yaml': ENVIRONMENTS, ...Object.fromEntries(specs) });
    const words = ['specs', '--no-write', '--contract', 'off', '--gate', '--reporter', REPORTERS.join(',')];
    const { exit, lines, kilobytes } = await run(folder, words);
    expect(exit).toBe(5);
    expect(lines).toContain(`${MANY} specs: ${MANY} failed`);
    expect(lines.filter((line) => line.includes('is missing'))).toEqual([]);
    expect(lines.length).toBeLessThan(550);
    expect(kilobytes).toBeLessThan(MOST_KILOBYTES);
    for (const file of REPORT_FILES) expect(statSync(join(folder, 'reports', file)).size).toBeGreaterThan(0);
    if (existsSync(BROWSER)) expect(await rowsIn(join(folder, 'reports/report.html'))).toBeGreaterThan(0);
  },
  120_000,
);

/** How many specs the page lists after it has opened. */
async function rowsIn(path: string): Promise<number> {
  const browser = await chromium.launch({
    executablePath: BROWSER,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('.row', { state: 'attached' });
    return await page.locator('.row').count();
  } finally {
    await browser.close();
  }
}

test.each([118, MANY, 400_000])(
  'a history of 50 MB with %i specs in it',
  async (specs) => {
    const folder = makeFolder({ 'specs/environments.yaml': ENVIRONMENTS });
    writeFiles(folder, { 'specs/a.md': failing('/connect/v1/payment-links') });
    const start = Date.UTC(2026, 0, 1);
    const lineAt = (place: number): string =>
      `${JSON.stringify({
        run: new Date(start + Math.floor(place / specs) * 3_600_000).toISOString(),
        file: `specs/area/s${place % specs}.md`,
        environment: 'sandbox',
        verdict: place % 7 === 0 ? 'failed' : 'passed',
        durationMs: place % 500,
      })}\n`;
    writeFiles(folder, { 'reports/.keep': '' });
    writeFileSync(
      join(folder, 'reports/history.ndjson'),
      Array.from({ length: 400_000 }, (_, place) => lineAt(place)).join(''),
    );
    const { exit, lines, kilobytes } = await run(folder, ['specs', '--no-write', '--contract', 'off']);
    expect(exit).toBe(1);
    expect(lines.some((line) => /history\.ndjson: \d+ older lines were left out/.test(line))).toBe(true);
    expect(kilobytes).toBeLessThan(MOST_KILOBYTES);
    expect(statSync(join(folder, 'reports/history.ndjson')).size).toBeLessThan(20_000_000);
  },
  60_000,
);
