// Makes the pictures of the README from a real run: `node runner/build/pictures.mjs`, after a build. Needs Chromium.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { svgOfTerminal } from './terminal-picture.mjs';

const top = join(import.meta.dirname, '../..');
const pictures = join(top, 'runner/docs/pictures');
const folder = mkdtempSync(join(tmpdir(), 'verify-pictures-'));

const DOCUMENT = 'swagger/connect/payment-links.yaml';
const FAULT = 'GET /connect/v1/payment-links/{linkId} set:/createdAt="yesterday"';

/** Runs specs against a sandbox that breaks one promise, and returns what the console shows. */
function runFailing(...args) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(top, 'runner/bin.cjs'), ...args, '--seed', '7', '--fault', FAULT],
    { cwd: folder, env: { PATH: process.env.PATH, FORCE_COLOR: '1' }, encoding: 'utf8' },
  );
  if (status !== 1) throw new Error(`expected the run to fail, found exit code ${status}:\n${stdout}`);
  return stdout;
}

async function photographReport(path) {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 620 } });
    const link = `#${new URLSearchParams({ spec: path })}`;
    await page.goto(pathToFileURL(join(folder, 'reports/report.html')).href + link);
    await page.waitForSelector('.row[aria-current]');
    await page.screenshot({ path: join(pictures, 'report.png') });
  } finally {
    await browser.close();
  }
}

try {
  for (const input of ['specs', 'swagger'])
    cpSync(join(top, input), join(folder, input), { recursive: true });
  const path = 'specs/first/get_payment_link.md';
  const [, first] = /^````markdown\n([\s\S]*?)^````$/m.exec(readFileSync(join(top, 'README.md'), 'utf8'));
  const spec = first.replace('domain: connect\n', `domain: connect\nswagger: ${DOCUMENT}\n`);
  mkdirSync(join(folder, dirname(path)));
  writeFileSync(join(folder, path), spec);
  const lines = runFailing(path, '--reporter', 'console')
    .split('\n')
    .filter((line) => !/^(--fault|coverage)/.test(line));
  const text = [`$ npx verify-specs ${path}`, '', ...lines].join('\n').replaceAll('\n\n\n', '\n\n').trimEnd();
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, 'console.svg'), svgOfTerminal(text));
  runFailing('specs/', '--reporter', 'html');
  await photographReport(path);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
