import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { createFakeHost, type FakeHostOptions } from './fake-host.ts';
import { serveHttp } from './server.ts';
import { makeFolder } from './temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const SANDBOX = 'default: sandbox\nenvironments:\n  sandbox: { sandbox: true }\n';

async function verify(folder: string, words: readonly string[], options: Omit<FakeHostOptions, 'cwd'> = {}) {
  const fake = createFakeHost({ cwd: folder, time: 'real', ...options });
  const exit = await main(words, fake.host);
  return { exit, stdout: fake.stdout(), stderr: fake.stderr() };
}

const filesOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort()
    : [];

test('of the five APIs, all specs but one are green in the sandbox as they are written', async () => {
  const folder = makeFolder({ 'environments.yaml': SANDBOX });
  cpSync(join(ROOT, 'swagger'), join(folder, 'swagger'), { recursive: true });
  const written = await verify(folder, ['new', '--all']);
  expect(written).toMatchObject({ exit: 0, stderr: '' });
  expect(written.stdout).toContain('62 written\n');
  expect(await verify(folder, ['check'])).toMatchObject({
    exit: 0,
    stdout: '62 specs checked: nothing is wrong\n',
  });
  const run = await verify(folder, ['--no-write', '--quiet', '--seed', '1']);
  // A link is only sent by the owner of its matter, which the document says in prose.
  expect(run.stdout).toContain('62 specs: 61 passed, 1 failed\n');
  expect(run.stdout).toContain('The matter belongs to another staff member');
});

const object = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const id = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'integer' } });
const failure = { description: 'no', ...json(object({ error: { type: 'string' } })) };

const SHOP = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  security: [{ shopKey: [] }],
  components: {
    securitySchemes: { shopKey: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Pet: object({ id: { type: 'integer' }, name: { type: 'string' } }),
      NewPet: object({ name: { type: 'string', minLength: 1 } }),
      Order: object({
        id: { type: 'integer' },
        petId: { type: 'integer' },
        day: { type: 'string', format: 'date' },
      }),
      NewOrder: object({ petId: { type: 'integer' }, day: { type: 'string', format: 'date' } }),
    },
  },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        tags: ['pets'],
        responses: {
          200: {
            description: 'all',
            ...json({ type: 'array', items: { $ref: '#/components/schemas/Pet' } }),
          },
        },
      },
      post: {
        operationId: 'addPet',
        tags: ['pets'],
        summary: 'Add a pet',
        requestBody: { required: true, ...json({ $ref: '#/components/schemas/NewPet' }) },
        responses: {
          201: { description: 'added', ...json({ $ref: '#/components/schemas/Pet' }) },
          401: failure,
          422: failure,
        },
      },
    },
    '/pets/{petId}': {
      get: {
        operationId: 'getPet',
        tags: ['pets'],
        parameters: [id('petId')],
        responses: {
          200: { description: 'a pet', ...json({ $ref: '#/components/schemas/Pet' }) },
          404: failure,
        },
      },
      delete: {
        operationId: 'removePet',
        tags: ['pets'],
        parameters: [id('petId')],
        responses: { 204: { description: 'removed' }, 404: failure },
      },
    },
    '/orders': {
      post: {
        operationId: 'order',
        tags: ['orders'],
        requestBody: { required: true, ...json({ $ref: '#/components/schemas/NewOrder' }) },
        responses: { 201: { description: 'ordered', ...json({ $ref: '#/components/schemas/Order' }) } },
      },
    },
    '/orders/{orderId}': {
      delete: { parameters: [id('orderId')], responses: { 204: { description: 'cancelled' } } },
    },
    '/reports/{reportId}': {
      get: {
        operationId: 'getReport',
        parameters: [id('reportId')],
        responses: { 200: { description: 'a report', ...json(object({ title: { type: 'string' } })) } },
      },
    },
  },
};

