type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const number = { type: 'integer' };
const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});
const listOf = (items: Schema): Schema => ({ type: 'array', items });

const order = object({ id: text, amount: number, state: { enum: ['open', 'deleted'] } });
const newOrder = object({ amount: { type: 'integer', minimum: 1 } });
const note = object({ id: text, text });
const anExport = object({ id: text, state: { enum: ['running', 'done', 'failed'] }, rows: number }, ['rows']);
const file = object({ id: text, name: text, size: number });
const person = object({ email: text, nickname: text });
const session = object({ token: text, expires_in: number });
const subscription = object({ id: text, url: text });
const message = object({ event: text, order: text });
const error = object({ error: object({ code: text, field: text }, ['field']) });

type Answers = Readonly<Record<number, Schema | undefined>>;

const json = (schema: Schema): Schema => ({ 'application/json': { schema } });

type Extra = {
  readonly body?: Schema;
  readonly content?: Schema;
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  readonly isOpen?: true;
};

/** One operation: its answers by status, and what it is sent. */
const operation = (answers: Answers, { body, content, query = [], headers = [], isOpen }: Extra = {}) => ({
  ...(isOpen && { security: [] }),
  parameters: [...query.map((name) => [name, 'query']), ...headers.map((name) => [name, 'header'])].map(
    ([name, place]) => ({ name, in: place, schema: text }),
  ),
  ...((body ?? content) && { requestBody: { required: true, content: content ?? json(body!) } }),
  responses: Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      { description: status, ...(schema && { content: json(schema) }) },
    ]),
  ),
});

const withId = (operations: Readonly<Record<string, unknown>>) => ({
  parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
  ...operations,
});

/** The API document of the shop that the recipes of the cookbook run against. */
export const shopDocument = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  security: [{ bearer: [] }],
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/v1/sessions': {
      post: operation(
        { 201: session, 401: error },
        { isOpen: true, body: object({ email: text, password: text }) },
      ),
    },
    '/v1/me': {
      get: operation({ 200: person, 401: error }),
      patch: operation({ 200: person, 401: error }, { body: object({ nickname: text }) }),
    },
    '/v1/orders': {
      get: operation(
        { 200: object({ data: listOf(order), next: text }, ['next']), 429: error },
        { query: ['limit', 'after', 'state'] },
      ),
      post: operation(
        { 201: order, 401: error, 422: error },
        { body: newOrder, headers: ['Idempotency-Key'] },
      ),
    },
    '/v1/orders/{id}': withId({
      get: operation({ 200: order, 404: error }),
      delete: operation({ 204: undefined, 404: error }),
    }),
    '/v1/notes': { post: operation({ 201: note }, { body: object({ text }) }) },
    '/v1/notes/{id}': withId({
      get: operation({ 200: note, 304: undefined, 404: error }, { headers: ['If-None-Match'] }),
      put: operation({ 200: note, 412: error }, { body: object({ text }), headers: ['If-Match'] }),
      delete: operation({ 204: undefined }),
    }),
    '/v1/files': {
      post: operation(
        { 201: file },
        {
          content: {
            'multipart/form-data': { schema: object({ file: { type: 'string', format: 'binary' } }) },
          },
        },
      ),
    },
    '/v1/files/{id}': withId({ get: operation({ 200: file }), delete: operation({ 204: undefined }) }),
    '/v1/exports': { post: operation({ 202: anExport }) },
    '/v1/exports/{id}': withId({ get: operation({ 200: anExport }) }),
    '/v1/webhooks': { post: operation({ 201: subscription }, { body: object({ url: text }) }) },
    '/v1/webhooks/{id}': withId({ delete: operation({ 204: undefined }) }),
    '/v1/search': { get: operation({ 200: listOf(order), 429: error }, { query: ['q'] }) },
    '/v1/statements/{id}': withId({
      get: operation({ 200: object({ id: text, lines: number }), 502: error }),
    }),
    '/inbox/{id}': withId({ get: operation({ 200: listOf(message) }, { isOpen: true }) }),
  },
};
