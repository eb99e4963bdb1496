import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NIGHTS, openNight } from './nights.ts';

/** What a person sees without scrolling. */
const SCREEN_LINES = 30;

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-SCREEN_LINES).join('\n');
const firstLines = (text: string): string => text.split('\n').slice(0, SCREEN_LINES).join('\n');

describe.each(NIGHTS)('$name', (night) => {
  test('the first screen says what broke, since when, and that the gate is closed', async () => {
    const { folder, run: runNight } = openNight(night);
    const summary = join(folder, 'summary.md');
    const run = (number: number) =>
      runNight(number, ['--reporter', 'console,markdown,github'], {
        env: { GITHUB_STEP_SUMMARY: summary },
      });
    const before = await run(0);
    expect(before.stdout).toContain('gate: open');
    expect(before.exit).toBe(0);
    await run(1);
    if (existsSync(summary)) rmSync(summary);
    const ran = await run(2);
    expect(ran.exit).toBe(5);
    const screens = [
      lastLines(ran.stdout.replace(/^::.*\n/gm, '')),
      firstLines(ran.text('reports/report.md')!),
      firstLines(readFileSync(summary, 'utf8')),
    ];
    for (const screen of screens) {
      const text = screen
        .replaceAll('\\', '')
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
      expect(text).toContain('gate: closed');
      expect(text).toMatch(/since 2026-03-03 12:00 UTC/);
      for (const said of night.says) expect(text).toMatch(said);
    }
  });
});

test('a login outage of 11 specs takes fewer than 30 lines, the gate included', async () => {
  const { run } = openNight(NIGHTS[0]!);
  await run(0);
  const ran = await run(1);
  expect(ran.stdout.trimEnd().split('\n').length).toBeLessThan(30);
  expect(ran.stdout).toContain('account locked');
  expect(ran.stdout).toMatch(/^gate: closed\n {2}regression: 11 specs errored by the token "monite"/m);
});