/** A shop that keeps pets and orders, and says what is left. */
async function serveShop() {
  const kept = new Map<string, unknown>();
  let last = 0;
  const { url } = await serveHttp((request, response) => {
    const answer = (status: number, value?: unknown): void => {
      response.writeHead(status, value === undefined ? {} : { 'content-type': 'application/json' });
      response.end(value === undefined ? '' : JSON.stringify(value));
    };
    if (request.url === '/openapi.json') return answer(200, SHOP);
    if (request.headers.authorization !== 'Bearer open-sesame') return answer(401, { error: 'who?' });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (request.method === 'POST') {
        const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
        if (path === '/pets' && !body['name']) return answer(422, { error: 'no name' });
        const made = { id: ++last, ...body };
        kept.set(`${path}/${last}`, made);
        return answer(201, made);
      }
      if (path === '/pets')
        return answer(
          200,
          [...kept].filter(([each]) => each.startsWith('/pets/')).map(([, pet]) => pet),
        );
      if (!kept.has(path)) return answer(404, { error: 'nothing there' });
      if (request.method === 'GET') return answer(200, kept.get(path));
      kept.delete(path);
      return answer(204);
    });
  });
  return { url, kept };
}

const shopFolder = (url: string): string =>
  makeFolder({
    'swagger/shop.json': JSON.stringify(SHOP),
    'environments.yaml': `default: main\nenvironments:\n  main:\n    baseUrl: ${url}\n    tokens:\n      shopKey: { scheme: bearer, value: "{{env.SHOP_KEY}}" }\n`,
    '.env': 'SHOP_KEY=open-sesame\n',
  });

test('what new specs create they delete; what no operation gives is left to a person', async () => {
  const shop = await serveShop();
  const folder = shopFolder(shop.url);
  const written = await verify(folder, ['new', '--all']);
  expect(written.stdout).toContain(
    'created  specs/reports/get_report.md  skipped: needs {reportId}, which no operation of swagger/shop.json gives',
  );
  expect(filesOf(join(folder, 'specs'))).toEqual([
    'orders/delete_orders.md',
    'orders/order.md',
    'pets/add_pet.md',
    'pets/add_pet_without_name.md',
    'pets/add_pet_without_token.md',
    'pets/get_pet.md',
    'pets/get_pet_unknown_pet_id.md',
    'pets/list_pets.md',
    'pets/remove_pet.md',
    'pets/remove_pet_unknown_pet_id.md',
    'reports/get_report.md',
  ]);
  const run = await verify(folder, []);
  expect(run.stdout).toContain('11 specs: 10 passed, 1 skipped\n');
  expect([...shop.kept]).toEqual([]);
  expect(readFileSync(join(folder, 'specs/pets/get_pet.md'), 'utf8')).toContain('"$.id": "{{pet_id}}"');
});

test('--record shows what an answer lets a spec expect, and writes it with --yes', async () => {
  const shop = await serveShop();
  const folder = shopFolder(shop.url);
  await verify(folder, ['new', 'addPet']);
  const path = 'specs/pets/add_pet.md';
  const before = readFileSync(join(folder, path), 'utf8');
  const shown = await verify(folder, ['new', '--record', path]);
  expect(shown).toMatchObject({ exit: 0, stderr: '' });
  expect(shown.stdout).toContain(`--- a/${path}\n+++ b/${path}\n`);
  expect(shown.stdout).toContain(
    '-        "$.name": { type: string }\n+        "$.name": "name {{unique_id}}"\n',
  );
  expect(readFileSync(join(folder, path), 'utf8')).toBe(before);
  expect((await verify(folder, ['new', '--record', path, '--yes'])).stdout).toContain(`written  ${path}`);
  expect((await verify(folder, [path])).exit).toBe(0);
  const again = await verify(folder, ['new', '--record', path]);
  expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining('nothing to add') });
  expect([...shop.kept]).toEqual([]);
});

test('--record records nothing of a spec that fails, and asks for one spec', async () => {
  const shop = await serveShop();
  const folder = shopFolder(shop.url);
  await verify(folder, ['new', 'addPet']);
  const failed = await verify(folder, ['new', '--record', 'specs/pets/add_pet.md'], {
    env: { SHOP_KEY: 'wrong' },
  });
  expect(failed).toMatchObject({
    exit: 1,
    stdout: '',
    stderr: expect.stringContaining('nothing is recorded'),
  });
  const many = await verify(folder, ['new', '--record', 'specs']);
  expect(many).toMatchObject({ exit: 3, stderr: expect.stringContaining('expected one spec, found 3') });
});

