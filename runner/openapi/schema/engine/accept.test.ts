import { describe, expect, test } from 'vitest';
import { createAcceptor } from './accept.ts';
import { createPatternGuard } from './pattern.ts';

const accepts = (schema: object, value: unknown, defs = {}): boolean =>
  createAcceptor(schema as never, defs, createPatternGuard())(value);

describe('an acceptor', () => {
  const order = {
    type: 'object',
    required: ['id', 'lines'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', pattern: '^o-', format: 'uuid' },
      lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
      note: { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] },
    },
  };
  const defs = { line: { type: 'object', properties: { price: { type: 'number', minimum: 0 } } } };

  test.each([
    ['all that is required', { id: 'o-1', lines: [{ price: 2 }] }],
    ['an alternative', { id: 'o-1', lines: [{}], note: null }],
    ['code points, not units', { id: 'o-1', lines: [{}], note: '\u{1F600}\u{1F600}\u{1F600}' }],
  ])('accepts %s', (_, value) => expect(accepts(order, value, defs)).toBe(true));

  test.each([
    ['another type', []],
    ['a missing member', { id: 'o-1' }],
    ['another member', { id: 'o-1', lines: [{}], more: 1 }],
    ['a member behind a reference', { id: 'o-1', lines: [{ price: -1 }] }],
    ['a text off its pattern', { id: '1', lines: [{}] }],
    ['a number beyond doubles', { id: 'o-1', lines: [{ price: Symbol('1e400') }] }],
  ])('leaves to the library %s', (_, value) => expect(accepts(order, value, defs)).toBe(false));

  test.each([
    ['a keyword that it does not know', { contains: {} }],
    ['one that the value does not reach', { anyOf: [true, { properties: { a: { prefixItems: [] } } }] }],
    ['references without end', { $ref: '#/$defs/loop' }],
  ])('leaves to the library a schema with %s', (_, schema) =>
    expect(
      accepts(schema, [], { loop: { allOf: [{ $ref: '#/$defs/loop' }, { $ref: '#/$defs/loop' }] } }),
    ).toBe(false),
  );
});
