// A small API as its author would build it with Fastify, which makes the API document of its routes and publishes it.
// `node notes-api.mjs` prints its address; GET /store shows what it keeps, without a token and outside of the document.
import swagger from '@fastify/swagger';
import Fastify from 'fastify';

const TOKEN = 'correct-horse-battery';
const USER = { email: 'ada@example.com', password: 'staple-9-horses' };
const notes = new Map([['note-1', { id: 'note-1', title: 'First', done: false }]]);
let created = 1;

const app = Fastify();
await app.register(swagger, {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1.0.0' },
    components: { securitySchemes: { notesToken: { type: 'http', scheme: 'bearer' } } },
    security: [{ notesToken: [] }],
  },
});

app.addSchema({
  $id: 'Note',
  type: 'object',
  required: ['id', 'title', 'done'],
  properties: { id: { type: 'string' }, title: { type: 'string' }, done: { type: 'boolean' } },
});
app.addSchema({
  $id: 'Problem',
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
});
const note = { $ref: 'Note#' };
const problem = (description) => ({ description, $ref: 'Problem#' });
const noteId = { type: 'object', required: ['noteId'], properties: { noteId: { type: 'string' } } };
const open = { security: [] };

app.setErrorHandler((error, _request, reply) =>
  reply.code(error.statusCode ?? 500).send({ message: error.message }),
);
app.addHook('onRequest', async (request, reply) => {
  const isOpen = ['/openapi.json', '/health', '/login', '/store'].includes(request.url);
  if (!isOpen && request.headers.authorization !== `Bearer ${TOKEN}`)
    await reply.code(401).send({ message: 'no valid token' });
});

app.after(() => {
  app.get(
    '/health',
    {
      schema: {
        ...open,
        operationId: 'health',
        summary: 'Whether the API is up',
        tags: ['system'],
        response: { 200: { type: 'object', required: ['status'], properties: { status: { enum: ['up'] } } } },
      },
    },
    async () => ({ status: 'up' }),
  );
  app.post(
    '/login',
    {
      schema: {
        ...open,
        operationId: 'logIn',
        summary: 'Exchange a password for a token',
        tags: ['login'],
        body: {
          type: 'object',
          required: ['email', 'password'],
          properties: {
            email: { type: 'string', format: 'email' },
            password: { type: 'string', minLength: 8 },
          },
        },
        response: {
          200: { type: 'object', required: ['token'], properties: { token: { type: 'string' } } },
          400: problem('invalid'),
          401: problem('wrong password'),
        },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      if (email === USER.email && password === USER.password) return { token: TOKEN };
      return reply.code(401).send({ message: 'wrong password' });
    },
  );
  app.get(
    '/notes',
    {
      schema: {
        operationId: 'listNotes',
        summary: 'List the notes, page by page',
        tags: ['notes'],
        querystring: {
          type: 'object',
          properties: {
            page: { type: 'integer', minimum: 1, default: 1 },
            limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
          },
        },
        response: {
          200: {
            type: 'object',
            required: ['data', 'total'],
            properties: { data: { type: 'array', items: note }, total: { type: 'integer' } },
          },
          401: problem('no valid token'),
        },
      },
    },
    async ({ query: { page, limit } }) => ({
      data: [...notes.values()].slice((page - 1) * limit, page * limit),
      total: notes.size,
    }),
  );
  app.post(
    '/notes',
    {
      schema: {
        operationId: 'createNote',
        summary: 'Write a note',
        tags: ['notes'],
        body: {
          type: 'object',
          required: ['title'],
          properties: {
            title: { type: 'string', minLength: 1, maxLength: 80 },
            done: { type: 'boolean', default: false },
          },
        },
        response: { 201: note, 400: problem('invalid'), 401: problem('no valid token') },
      },
    },
    async (request, reply) => {
      const made = { id: `note-${++created}`, ...request.body };
      notes.set(made.id, made);
      return reply.code(201).send(made);
    },
  );
  app.get(
    '/notes/:noteId',
    {
      schema: {
        operationId: 'readNote',
        summary: 'Read a note',
        tags: ['notes'],
        params: noteId,
        response: { 200: note, 401: problem('no valid token'), 404: problem('no such note') },
      },
    },
    async (request, reply) =>
      notes.get(request.params.noteId) ?? reply.code(404).send({ message: 'no such note' }),
  );
  app.delete(
    '/notes/:noteId',
    {
      schema: {
        operationId: 'deleteNote',
        summary: 'Delete a note',
        tags: ['notes'],
        params: noteId,
        response: {
          204: { type: 'null', description: 'deleted' },
          401: problem('no valid token'),
          404: problem('no such note'),
        },
      },
    },
    async (request, reply) =>
      notes.delete(request.params.noteId)
        ? reply.code(204).send()
        : reply.code(404).send({ message: 'no such note' }),
  );
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/store', { schema: { hide: true } }, async () => [...notes.values()]);
});

console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
