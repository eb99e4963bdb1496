import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { conclusionOf } from '../../report/conclusion.ts';
import { renderReport } from '../../report/formats.ts';
import { parseSpec } from '../../language/parse.ts';
import { lowContrast } from './low-contrast.mjs';
import {
  hostileReport,
  largeReport,
  makePolled,
  makePolls,
  makeReport,
  sampleReport,
} from './sample-report.ts';
import type { Report } from '../../report/report.ts';

const BROWSER = '/usr/bin/chromium';
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const SPEC_TEXT = `---
endpoint: GET /v1/items
swagger: swagger/sales/items.json
---
# Items of <b>a shop</b>

## Prerequisites

\`\`\`yaml
steps:
  - id: get_item
    method: GET
    path: /v1/items
    extract: { item_id: "$.data.items[0].id" }
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: GET
    path: /v1/items/{{item_id}}
\`\`\`
`;

type Opened = {
  readonly page: Page;
  readonly noise: readonly string[];
  readonly requests: readonly string[];
};
type Options = {
  readonly width?: number;
  readonly hash?: string;
  readonly dark?: boolean;
};

describe.skipIf(!existsSync(BROWSER))('report.html in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER, args: ARGS });
    folder = mkdtempSync(join(tmpdir(), 'verify-'));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function write(name: string, report: Report): Promise<string> {
    const path = 'specs/sales/wrong_price.md';
    const specOf = (file: string) => (file === path ? parseSpec({ path, text: SPEC_TEXT }) : undefined);
    const rendered = await renderReport('html', report, { version: '1.0.0', specOf });
    if (rendered.kind !== 'file') throw new Error('expected a file');
    writeFileSync(join(folder, name), [...rendered.text].join(''));
    return pathToFileURL(join(folder, name)).href;
  }

  async function open(
    report: Report,
    { width = 1_280, hash = '', dark = false }: Options = {},
  ): Promise<Opened> {
    const url = await write('report.html', report);
    const page = await browser.newPage({
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
    });
    onTestFinished(() => page.close());
    const noise: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('dialog', (dialog) => {
      noise.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url + hash);
    await page.waitForSelector('.row', { state: 'attached' });
    return { page, noise, requests };
  }

  const openId = `document.querySelector('.row[aria-current]')?.dataset.id`;

  async function show(page: Page, file: string): Promise<void> {
    await page.evaluate(`location.hash = ${JSON.stringify(linkTo(file))}`);
    await expect.poll(() => page.evaluate(openId)).toBe(file);
  }

  const shownFiles = (page: Page): Promise<string[]> =>
    page
      .locator('.row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')!.split('/').at(-1)!));

  const linkTo = (file: string, step = ''): string =>
    `#${new URLSearchParams({ spec: file, step }).toString()}`;

  const colourOfGround = 'getComputedStyle(document.body).backgroundColor';

  it('opens from disk, asks the network for nothing and says nothing on the console', async () => {
    const { page, noise, requests } = await open(sampleReport);
    expect(await page.title()).toBe('verify: 4 of 7 specs did not pass');
    expect(await shownFiles(page)).toHaveLength(7);
    expect(requests.map((url) => new URL(url).protocol)).toEqual(['file:']);
    expect(noise).toEqual([]);
  });

  it.each([320, 375, 1_280])('shows what a poll saw, in the order of time, %i px wide', async (width) => {
    const short = makePolled('specs/short.md', makePolls(['pending', 'pending', 'done']));
    const long = makePolled(
      'specs/long.md',
      makePolls(
        [...Array.from({ length: 30 }, () => 'waiting for a bank'), 'x'.repeat(100)],
        'a1b2c3d4e5f60718',
      ),
    );
    const { page } = await open(makeReport([short, long]), { width, hash: linkTo('specs/short.md') });
    const texts = (of: string): Promise<string[]> => page.locator(`.polls ${of}`).allTextContents();
    expect(await texts('.sequence li')).toEqual(['pending (0.0 s)', 'pending (1.0 s)', 'done (2.0 s)']);
    expect(await texts('summary')).toEqual([]);
    await show(page, 'specs/long.md');
    expect((await texts('.sequence li'))[0]).toBe('waiting for a bank (0.0 s to 29.0 s, 30 times)');
    await page.locator('.polls summary').click();
    expect((await texts('details li')).slice(0, 1)).toEqual([
      '0.0 s waiting for a bank span a1b2c3d4e5f60718',
    ]);
    expect(await page.locator('.about').allTextContents()).toContainEqual(
      expect.stringContaining('tried again after 503 (span a1b2c3d4e5f60718)'),
    );
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(
      await page.evaluate(
        "document.querySelector('.polls').scrollWidth <= document.querySelector('.polls').clientWidth",
      ),
    ).toBe(true);
  });

  it('tells the verdicts apart by word, shape and colour', async () => {
    const { page } = await open(sampleReport);
    const chips = [0, 1, 2, 3, 4];
    const tell = (expression: string): Promise<string[]> =>
      Promise.all(
        chips.map((chip) =>
          page.evaluate<string>(`(${expression})(document.querySelectorAll('.chip')[${chip}])`),
        ),
      );
    expect(await tell('(chip) => chip.lastChild.textContent.trim()')).toEqual([
      'failed',
      'errored',
      'blocked',
      'skipped',
      'passed',
    ]);
    expect(new Set(await tell("(chip) => chip.querySelector('path').getAttribute('d')")).size).toBe(5);
    expect(new Set(await tell("(chip) => getComputedStyle(chip.querySelector('svg')).fill")).size).toBe(5);
  });

  it('is narrowed by verdict, system, tag and text, and says how many are left', async () => {
    const { page } = await open(sampleReport);
    await page.getByRole('button', { name: '1 failed' }).click();
    expect(await shownFiles(page)).toEqual(['wrong_price.md']);
    expect(await page.getByRole('status').textContent()).toBe('1 of 7 specs');
    await page.getByRole('button', { name: 'clear' }).click();
    await page.getByLabel('System').selectOption('links');
    expect(await shownFiles(page)).toHaveLength(4);
    await page.getByLabel('Search specs').fill('refused');
    expect(await shownFiles(page)).toEqual(['unreachable.md']);
    await page.getByRole('button', { name: 'clear' }).click();
    await page.getByLabel('Tag', { exact: true }).selectOption('money');
    expect(await shownFiles(page)).toEqual(['wrong_price.md']);
  });

  it('keeps the filters in its address', async () => {
    const { page } = await open(sampleReport, { hash: '#verdict=blocked%2Cerrored' });
    expect(await shownFiles(page)).toEqual(['blocked.md', 'unreachable.md', 'unreadable.md']);
    await page.getByRole('button', { name: '1 failed' }).click();
    expect(new URL(page.url()).hash).toBe('#verdict=failed%2Cerrored%2Cblocked');
  });

  it('opens one failure from a link, with the wrong value marked in the body', async () => {
    const { page } = await open(sampleReport, {
      hash: linkTo('specs/sales/wrong_price.md', 'test main_request'),
    });
    const step = page.locator('[id="step:test main_request"]');
    expect(await step.getByRole('button').first().getAttribute('aria-expanded')).toBe('true');
    expect(await step.locator('.l.wrong').textContent()).toMatch(
      /"price": 10\.50\s*wrong: expected 11, got 10\.5/,
    );
    expect(await step.locator('.l.warning').textContent()).toContain('"success": true');
    expect(await step.locator('.checks').textContent()).toContain('swagger/sales/items.json:7:3');
    expect(await page.locator('article').textContent()).toContain('specs/sales/wrong_price.md:31');
  });

  it('shows where a value was taken and which step used it', async () => {
    const { page } = await open(sampleReport, {
      hash: linkTo('specs/sales/wrong_price.md', 'prerequisites get_item'),
    });
    const step = page.locator('[id="step:prerequisites get_item"]');
    expect(await step.locator('.l.taken').textContent()).toMatch(/"id": "i1",\s*taken as item_id/);
    await step.getByRole('button', { name: 'main_request' }).click();
    await page.locator('[id="step:test main_request"] .checks').waitFor();
    expect(page.url()).toContain('step=test+main_request');
  });

  it('shows the text of the spec, and none of its HTML', async () => {
    const { page } = await open(sampleReport, { hash: linkTo('specs/sales/wrong_price.md') });
    await page.getByText('The spec itself').click();
    expect(await page.locator('.prose h3').textContent()).toBe('Items of <b>a shop</b>');
    expect(await page.locator('article').textContent()).toContain('swagger/sales/items.json');
  });

  it('is worked with the keyboard alone', async () => {
    const { page } = await open(sampleReport);
    const focused = (): Promise<string | null> =>
      page.evaluate('document.activeElement.dataset.id ?? document.activeElement.id');
    await page.keyboard.press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('links');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('specs/links/unreachable.md');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    expect(await focused()).toBe('specs/links/unreadable.md');
    await page.keyboard.press('Enter');
    expect(await page.locator('#spec-title').textContent()).toBe('specs/links/unreadable.md');
    expect(await page.locator('article').textContent()).toContain('did you mean "method"?');
    await page.keyboard.press('Escape');
    await page.waitForFunction('document.activeElement.dataset.id === "specs/links/unreadable.md"');
    await page.locator('article').waitFor({ state: 'detached' });
  });

  it('goes back to the list with the back button', async () => {
    const { page } = await open(sampleReport);
    await page.locator('.row').first().click();
    await page.locator('article').waitFor();
    await page.goBack();
    await page.locator('.overview').waitFor();
    await page.goForward();
    await page.locator('article').waitFor();
  });

  it.each([1_280, 375])(
    'says at the top, at %i pixels, what broke and how the last runs went',
    async (width) => {
      const gate = { decision: 'closed', lines: ['a reason'], notJudged: [] } as const;
      const specs = [1, 2].map((turn) => ({ ...sampleReport.specs[2]!, file: `specs/a${turn}.md` }));
      const report = { ...sampleReport, specs, gate };
      const runs = [1, 2].map((day) => ({
        startedAt: `2026-03-0${day}T02:00:00.000Z`,
        ...sampleReport.summary,
      }));
      const { page } = await open({ ...report, conclusion: conclusionOf(report, [], runs) }, { width });
      const conclusion = page.locator('.conclusion');
      expect(await conclusion.locator('h2').allTextContents()).toEqual(['gate: closed', 'one cause']);
      expect(await conclusion.locator('.answer').allTextContents()).toEqual(['oops']);
      expect(await conclusion.locator('.runs li').allTextContents()).toEqual([
        expect.stringContaining('2026-03-01 02:00 UTC: 1 failed, 2 errored'),
        expect.stringContaining('2026-03-02 02:00 UTC'),
      ]);
      const [list] = await page.locator('.list').all();
      expect((await conclusion.boundingBox())!.y).toBeLessThan((await list!.boundingBox())!.y);
    },
  );

  it('needs no scrolling sideways at 320 pixels', async () => {
    const width = 'document.documentElement.scrollWidth';
    for (const report of [sampleReport, hostileReport]) {
      const { page } = await open(report, { width: 320 });
      expect(await page.evaluate(width)).toBe(320);
      for (const { file } of report.specs) {
        await show(page, file);
        expect([file, await page.evaluate(width)]).toEqual([file, 320]);
      }
    }
  });

  it('shows hostile text as text', async () => {
    const { page, noise } = await open(hostileReport);
    await page.locator('.row').click();
    await page.locator('.step-body').waitFor();
    expect(await page.locator('.step-body').textContent()).toContain(
      '</script><!-- <img src=x onerror=alert(1)>',
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(noise).toEqual([]);
  });

  it.each(['light', 'dark'])('has enough contrast for every text: %s', async (scheme) => {
    const { page } = await open(sampleReport, { dark: scheme === 'dark' });
    expect(await page.evaluate(lowContrast)).toEqual([]);
    for (const { file } of sampleReport.specs) {
      await show(page, file);
      expect([file, await page.evaluate(lowContrast)]).toEqual([file, []]);
    }
  });

  it('would notice text that is too pale', async () => {
    const { page } = await open(sampleReport);
    await page.evaluate('document.querySelector(".facts").style.color = "rgb(150, 150, 150)"');
    expect(await page.evaluate(lowContrast)).not.toEqual([]);
  });

  it('goes from the colours of the system to light and dark', async () => {
    const { page } = await open(sampleReport, { dark: true });
    const ground = (): Promise<string> => page.evaluate(colourOfGround);
    const dark = await ground();
    await page.getByRole('button', { name: 'auto theme' }).click();
    await expect.poll(ground).not.toBe(dark);
    await page.getByRole('button', { name: 'light theme' }).click();
    await expect.poll(ground).toBe(dark);
  });

  it('has names for everything that can be used, and one main part', async () => {
    const { page } = await open(sampleReport, { hash: linkTo('specs/sales/wrong_price.md') });
    const unnamed = await page
      .locator('button, a, input, select')
      .evaluateAll(
        (all) => all.filter((each) => !each.textContent && !each.getAttribute('aria-label')).length,
      );
    expect(unnamed).toBe(0);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('navigation').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  it('prints the open spec whole, without what can only be clicked', async () => {
    const { page } = await open(sampleReport, { hash: linkTo('specs/sales/wrong_price.md'), dark: true });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.fields').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.querySelector(".step-body pre")).maxHeight')).toBe(
      'none',
    );
    expect(await page.evaluate(colourOfGround)).toBe('rgb(255, 255, 255)');
  });

  it('opens 1,000 specs, and stays below 5 MB', async () => {
    const report = largeReport(1_000);
    const url = await write('large.html', report);
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(url);
    await page.evaluate(`new Promise((resolve) => {
      const look = () => {
        if (document.querySelectorAll('.row').length === 1000) resolve();
        else requestAnimationFrame(look);
      };
      look();
    })`);
    expect(statSync(fileURLToPath(url)).size).toBeLessThan(5_000_000);
  });
});
