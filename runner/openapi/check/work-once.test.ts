import { expect, test } from 'vitest';
import { createCompiler } from '../schema/engine/compile.ts';
import { createContract } from './document-contract.ts';
import { documentsOf, documentWith, exchange } from './fixture.ts';
import { createSchemaStore } from './schema-checks.ts';

const Product = {
  type: 'object',
  required: ['id', 'price'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    price: { type: 'string' },
    currency: { type: 'string', nullable: true },
    created_at: { type: 'string', format: 'date-time' },
    taxes: { type: 'array', items: { anyOf: [{ $ref: '#/components/schemas/Tax' }, { type: 'string' }] } },
  },
};
const Tax = { type: 'object', properties: { name: { type: 'string' }, rate: { type: 'number' } } };
const schema = {
  type: 'object',
  properties: { data: { type: 'array', items: { $ref: '#/components/schemas/Product' } } },
};
const product = {
  id: '6f1e2d3c-0000-4000-8000-000000000000',
  price: '1.0',
  currency: null,
  created_at: '2026-01-01T00:00:00Z',
  taxes: [{ name: 'VAT', rate: 17 }],
};
const files = { '/api/a.json': documentWith(schema, { components: { schemas: { Product, Tax } } }) };
const body = { data: Array.from({ length: 10 }, () => product) };

test('an answer of ten items is compiled for once, however often it is held against its schema', async () => {
  const compiler = createCompiler();
  let compiled = 0;
  const counting: typeof compiler = {
    ...compiler,
    compile: (schema) => {
      compiled++;
      return compiler.compile(schema);
    },
  };
  const store = createSchemaStore(documentsOf(files), counting);
  const place = {
    file: '/api/a.json',
    pointer: '/paths/~1things/get/responses/200/content/application~1json/schema',
  };
  for (let n = 0; n < 20; n++) {
    const checks = store(place, '3.0', 'response');
    expect(checks.findings(body)).toEqual([]);
    checks.remarks(body);
  }
  expect(compiled).toBe(1);
});

test('an exchange that fits never looks a line up in the document', async () => {
  const documents = documentsOf(files);
  let located = 0;
  const counting: typeof documents = {
    ...documents,
    locate: (place) => {
      located++;
      return documents.locate(place);
    },
  };
  const contract = createContract({ documents: counting });
  contract.check(exchange({ response: { body } }));
  expect(located).toBe(0);
  contract.check(exchange({ response: { body: { data: [{}] } } }));
  expect(located).toBeGreaterThan(0);
});
