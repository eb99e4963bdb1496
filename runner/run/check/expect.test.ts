import { describe, expect, test } from 'vitest';
import { scopeOf, stepOf } from '../../test/run-fixture.ts';
import { renderExpect } from './expect.ts';

const fill = (expectation: string, variables = {}, frontmatter = '', section = 'test') => {
  const { spec, step } = stepOf(`method: GET\npath: /x\n${expectation}`, frontmatter);
  return renderExpect(spec, { ...step, section: section as 'test' }, scopeOf(variables));
};

describe('the statuses', () => {
  test.each([
    ['expect: { status: [200, 4xx] }', '', 'test', [200, '4xx']],
    ['expect: { status: "{{s}}" }', '', 'test', [201]],
    ['expect: { status: ["{{s}}", 404] }', '', 'test', [201, 404]],
    ['', 'expectedOutcome: 422\n', 'test', [422]],
    ['expect: { status: 200 }', 'expectedOutcome: 422\n', 'test', [200]],
    ['', 'expectedOutcome: 422\n', 'prerequisites', ['2xx']],
    ['', 'expectedOutcome: 422\n', 'cleanup', ['2xx']],
    ['', '', 'test', ['2xx']],
    ['expect: { body: { $.a: 1 } }', '', 'test', ['2xx']],
  ])('%j with %j in %s', (expectation, frontmatter, section, statuses) => {
    expect(fill(expectation, { s: 201 }, frontmatter, section)).toMatchObject({ statuses });
  });
});

test('variables are filled in, in paths and values, with their types', () => {
  expect(
    fill('expect: { headers: { "X-{{h}}": "{{v}}" }, body: { "$.{{h}}": { gte: "{{n}}" } } }', {
      h: 'a',
      v: 'b',
      n: 5,
    }),
  ).toMatchObject({
    headers: { 'X-a': 'b' },
    body: { '$.a': { gte: 5 } },
  });
});

test('a map that comes out of a variable is a value, although its keys are those of matchers', () => {
  expect(fill('expect: { body: { $.a: "{{card}}" } }', { card: { type: 'string' } })).toMatchObject({
    body: { '$.a': { equals: { type: 'string' } } },
  });
});

test.each([
  ['a variable that nobody provides', 'expect: { body: { $.a: { gt: "{{nobody}}" } } }', 'variables'],
  ['a status that is none', 'expect: { status: "{{word}}" }', 'status'],
  ['a pattern that is none', 'expect: { body: { $.a: { matches: "{{open}}" } } }', 'expect'],
  ['a type that is none', 'expect: { body: { $.a: { type: "{{word}}" } } }', 'expect'],
  ['a path that is none', 'expect: { body: { "{{word}}": 1 } }', 'expect'],
])('%s is a problem before anything is sent', (_name, expectation, check) => {
  expect(fill(expectation, { word: 'constructor', open: '(' })).toMatchObject({ check });
});
