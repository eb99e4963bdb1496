import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { escapeBytes, unescapeBytes } from './exact-bytes.ts';
import { runScript } from './run-script.ts';
import { parseScript, renderScript } from './script.ts';

const folder = join(import.meta.dirname, 'scripts');
const isUpdate = process.env['UPDATE'] === '1';

for (const name of readdirSync(folder).sort()) {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const script = parseScript(text);
  test(`${name.replace(/\.txt$/, '')}: ${script.fact}`, async () => {
    const outcome = await runScript(script);
    expect(outcome.stderr).not.toContain('a defect of verify');
    const actual = renderScript(script, outcome);
    if (isUpdate) writeFileSync(path, actual);
    else expect(actual).toBe(text);
  });
}

test('every script says its fact and runs something', () => {
  const scripts = readdirSync(folder).map((name) => parseScript(readFileSync(join(folder, name), 'utf8')));
  expect(scripts.filter(({ fact }) => !fact.endsWith('.'))).toEqual([]);
  expect(scripts.filter(({ commands }) => !commands.some(({ kind }) => kind === 'verify'))).toEqual([]);
});

test('escaped bytes come back as they were', () => {
  const texts = ['\ufeffa\r\nb\\n\u001b[1m\u009b', 'no newline', '', 'plain\n', 'ends in a backslash\\\n'];
  for (const text of texts)
    expect(Buffer.from(unescapeBytes(escapeBytes(Buffer.from(text)))).toString()).toBe(text);
  const binary = Buffer.of(0xff, 0x00, 0xc3, 0x0a, 0x5c, 0x80);
  expect([...unescapeBytes(escapeBytes(binary))]).toEqual([...binary]);
});
