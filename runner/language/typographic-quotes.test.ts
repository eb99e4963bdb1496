import { expect, test } from 'vitest';
import { parseSpec } from './parse.ts';

/** What is said of a step, with what it points at. */
function said(step: string): readonly string[] {
  const text = `---\nendpoint: GET /x\n---\n## Test Request\n\n\`\`\`yaml\nsteps:\n  - id: a\n    method: GET\n${step}\n\`\`\`\n`;
  return parseSpec({ path: 'a.md', text }).diagnostics.map(
    ({ severity, span, hint }) => `${severity} ${text.slice(span.start, span.end)} → ${hint}`,
  );
}

test('a value in typographic quotes is warned of, as they are a part of it', () => {
  expect(said('    path: /x\n    expect:\n      body: { $.total: \u201c3\u201d }')).toEqual([
    'warning \u201c3\u201d → write it like: "3"',
  ]);
});

test('where they are the reason of an error, it alone is said', () => {
  expect(said('    path: \u201c/x\u201d')).toEqual([
    'error \u201c/x\u201d → typographic quotes are none of YAML and a part of the text; write it like: "/x"',
  ]);
  expect(said('    path: /x\n    \u201ctoken\u201d: none')).toEqual([
    'error \u201ctoken\u201d → typographic quotes are none of YAML and a part of the text; write it like: "token"',
  ]);
});

test.each([
  ['in a JSONPath', '    path: /x\n    expect:\n      body: { "$.a[?(@.b==\u201c3\u201d)]": 3 }'],
  ['in a condition', '    path: /x\n    when: "{{x}} == \u2018a\u2019"'],
])('%s they are advised against', (_name, step) => {
  expect(said(step)[0]).toContain('typographic');
});

test.each([
  ['a text in YAML quotes', '    path: /x\n    body: { a: "\u201cb\u201d" }'],
  ['prose', '    path: /x\n    description: \u201cA\u201d'],
  ['an apostrophe', '    path: /x\n    body: { a: it\u2019s }'],
])('%s may hold them', (_name, step) => {
  expect(said(step)).toEqual([]);
});
