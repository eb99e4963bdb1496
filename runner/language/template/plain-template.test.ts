import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { expect, test } from 'vitest';
import { readPlainTemplate } from './plain-template.ts';
import type { TemplateCall, TemplateContent, TemplatePath } from './syntax.ts';

/** What the template parser reads, in the same form; undefined where it refuses the text. */
function parsed(source: string): readonly unknown[] | undefined {
  try {
    return parse(source).body.map((each) =>
      each.type === 'ContentStatement' ? (each as TemplateContent).value : fieldsOf(each as TemplateCall),
    );
  } catch {
    return undefined;
  }
}

const fieldsOf = ({ type, path, params }: TemplateCall): unknown => {
  const { type: kind, original, parts, depth, data } = path as TemplatePath;
  return { type, path: { type: kind, original, parts, depth, data }, params };
};

test('names of variables are read as the template parser reads them', () => {
  const text = '/things/{{id}}?of={{ env.USER_ID }}{{a}}{{a.b.c}} { {{x}} } \\ \n{{\ty\n}}\n';
  expect(readPlainTemplate(text)).toEqual(parsed(text));
  expect(readPlainTemplate('no variable')).toEqual(['no variable']);
});

test.each([
  '{{upper name}}',
  '{{#if a}}{{/if}}',
  '\\{{a}}',
  '{{{a}}}',
  '{{a}}}',
  '{{a',
  '{{~a}}',
  '{{"a"}}',
  '{{1}}',
])('%s is left to the template parser', (text) => expect(readPlainTemplate(text)).toBeUndefined());

const PIECES = [
  ...[
    '{{',
    '}}',
    '{',
    '}',
    '\\',
    ' ',
    '\n',
    '.',
    '..',
    '/',
    '\0',
    '~',
    '!',
    '&',
    '-',
    '|',
    'a',
    'b1',
    '_',
    '0',
    'é',
  ],
  ...[
    'else',
    'true',
    'null',
    'this',
    'undefined',
    'as',
    'falsely',
    '{{a}}',
    '{{a.b}}',
    '{{ a }}',
    '{{else}}',
    '{{a.this}}',
  ],
];

test('no text is read in another way than by the template parser', () => {
  let state = 7;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  let plain = 0;
  for (let round = 0; round < 5_000; round++) {
    const text = Array.from({ length: 1 + next(7) }, () => PIECES[next(PIECES.length)]).join('');
    const parts = readPlainTemplate(text);
    if (parts === undefined) continue;
    plain++;
    expect(parts, JSON.stringify(text)).toEqual(parsed(text));
  }
  expect(plain).toBeGreaterThan(500);
});
