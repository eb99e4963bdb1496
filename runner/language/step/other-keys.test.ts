import { expect, test } from 'vitest';
import { parseSpec } from '../parse.ts';

/** The errors of a block, each with its advice. */
function errorsOf(yaml: string): readonly string[] {
  const text = `---\nendpoint: GET /x\n---\n## Test Request\n\n\`\`\`yaml\n${yaml}\n\`\`\`\n`;
  return parseSpec({ path: 'a.md', text }).diagnostics.map(({ message, hint }) => `${message} → ${hint}`);
}

const step = (rest: string): string => `steps:\n  - id: a\n    method: GET\n    path: /x\n${rest}`;

test.each([
  ['query', 'params'],
  ['queryParams', 'params'],
  ['query_params', 'params'],
  ['json', 'body'],
  ['assert', 'expect'],
  ['capture', 'extract'],
])('%s is another word for %s', (key, meant) => {
  expect(errorsOf(step(`    ${key}: { a: 1 }`))).toEqual([
    `unknown key "${key}" in a step → did you mean "${meant}"?`,
  ]);
});

test('a key that is meant is not said to be missing as well', () => {
  expect(errorsOf('steps:\n  - name: a\n    method: GET\n    url: /x')).toEqual([
    'unknown key "name" in a step → did you mean "id"?',
    'unknown key "url" in a step → did you mean "path"?',
  ]);
});

test('a key of expect that is not indented is sent back there', () => {
  expect(errorsOf(step('    expect:\n    status: 200'))[0]).toBe(
    'unknown key "status" in a step → "status" belongs into "expect": indent its line below "expect:"',
  );
});

test('a key of a step that stands beside steps: is sent back there', () => {
  expect(errorsOf('steps:\n  - id: a\n    method: GET\n    path: /x\ntoken: none')).toEqual([
    'unknown key "token" in a block of steps → "token" belongs to a step: indent its line to the column of "id", below "- id:"',
  ]);
});

test('a no-break blank before a key is named', () => {
  expect(errorsOf(step('\u00a0token: none'))[0]).toMatch(/no-break blank/);
});
