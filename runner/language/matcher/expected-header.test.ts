import { describe, expect, test } from 'vitest';
import { stepOf } from '../../test/run-fixture.ts';
import type { Answer } from '../answer.ts';
import { fillExpected } from './expected.ts';
import { matchHeader } from './expected-header.ts';
import { Written } from '../template/written.ts';

const variables: Readonly<Record<string, unknown>> = {
  ver: new Written(1.1, '1.10'),
  none: null,
  seven: 7,
  list: [new Written(1.1, '1.10'), 2],
};

/** What becomes of `X-A: wanted` when the answer has that header. */
function outcomeOf(wanted: string, header: string | undefined): string {
  const { spec, step } = stepOf(`method: GET\npath: /x\nexpect: { headers: { X-A: ${wanted} } }`);
  expect(spec.diagnostics).toEqual([]);
  const filling = fillExpected(step.expect, (name) => variables[name]);
  if (!('filled' in filling)) return 'problem' in filling ? filling.problem : 'missing';
  const answer: Answer = {
    status: 200,
    headers: header === undefined ? {} : { 'x-a': header },
    bodyBytes: 0,
    json: undefined,
  };
  return matchHeader(answer, 'X-A', filling.filled.headers['X-A']!, (pattern, text) =>
    new RegExp(pattern).test(text) ? 'matches' : 'differs',
  ).outcome;
}

describe('a header is held against the text that is written', () => {
  test.each([
    ['1.10', '1.10'],
    ['007', '007'],
    ['+49', '+49'],
    ['True', 'True'],
    ['0x1F', '0x1F'],
    ['~', ''],
    ['null', ''],
    ['', ''],
    ['"{{ver}}"', '1.10'],
    ['"v{{ver}}"', 'v1.10'],
    ['"{{none}}"', ''],
    ['{ equals: 1.10 }', '1.10'],
    ['{ equals: "{{ver}}" }', '1.10'],
    ['{ not: 1.1 }', '1.10'],
    ['{ not: ~ }', 'a'],
    ['{ in: [1.10, 2.0] }', '2.0'],
    ['{ in: "{{list}}" }', '1.10'],
    ['{ notIn: [1.1, 2] }', '1.10'],
    ['{ contains: 1.10 }', 'v1.10'],
    ['{ startsWith: 00 }', '007'],
    ['{ endsWith: .0 }', '2.0'],
    ['{ any: 1.10 }', '1.10'],
    ['{ each: { startsWith: 1.10 } }', '1.10.3'],
  ])('%s holds of %j', (wanted, header) => {
    expect(outcomeOf(wanted, header)).toBe('held');
  });

  test.each([
    ['1.10', '1.1'],
    ['007', '7'],
    ['True', 'true'],
    ['~', 'a'],
    ['~', undefined],
    ['"{{none}}"', 'a'],
    ['"{{ver}}"', '1.1'],
    ['{ not: 1.10 }', '1.10'],
    ['{ not: ~ }', ''],
    ['{ in: [1.10] }', '1.1'],
    ['{ notIn: [1.10] }', '1.10'],
    ['{ contains: 1.10 }', 'v1.1'],
    ['{ endsWith: 2.0 }', '1.2'],
  ])('%s does not hold of %j', (wanted, header) => {
    expect(outcomeOf(wanted, header)).toBe('differs');
  });
});

describe('a header is compared as a number with a number', () => {
  test.each([
    ['{ gt: 3 }', '10'],
    ['{ gte: 10, lt: 10.5 }', '10'],
    ['{ gt: 3, matches: "^1" }', '10'],
    ['{ not: { gt: 10 } }', '9'],
    ['{ lte: "{{seven}}" }', '+7'],
    ['{ gt: 990000000262240064 }', '990000000262240065'],
  ])('%s holds of %j', (wanted, header) => {
    expect(outcomeOf(wanted, header)).toBe('held');
  });

  test.each([
    ['{ gt: 3 }', '3'],
    ['{ gt: 3 }', 'many'],
    ['{ gt: 3 }', ''],
    ['{ gt: 3 }', undefined],
    ['{ not: { gt: 3 } }', 'many'],
    ['{ not: { gt: 3 } }', '10'],
    ['{ gt: 3, startsWith: 2 }', '10'],
    ['{ lt: 990000000262240065 }', '990000000262240065'],
  ])('%s does not hold of %j', (wanted, header) => {
    expect(outcomeOf(wanted, header)).toBe('differs');
  });
});

test('a matcher of texts in a body gets the text that is written', () => {
  const { step } = stepOf(
    'method: GET\npath: /x\nexpect: { body: { $.a: { endsWith: 2.0, startsWith: "{{ver}}" }, $.b: { not: { matches: 00 } }, $.c: { equals: 2.0 }, $.d: 2.0 } }',
  );
  const filling = fillExpected(step.expect, (name) => variables[name]);
  expect(filling).toMatchObject({
    filled: {
      body: {
        '$.a': { endsWith: '2.0', startsWith: '1.10' },
        '$.b': { not: { matches: '00' } },
        '$.c': { equals: 2 },
        '$.d': 2,
      },
    },
  });
});