test('from an empty folder to a green whole: init, a token, new --missing, check, a run; nothing is left behind', async () => {
  const shop = await serveShop();
  const folder = makeFolder({});
  await verify(folder, ['init', `${shop.url}/openapi.json`, '--yes']);
  const example = readFileSync(join(folder, '.env.example'), 'utf8');
  writeFileSync(join(folder, '.env'), example.replace(/^(\w*SHOP\w*)=$/m, '$1=open-sesame'));
  expect(await verify(folder, ['new', '--missing'])).toMatchObject({ exit: 0, stderr: '' });
  expect((await verify(folder, ['check'])).exit).toBe(0);
  const run = await verify(folder, ['--quiet']);
  expect({ exit: run.exit, stdout: run.stdout }).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('11 specs: 10 passed, 1 skipped\n'),
  });
  expect([...shop.kept]).toEqual([]);
  expect((await verify(folder, ['new', '--missing'])).stdout).toContain('\n0 written\n');
});

test('a second time it writes nothing and keeps what a person has changed', async () => {
  const folder = shopFolder('http://localhost:1');
  await verify(folder, ['new', 'POST /pets']);
  const path = join(folder, 'specs/pets/add_pet.md');
  const before = readFileSync(path, 'utf8');
  const again = await verify(folder, ['new', 'POST', '/pets']);
  expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining('0 written, 3 kept') });
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('--missing writes what has no spec, by the endpoints of the specs that are there', async () => {
  const folder = shopFolder('http://localhost:1');
  await verify(folder, ['new', 'addPet']);
  const { stdout } = await verify(folder, ['new', '--missing']);
  expect(stdout).not.toContain('add_pet');
  expect(stdout).toContain('8 written');
});

test('an operation that is not there is refused with the nearest; several of one name ask for more', async () => {
  const folder = shopFolder('http://localhost:1');
  const none = await verify(folder, ['new', 'POST /pest']);
  expect(none).toMatchObject({ exit: 3, stderr: expect.stringContaining('did you mean "POST /pets"') });
  const many = await verify(folder, ['new', 'pets']);
  expect(many).toMatchObject({ exit: 3, stderr: expect.stringContaining('"pets" names 4 operations') });
  expect((await verify(folder, ['new'])).exit).toBe(3);
  expect(existsSync(join(folder, 'specs'))).toBe(false);
});

test('documents that cannot be read, or only lead to themselves, end in a message', async () => {
  const none = makeFolder({});
  expect(await verify(none, ['new', '--all'])).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining('there is no API document'),
  });
  const broken = makeFolder({ 'swagger/a.yaml': 'openapi: 3.0.0\npaths: [\n' });
  expect(await verify(broken, ['new', '--all'])).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining('swagger/a.yaml is not sound JSON or YAML'),
  });
  const circular = { ...SHOP, components: { ...SHOP.components, schemas: { ...SHOP.components.schemas } } };
  Object.assign(circular.components.schemas, {
    NewPet: object({ name: { type: 'string' }, parent: { $ref: '#/components/schemas/NewPet' } }),
    Pet: { $ref: '#/components/schemas/Pet' },
  });
  const folder = makeFolder({ 'swagger/a.json': JSON.stringify(circular) });
  const { exit, stdout } = await verify(folder, ['new', '--all']);
  expect(exit).toBe(0);
  expect(stdout).toContain('add_pet.md  skipped: needs a body that fits the document');
});

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written ends with a message', async () => {
  const folder = shopFolder('http://localhost:1');
  chmodSync(folder, 0o500);
  const { exit, stderr } = await verify(folder, ['new', '--all']);
  chmodSync(folder, 0o700);
  expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining('make it writable') });
});

