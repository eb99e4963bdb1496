import { FALLBACK, PATHS, PRIMARY } from './api.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const number = { type: 'number' } as const;
const nullable = { type: 'string', nullable: true } as const;

const object = (properties: Readonly<Record<string, unknown>>): object => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});
const list = (items: object): object => ({ type: 'array', items });
const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A response as the server wraps it. */
const answer = (data: object): object => ({
  description: 'done',
  ...json(object({ data, success: { type: 'boolean', enum: [true] } })),
});

/** An operation with its parameters in the path, the schema of its request's body and of its responses. */
const operation = (
  path: string,
  { body, responses }: { readonly body?: object; readonly responses: Readonly<Record<string, object>> },
): object => ({
  parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  })),
  ...(body !== undefined && { requestBody: { required: true, ...json(body) } }),
  responses: Object.fromEntries(Object.entries(responses).map(([status, data]) => [status, answer(data)])),
});

const time = { type: 'string', format: 'date-time' } as const;
const tax = object({ id: text, name: text, rate: number });
const price = { type: 'string', pattern: '^\\d+(\\.\\d+)?$' } as const;
const currency = { type: 'string', enum: ['USD', 'EUR'] } as const;

const schemas = {
  Product: object({
    id: text,
    name: { type: 'string', maxLength: 200 },
    description: text,
    price,
    currency,
    display: flag,
    taxes: list(tax),
    total_price: price,
    created_at: time,
    staff_id: text,
    business_id: text,
    sku: nullable,
    cost: price,
    image_url: nullable,
  }),
  ProductOrder: object({
    id: text,
    client_id: text,
    matter_uid: text,
    product_id: text,
    payment_request_id: text,
    payment_request_state: { type: 'string', enum: ['pending', 'paid'] },
    price,
    total_price: price,
    currency,
    name: text,
    taxes: list(tax),
    created_at: time,
    staff_id: text,
  }),
};

const below = (path: string): string => path.replace(PRIMARY, '').replace(FALLBACK, '');
const reassign = below(PATHS.reassign('{matter_uid}'));
const sendLink = below(PATHS.sendLink('{payment_request_uid}'));

/** The API document of the server: its four operations, with every field that they take and answer. */
export const API_DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'Payments', version: '1.0.0' },
  paths: {
    [below(PATHS.products)]: {
      get: operation('', { responses: { 200: object({ products: list(ref('Product')) }) } }),
    },
    [below(PATHS.orders)]: {
      post: operation('', {
        body: object({
          product_order: object({ client_id: text, matter_uid: text, price: number, product_id: text }),
        }),
        responses: { 201: object({ product_order: ref('ProductOrder') }) },
      }),
    },
    [reassign]: {
      put: operation(reassign, {
        body: object({ staff_uid: text, reassign_future_meetings: flag }),
        responses: {
          200: object({ matter: object({ uid: text, staff_uid: text, reassign_future_meetings: flag }) }),
        },
      }),
    },
    [sendLink]: {
      post: operation(sendLink, {
        body: object({ channel: { type: 'string', enum: ['email', 'sms'] }, channel_value: text }),
        responses: { 201: { type: 'object' } },
      }),
    },
  },
  components: { schemas },
};
