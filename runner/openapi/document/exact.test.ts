import { expect, test } from 'vitest';
import { compareExact, isWhole, multiplesOf, readAnyNumber } from './exact.ts';
import { contractOf, exchange } from '../check/fixture.ts';
import { showValue } from './show-value.ts';
import { parseExactDocument, parseExactYaml } from './exact-document.ts';

const big = (digits: string) => readAnyNumber(digits);

test.each([
  ['990000000262240064', '990000000262240065', -1],
  ['9007199254740993', '9007199254740992', 1],
  ['-9007199254740993', '-9007199254740992', -1],
  ['1e400', '5', 1],
  ['0.10000000000000000001', '0.1', 1],
  ['12345678901234567890.0', '12345678901234567890', 0],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareExact(big(a), big(b)))).toBe(sign);
});

test.each([
  ['90071992547409931.07', '0.01', true],
  ['90071992547409931.075', '0.01', false],
  ['990000000262240065', '5', true],
  ['990000000262240066', '5', false],
  ['1e1000000000', '7', false],
  ['1e1000000000', '4', true],
  ['1e-1000000000', '1', false],
  [`1e${'9'.repeat(400)}`, '7', false],
  [`1e${'9'.repeat(400)}`, '4', true],
])('%s as a multiple of %s', (value, of, holds) => {
  expect(multiplesOf(big(of))(big(value))).toBe(holds);
});

test('a number may be whole beyond doubles', () => {
  expect([
    isWhole(big('9007199254740993.0')),
    isWhole(big('9007199254740993.5')),
    isWhole(big('1e400')),
  ]).toEqual([true, false, true]);
});

test('documents keep the digits of their numbers', () => {
  const json = '{"enum":[990000000262240065,1,"990000000262240065 \\" 12345678901234567890"],"x":1.5}';
  expect(String((parseExactDocument(json) as { enum: unknown[] }).enum[0])).toBe(
    'Symbol(990000000262240065)',
  );
  expect(parseExactDocument(json)).toMatchObject({ x: 1.5 });
  expect((parseExactDocument(json) as { enum: unknown[] }).enum.slice(1)).toEqual([
    1,
    '990000000262240065 " 12345678901234567890',
  ]);
  const yaml =
    'enum: [990000000262240065, "990000000262240065", 1.0]\nmaximum: 0.12345678901234567890\nx: 0x10\n';
  const read = parseExactYaml(yaml) as { enum: unknown[]; maximum: unknown; x: unknown };
  expect([...read.enum, read.maximum, read.x].map(String)).toEqual([
    'Symbol(990000000262240065)',
    '990000000262240065',
    '1',
    'Symbol(0.12345678901234567890)',
    '16',
  ]);
});

/** What is said of an answer whose member `v` has these digits, where the schema is written as JSON. */
async function said(schema: string, digits: string): Promise<readonly string[]> {
  const text = `{"openapi":"3.0.3","paths":{"/things":{"get":{"responses":{"200":{"description":"","content":{"application/json":
    {"schema":{"type":"object","properties":{"v":${schema}}}}}}}}}}}`;
  const contract = contractOf({ '/api/a.json': text });
  return contract
    .check(exchange({ response: { body: { v: readAnyNumber(digits) } } }))
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ message }) => message);
}

test.each([
  ['{"enum":[990000000262240065]}', '990000000262240065', '990000000262240064'],
  ['{"type":"integer","maximum":9007199254740993}', '9007199254740993', '9007199254740994'],
  ['{"type":"integer","minimum":9007199254740993}', '9007199254740993', '9007199254740992'],
  ['{"minimum":9007199254740993,"exclusiveMinimum":true}', '9007199254740994', '9007199254740993'],
  ['{"type":"number","multipleOf":0.01}', '90071992547409931.07', '90071992547409931.075'],
  ['{"type":"integer"}', '9007199254740993', '9007199254740993.5'],
  [
    '{"oneOf":[{"enum":[990000000262240065]},{"enum":[990000000262240064]}]}',
    '990000000262240064',
    '990000000262240066',
  ],
  ['{"type":"string","nullable":true}', '', '9007199254740993'],
])('%s: %s holds, %s does not', async (schema, holding, breaking) => {
  if (holding !== '') expect(await said(schema, holding)).toEqual([]);
  const [message, ...others] = await said(schema, breaking);
  expect(others).toEqual([]);
  expect(message).toContain(breaking);
});

test.each([
  ['int64', '9223372036854775807', true],
  ['int64', '9223372036854775808', false],
  ['int64', '-9223372036854775809', false],
  ['uint64', '18446744073709551615', true],
  ['uint64', '18446744073709551616', false],
  ['double', '1e308', true],
  ['double', '1e400', false],
  ['float', '3.5e38', false],
])('%s %s fits: %s', async (format, digits, fits) => {
  expect(await said(`{"type":"number","format":"${format}"}`, digits)).toHaveLength(fits ? 0 : 1);
});

test('members of no object are asked of a number', async () => {
  expect(
    await said('{"required":["a"],"minLength":5,"additionalProperties":false}', '9007199254740993'),
  ).toEqual([]);
});

test('a message shows all digits of usual numbers, and the first of very long ones', () => {
  expect(showValue(big('990000000262240065'))).toBe('990000000262240065');
  expect(showValue(big('7'.repeat(10_000)))).toBe(`${'7'.repeat(200)}...`);
});