test('a thousand operations that all need one another are written without a search that grows with them', async () => {
  const paths: Record<string, unknown> = {};
  for (let at = 0; at < 500; at++) {
    const next = `thing${(at + 1) % 500}_id`;
    paths[`/thing${at}s`] = {
      post: {
        requestBody: { required: true, ...json(object({ [next]: { type: 'string' } })) },
        responses: { 201: { description: 'made', ...json(object({ id: { type: 'string' } })) } },
      },
    };
    paths[`/thing${at}s/{thing${at}_id}`] = {
      get: {
        parameters: [{ name: `thing${at}_id`, in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'a thing', ...json(object({ id: { type: 'string' } })) } },
      },
    };
  }
  const document = { openapi: '3.0.0', info: { title: 'Things', version: '1' }, paths };
  const folder = makeFolder({ 'swagger/a.json': JSON.stringify(document) });
  const { exit, stdout } = await verify(folder, ['new', '--all']);
  expect(exit).toBe(0);
  expect(stdout).toContain('1000 written');
});

test('what a request without a token holds of secrets and files is made up', async () => {
  const body = object({ apiSecret: { type: 'string' } });
  const form = {
    'multipart/form-data': { schema: object({ photo: { type: 'string', format: 'binary' } }) },
  };
  const answers = { 201: { description: 'made' }, 401: failure };
  const paths = {
    '/keys': {
      post: { operationId: 'addKey', requestBody: { required: true, ...json(body) }, responses: answers },
    },
    '/photos': {
      post: { operationId: 'addPhoto', requestBody: { required: true, content: form }, responses: answers },
    },
  };
  const folder = makeFolder({
    'swagger/shop.json': JSON.stringify({ ...SHOP, paths }),
    'environments.yaml':
      'default: shop\nenvironments:\n  shop:\n    baseUrl: http://127.0.0.1:9\n    tokens: { shopKey: "{{env.SHOP_KEY}}" }\n',
  });
  const written = await verify(folder, ['new', '--all']);
  expect(written.stdout).toContain('add_key_without_token.md\n');
  expect(written.stdout).toContain('add_photo_without_token.md\n');
  const checked = await verify(folder, ['check']);
  expect(checked.stdout).toContain(' 0 errors');
  expect(checked.exit).toBe(0);
});

const OWN = {
  openapi: '3.1.0',
  info: { title: 'Own', version: '1' },
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/cart': {
      delete: {
        security: [{ key: [] }],
        responses: { 204: { description: 'emptied' }, 401: { description: 'who is it?' } },
      },
    },
    '/settings': {
      put: {
        requestBody: json(object({ a: { type: 'string' } })),
        responses: { 200: { description: 'ok' } },
      },
    },
    '/logs/purge': { post: { responses: { 200: { description: 'ok' } } } },
    '/logs/clear': { get: { responses: { 200: { description: 'ok' } } } },
    '/users': {
      get: {
        responses: {
          200: { description: 'all', ...json({ type: 'array', items: object({ id: { type: 'string' } }) }) },
        },
      },
    },
    '/members': {
      post: {
        requestBody: { required: true, ...json(object({ userId: { type: 'string' } })) },
        responses: { 201: { description: 'ok', ...json(object({ userId: { type: 'string' } })) } },
      },
    },
    '/members/{userId}': {
      delete: {
        parameters: [{ name: 'userId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'gone' } },
      },
    },
  },
};

test('what is not made by a spec is changed or deleted by none that a person has not looked at', async () => {
  const folder = makeFolder({ 'environments.yaml': SANDBOX, 'swagger/own.json': JSON.stringify(OWN) });
  const { stdout } = await verify(folder, ['new', '--all']);
  for (const operation of ['DELETE /cart', 'PUT /settings', 'POST /logs/purge', 'GET /logs/clear'])
    expect(stdout).toContain(
      `skipped: needs a person: ${operation} may change or delete what the spec has not created\n`,
    );
  const refusal = readFileSync(join(folder, 'specs/cart/delete_cart_without_token.md'), 'utf8');
  expect(refusal).toContain('status: skipped');
  const member = readFileSync(join(folder, 'specs/members/post_members.md'), 'utf8');
  expect(member).toContain('status: pending');
  expect(member).not.toContain('DELETE');
});

test('a document without operations is named', async () => {
  const folder = makeFolder({
    'environments.yaml': SANDBOX,
    'swagger/none.json': JSON.stringify({ ...OWN, paths: {} }),
  });
  expect(await verify(folder, ['new', '--all'])).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining('verify: new: swagger/none.json has no operations\n'),
  });
});
