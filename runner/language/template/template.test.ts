import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTemplate, variablesOf } from './compile.ts';
import { renderJson, renderText, resolveName } from './template.ts';
import type { Json } from '../yaml/yaml.ts';

const values: Readonly<Record<string, unknown>> = {
  name: 'Ada',
  count: 5,
  zero: 0,
  yes: true,
  none: null,
  empty: '',
  list: [{ id: 7 }, { id: 8 }],
  user: { address: { city: 'Rome' }, 'first-name': 'Ada' },
  'flat.key': 'flat',
  'a-b': 'dash',
  date: '2026-01-31',
};
const lookup = (name: string): unknown => (Object.hasOwn(values, name) ? values[name] : undefined);
const render = (text: string) => renderText(text, lookup);

describe('both notations', () => {
  test.each([
    ['{{name}}', 'Ada'],
    ['{{ name }}', 'Ada'],
    ['<<name>>', 'Ada'],
    ['<< name >>', 'Ada'],
    ['Hi {{name}} and <<name>>!', 'Hi Ada and Ada!'],
    ['{{{name}}}', 'Ada'],
    ['{{a-b}}', 'dash'],
    ['{{user.address.city}}', 'Rome'],
    ['<<user.address.city>>', 'Rome'],
    ['{{user.first-name}}', 'Ada'],
    ['{{flat.key}}', 'flat'],
    ['{{list.0.id}}', 7],
    ['{{list.length}}', 2],
  ])('%s', (text, value) => {
    expect(render(text)).toEqual({ value, missing: [], problems: [] });
  });

  test.each([
    ['\\{{name}}', '{{name}}'],
    ['\\<<name>>', '<<name>>'],
    ['\\<< name', '<< name'],
    ['a \\{{name}} {{name}}', 'a {{name}} Ada'],
    ['a << b', 'a << b'],
    ['1 <<2>> 3', '1 <<2>> 3'],
  ])('the characters themselves: %s', (text, value) => {
    expect(render(text)).toEqual({ value, missing: [], problems: [] });
  });
});

describe('types', () => {
  test.each(['count', 'zero', 'yes', 'none', 'empty', 'list', 'user'])(
    '%s alone stays what it is',
    (name) => {
      expect(render(`{{${name}}}`).value).toBe(values[name]);
      expect(render(`<<${name}>>`).value).toBe(values[name]);
    },
  );

  test.each([
    ['n={{count}}', 'n=5'],
    ['{{count}} ', '5 '],
    ['[{{none}}]', '[]'],
    ['{{yes}}/{{zero}}', 'true/0'],
    ['x{{list}}', 'x[{"id":7},{"id":8}]'],
  ])('among other characters it is text: %s', (text, value) => {
    expect(render(text).value).toBe(value);
  });
});

test('in a JSON value every text is filled in, keys too, and the rest stays', () => {
  const source: Json = { '{{name}}': ['{{count}}', 1, null, { deep: '<<yes>>' }], __proto__x: 'x' };
  expect(renderJson(source, lookup)).toEqual({
    value: { Ada: [5, 1, null, { deep: true }], __proto__x: 'x' },
    missing: [],
    problems: [],
  });
});

describe('what nobody provides', () => {
  test('is listed, all of it', () => {
    expect(render('{{one}} {{name}} <<two>> {{user.nobody}} {{three.x}}').missing).toEqual([
      'one',
      'two',
      'user.nobody',
      'three.x',
    ]);
  });

  test('is listed for every text of a JSON value', () => {
    expect(renderJson({ a: '{{x}}', '{{y}}': ['{{z}}'] }, lookup).missing).toEqual(['x', 'y', 'z']);
  });

  test.each([
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__',
    'user.constructor',
    'user.__proto__',
    'user.toString',
    'list.map',
    'name.constructor',
    'user.address.constructor.constructor',
  ])('{{%s}} is never resolved', (name) => {
    expect(render(`{{${name}}}`)).toEqual({ value: undefined, missing: [name], problems: [] });
  });

  test('a function among the values is not called', () => {
    let called = false;
    const trap = (name: string) => (name === 'user' ? { fn: () => (called = true) } : undefined);
    renderText('{{user.fn}}', trap);
    expect(called).toBe(false);
  });
});

