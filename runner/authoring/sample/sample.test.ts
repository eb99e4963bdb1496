import { expect, test } from 'vitest';
import { createDocuments } from '../../openapi/document/load.ts';
import type { Need } from './need.ts';
import { sampleBody } from './sample.ts';
import { fillStandIns, literal } from './templates.ts';

/** What is sampled for a schema, and what was asked for on the way. */
function sampled(schema: unknown, example?: unknown, provided?: string) {
  const root = { openapi: '3.1.0', components: { schemas: { It: schema } } };
  const documents = createDocuments({ read: () => JSON.stringify(root) });
  const needs: Need[] = [];
  const value = sampleBody(
    {
      documents,
      branch: 0,
      isFull: false,
      provide: (need) => {
        needs.push(need);
        return provided;
      },
    },
    { file: '/a.json', pointer: '/components/schemas/It' },
    example,
  );
  return { value, needs: needs.map(({ name, kind, noun }) => [name, kind, noun.join(' ')]) };
}

const object = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

test('required fields get values by format, name, limits and pattern', () => {
  const { value } = sampled(
    object(
      {
        email: { type: 'string', format: 'email' },
        start: { type: 'string', format: 'date' },
        end: { type: 'string', format: 'date-time' },
        count: { type: 'integer', minimum: 3 },
        step: { type: 'number', exclusiveMinimum: 0, multipleOf: 5 },
        kind: { enum: ['a', 'b'], default: 'b' },
        code: { type: 'string', pattern: '^[A-Z]{3}$' },
        short: { type: 'string', maxLength: 4 },
        isOpen: { type: 'boolean' },
        note: { type: 'string' },
        left: { type: 'string' },
        made: { type: 'string', readOnly: true },
      },
      ['email', 'start', 'end', 'count', 'step', 'kind', 'code', 'short', 'isOpen', 'note', 'made'],
    ),
  );
  expect(value).toEqual({
    email: '{{random_email}}',
    start: '{{tomorrow_date}}',
    end: '{{next_week_datetime}}',
    count: 3,
    step: 5,
    kind: 'b',
    code: 'AAA',
    short: 'shor',
    isOpen: false,
    note: 'note {{unique_id}}',
  });
});

test('an identity in an example is stale: it is asked for, and left out where nothing gives it', () => {
  const schema = object({ client_id: { type: 'string' }, price: { type: 'number' } }, ['price']);
  const example = { client_id: 'c5x0q8', price: 12.5 };
  expect(sampled(schema, example)).toEqual({
    value: { price: 12.5 },
    needs: [['client_id', 'id', 'client']],
  });
  expect(sampled(schema, example, '{{client_id}}').value).toEqual({
    client_id: '{{client_id}}',
    price: 12.5,
  });
});

test('a secret and a file are asked for', () => {
  const schema = object({ password: { type: 'string' }, scan: { type: 'string', format: 'binary' } });
  expect(sampled(schema, undefined, 'x').needs.map(([name, kind]) => [name, kind])).toEqual([
    ['password', 'secret'],
    ['scan', 'file'],
  ]);
});

test('a schema that holds itself ends', () => {
  const schema = object({ name: { type: 'string' }, child: { $ref: '#/components/schemas/It' } });
  expect(JSON.stringify(sampled(schema).value)).toContain('"child":null');
});

test('the branch of a discriminator has its value', () => {
  const schema = {
    oneOf: [{ $ref: '#/components/schemas/It/$defs/Card' }, { $ref: '#/components/schemas/It/$defs/Bank' }],
    discriminator: { propertyName: 'kind' },
    $defs: { Card: object({ kind: { type: 'string' }, cents: { type: 'integer' } }), Bank: object({}) },
  };
  expect(sampled(schema).value).toEqual({ kind: 'Card', cents: 1 });
});

test('braces of a document are no variables', () => {
  expect(literal('a {{b}} <<c>>')).toBe(String.raw`a \{{b}} \<<c>>`);
  expect(fillStandIns({ a: literal('{{b}}'), b: '{{id}}', c: 'x {{id}}' }, new Map([['id', 7]]))).toEqual({
    a: '{{b}}',
    b: 7,
    c: 'x 7',
  });
});