describe('helpers', () => {
  test.each([
    ['{{uppercase name}}', 'ADA'],
    ['{{lowercase "ABC"}}', 'abc'],
    ['{{append name "-" count}}', 'Ada-5'],
    ['{{replace name "A" "O"}}', 'Oda'],
    ['{{encodeURI "a b/c"}}', 'a%20b%2Fc'],
    ['{{base64 "käse"}}', 'a8Okc2U='],
    ['{{add count 2}}', 7],
    ['{{subtract count 2}}', 3],
    ['{{multiply count 2}}', 10],
    ['{{toNumber "42"}}', 42],
    ['{{JSONstringify list}}', '[{"id":7},{"id":8}]'],
    ['{{addDays date 1}}', '2026-02-01'],
    ['{{addDays "2026-01-31T10:00:00.000Z" 1}}', '2026-02-01T10:00:00.000Z'],
    ['{{addHours "2026-01-31T23:30:00Z" 1}}', '2026-02-01T00:30:00.000Z'],
    ['{{addMinutes "2026-01-31T23:30:00Z" 30}}', '2026-02-01T00:00:00.000Z'],
    ['{{toTimestamp "1970-01-01T00:01:00Z"}}', 60],
    ['{{uppercase (append name "x")}}', 'ADAX'],
  ])('%s', (text, value) => {
    expect(render(text)).toEqual({ value, missing: [], problems: [] });
  });

  test('a variable wins over a helper of the same name', () => {
    expect(renderText('{{trim}}', (name) => (name === 'trim' ? 'mine' : undefined)).value).toBe('mine');
  });

  test.each(['{{add name 1}}', '{{addDays "no date" 1}}', '{{uppercase}}', '{{addDays date "x"}}'])(
    '%s is a problem, not a value',
    (text) => {
      const { value, problems } = render(text);
      expect(value).toBeUndefined();
      expect(problems).toHaveLength(1);
    },
  );

  test('one that lacks a variable names the variable', () => {
    expect(render('{{uppercase nobody}}')).toMatchObject({ missing: ['nobody'], problems: [] });
  });
});

describe('what is no template says what to do', () => {
  test.each([
    ['{"a":{{count}}}', 'put a space'],
    ['{{name | upper}}', 'pipes'],
    ['{{list[0].id}}', 'list.0.name'],
    ['{{#if name}}x{{/if}}', 'block'],
    ['{{> partial}}', 'block'],
    ['{{name', 'expected {{name}}'],
    ['{{shout name}}', 'unknown helper "shout"'],
    ['{{uppercase (shout name)}}', 'unknown helper "shout"'],
    ['{{uppercase name loud=true}}', 'no named options'],
    ['{{this}}', 'means nothing here'],
    ['{{../name}}', 'means nothing here'],
    ['{{@root}}', 'means nothing here'],
    ['{{undefined}}', 'means nothing here'],
    [`{{${'uppercase ('.repeat(3_000)}name${')'.repeat(3_000)}}}`, 'more than 100 deep'],
    ['{{uppercase (append this)}}', 'means nothing here'],
  ])('%s', (text, advice) => {
    const { value, problems } = render(text);
    expect(value).toBe(text);
    expect(problems[0]).toContain(advice);
  });
});

test.each([
  ['{{a}} <<b.c>> {{append d "x" (uppercase e)}}', ['a', 'b.c', 'd', 'e']],
  ['\\{{a}}', []],
  ['{{', []],
  ['plain', []],
])('the variables of %j', (text, names) => {
  expect(variablesOf(text)).toEqual(names);
});

test('a dotted name is looked up whole first, then inside the value of its first part', () => {
  expect(resolveName('flat.key', lookup)).toBe('flat');
  expect(resolveName('user.address.city', lookup)).toBe('Rome');
  expect(resolveName('user.address.nowhere.x', lookup)).toBeUndefined();
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    '{{',
    '}}',
    '<<',
    '>>',
    '\\',
    'name',
    ' ',
    '.',
    '#',
    '/',
    '(',
    ')',
    '"',
    '[',
    ']',
    '|',
    '~',
    '!',
    '{',
    '}',
    'this',
    '@',
    '&',
    '=',
    '0',
    'null',
    'undefined',
    '\n',
  );

  test('without {{ and << comes back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('{{') && !text.includes('<<'));
        expect(render(text)).toEqual({ value: text, missing: [], problems: [] });
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('is rendered without throwing, and what has problems stays as it is', () => {
    fc.assert(
      fc.property(
        fc.array(fragment).map((parts) => parts.join('')),
        (text) => {
          const { value, missing, problems } = render(text);
          variablesOf(text);
          if (problems.length === 0 && missing.length === 0) expect(value).not.toBeUndefined();
        },
      ),
      { seed: 5, numRuns: 2_000 },
    );
  });

  test('can be a value: what is filled in is not filled in again', () => {
    fc.assert(
      fc.property(
        fc.array(fragment).map((parts) => parts.join('')),
        (text) => {
          expect(renderText('a {{x}}', (name) => (name === 'x' ? text : 'no')).value).toBe(`a ${text}`);
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });
});

test.each(['<<p', 'a <<p', '<<p>', '<< p >', '<<a>>/<<b'])('%j is refused', (text) => {
  expect(compileTemplate(text)).toEqual({
    problem: `"${text}" is not a template: expected <<name>>, and \\<< for the characters themselves`,
  });
});

test.each(['1 << 2', 'a << b and more', '\\<<p', '<<', '<<a>><b'])('%j is a template', (text) => {
  expect(compileTemplate(text)).toHaveProperty('template');
});
