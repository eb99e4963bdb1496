import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ask } from '../cli/ask.ts';
import { main } from '../cli/cli.ts';
import { initCommand } from '../cli/commands/init.ts';
import { SANDBOX_SPEC } from '../authoring/sandbox-spec.ts';
import { createFakeHost, type FakeHostOptions } from './fake-host.ts';
import { closedUrl, serveHttp, type TestServer } from './server.ts';
import { makeFolder, writeFiles } from './temp-folder.ts';

const ANSWER = { 'content-type': 'application/json' };

const PETS = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  servers: [{ url: '/v1' }],
  security: [{ bearerAuth: [] }],
  components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/health': { get: { security: [], responses: { 200: { description: 'well' } } } },
    '/pets/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'a pet' } },
      },
    },
    '/pets': {
      get: {
        operationId: 'listPets',
        summary: 'List the pets',
        tags: ['pets'],
        responses: {
          200: {
            description: 'all pets',
            content: {
              'application/json': {
                schema: { type: 'array', items: { type: 'object', required: ['name'] } },
              },
            },
          },
        },
      },
    },
  },
};

/** An API that publishes its document, and wants a token for everything else. */
const servePets = (document: () => string = () => JSON.stringify(PETS)): Promise<TestServer> =>
  serveHttp((request, response) => {
    if (request.url === '/openapi.json') return response.writeHead(200, ANSWER).end(document());
    if (request.headers.authorization !== 'Bearer correct-horse')
      return response.writeHead(401, ANSWER).end('{"error":"no token"}');
    return response.writeHead(200, ANSWER).end('[{"name":"Rex"}]');
  });

async function verify(folder: string, words: readonly string[], options: Omit<FakeHostOptions, 'cwd'> = {}) {
  const fake = createFakeHost({ cwd: folder, time: 'real', ...options });
  const exit = await main(words, fake.host);
  return { exit, stdout: fake.stdout(), stderr: fake.stderr() };
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const textsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(filesOf(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

test('from an empty folder to a green run: init with the address of the document, a token in .env, a run', async () => {
  const { url } = await servePets();
  const folder = makeFolder({});
  const started = await verify(folder, ['init', `${url}/openapi.json`, '--yes']);
  expect(started).toMatchObject({ exit: 0, stderr: '' });
  expect(started.stdout).toMatch(/\n {2}cp \.env\.example \.env\n.*BEARER_TOKEN.*\n {2}npx verify-specs\n$/);
  expect(filesOf(folder)).toEqual([
    '.env.example',
    '.gitignore',
    'environments.yaml',
    'gate.yaml',
    'specs/pets/list_pets.md',
    'swagger/openapi.json',
    'swagger/sources.lock',
  ]);
  const without = await verify(folder, ['--no-write']);
  expect(without).toMatchObject({ exit: 2, stdout: expect.stringContaining('BEARER_TOKEN') });
  const example = readFileSync(join(folder, '.env.example'), 'utf8');
  writeFileSync(join(folder, '.env'), example.replace('BEARER_TOKEN=', 'BEARER_TOKEN=correct-horse'));
  const run = await verify(folder, []);
  expect(run.stdout).toContain('1 spec: 1 passed');
  expect(run.exit).toBe(0);
  expect((await verify(folder, ['--gate'])).exit).toBe(0);
});

test('without a document, it starts with the sandbox, and is green at once', async () => {
  const folder = makeFolder({});
  expect((await verify(folder, ['init', '--yes'])).stdout).toMatch(/\n {2}npx verify-specs\n$/);
  expect(await verify(folder, [])).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 passed') });
});

test('a second time, it changes nothing, and does not need the address', async () => {
  const { url } = await servePets();
  const folder = makeFolder({});
  await verify(folder, ['init', `${url}/openapi.json`, '--yes', '--ci', 'github']);
  const before = textsOf(folder);
  const again = await verify(folder, ['init', `${url}/openapi.json`, '--yes', '--ci', 'github']);
  expect(again).toMatchObject({ exit: 0, stderr: '' });
  expect(again.stdout).not.toContain('created');
  expect(textsOf(folder)).toEqual(before);
});

test('what is there already stays as it is, byte for byte', async () => {
  const files = {
    'openapi.json': JSON.stringify({ ...PETS, servers: [{ url: 'https://pets.example.com/v1' }] }),
    'environments.yaml': '# mine\r\ndefault: x\r\nenvironments: { x: { baseUrl: "https://x.example.com" } }',
    'gate.yaml': 'regressions: true # mine\n',
    '.gitignore': 'node_modules\r\n.env',
    'specs/pets/list_pets.md': 'mine\n',
  };
  const folder = makeFolder(files);
  const { exit, stdout } = await verify(folder, ['init', 'openapi.json', '--yes']);
  expect(exit).toBe(0);
  expect(stdout).toContain('kept     environments.yaml');
  const { '.gitignore': ignore, '.env.example': _, ...after } = textsOf(folder);
  const { '.gitignore': ignoreBefore, ...others } = files;
  expect(after).toEqual(others);
  expect(ignore).toBe(`${ignoreBefore}\r\nreports/\r\n`);
});

test('without a terminal it asks nothing, and says that --yes takes what it would propose', async () => {
  const folder = makeFolder({});
  const { exit, stderr } = await verify(folder, ['init']);
  expect({ exit, files: filesOf(folder) }).toEqual({ exit: 3, files: [] });
  expect(stderr).toContain('verify-specs init --yes');
});

const html = '<!doctype html><title>Swagger UI</title>';

test.each<readonly [what: string, words: (url: string) => string, exit: number, says: string]>([
  ['a file that is not there', () => 'openapi.json', 3, 'there is no file openapi.json'],
  ['a folder', () => 'docs', 3, 'docs is a folder'],
  ['prose', () => 'docs/prose.md', 3, 'not an OpenAPI document'],
  ['broken JSON', () => 'docs/broken.json', 3, 'not sound JSON or YAML'],
  [
    'an address without its scheme',
    () => 'localhost:3000/openapi.json',
    3,
    'http://localhost:3000/openapi.json',
  ],
  ['an address of another kind', () => 'ftp://example.com/openapi.json', 3, 'http:// or https://'],
  ['an address with a password', () => 'https://me:hush@example.com/openapi.json', 3, 'a user or a password'],
  ['an address with a token', () => 'https://example.com/openapi.json?api_key=hush', 3, 'a secret (api_key)'],
  ['an answer that is none', (url) => `${url}/gone`, 2, 'the status 404'],
  ['a page', (url) => `${url}/docs`, 3, 'HTML'],
])('%s is refused in words, and nothing is written', async (_, word, code, says) => {
  const { url } = await serveHttp((request, response) =>
    request.url === '/docs' ? response.end(html) : response.writeHead(404).end(),
  );
  const files = {
    'docs/prose.md': 'Prose, and nothing else.\n',
    'docs/broken.json': '{"openapi": "3.0.0", ',
  };
  const folder = makeFolder(files);
  const { exit, stdout, stderr } = await verify(folder, ['init', word(url), '--yes']);
  expect({ exit, stdout }).toEqual({ exit: code, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/hush|defect/);
  expect(textsOf(folder)).toEqual(files);
});

test('an address at which nothing answers is said so, and nothing is written', async () => {
  const folder = makeFolder({});
  const { exit, stderr } = await verify(folder, ['init', `${await closedUrl()}/openapi.json`, '--yes']);
  expect(exit).toBe(2);
  expect(stderr).toMatch(/was not fetched: .*\n {2}→ start the API/);
  expect(filesOf(folder)).toEqual([]);
});

test('a file in the place of a folder ends it with what was written until then', async () => {
  const folder = makeFolder({ specs: 'no folder\n' });
  const { exit, stdout, stderr } = await verify(folder, ['init', '--yes']);
  expect(exit).toBe(2);
  expect(stdout).toContain('created  environments.yaml');
  expect(stderr).toContain('specs/connect/get_payment_link.md has no folder');
  expect(readFileSync(join(folder, 'specs'), 'utf8')).toBe('no folder\n');
});

test.each([
  'environments.yaml',
  '.env.example',
  'gate.yaml',
  '.gitignore',
  'specs/connect/get_payment_link.md',
])('a folder in the place of %s is said, and stays', async (path) => {
  const folder = makeFolder({ [`${path}/inside.txt`]: 'mine\n' });
  const { exit, stderr } = await verify(folder, ['init', '--yes']);
  expect(exit).toBe(2);
  expect(stderr).toBe(
    `verify: ${path} is a folder\n  → move it away or make it writable, and run init again\n`,
  );
  expect(readFileSync(join(folder, path, 'inside.txt'), 'utf8')).toBe('mine\n');
});

test.each([
  ['swagger/sources.lock', ['--refresh']],
  ['swagger/openapi.json', ['--yes']],
])('a folder in the place of %s is said before anything is written', async (path, words) => {
  const { url } = await servePets();
  const folder = makeFolder({ [`${path}/inside.txt`]: 'mine\n' });
  const address = words[0] === '--yes' ? [`${url}/openapi.json`] : [];
  const { exit, stdout, stderr } = await verify(folder, ['init', ...address, ...words]);
  expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
  expect(stderr).toContain(`init: ${path} is a folder`);
  expect(filesOf(folder)).toEqual([`${path}/inside.txt`]);
});

test('of a document without a GET, the next command writes the specs', async () => {
  const answers = { 201: { description: 'made' }, 401: { description: 'no token' } };
  const document = {
    ...PETS,
    servers: [{ url: 'https://pets.example.com' }],
    paths: { '/pets': { post: { responses: answers } } },
  };
  const folder = makeFolder({ "my docs/pets' api.json": JSON.stringify(document) });
  const { stdout } = await verify(folder, ['init', "my docs/pets' api.json", '--yes']);
  expect(stdout).toMatch(/\n {2}npx verify-specs new --missing --swagger 'my docs'\n {2}npx verify-specs\n$/);
  const written = await verify(folder, ['new', '--missing', '--swagger', 'my docs']);
  expect(written).toMatchObject({ exit: 0, stdout: expect.stringContaining('2 written\n') });
});

/** Answers questions in turn; undefined ends the input. */
const answering = (answers: readonly (string | undefined)[]) => {
  const questions: string[] = [];
  const ask: Ask = async (question, proposal) => {
    const answer = answers[questions.push(`${question} [${proposal}]`) - 1];
    return answer === '' ? proposal : answer;
  };
  return { ask, questions };
};

async function initAsking(answers: readonly (string | undefined)[]) {
  const document = { ...PETS, servers: [{ url: 'https://pets.example.com/v1' }] };
  const folder = makeFolder({ 'openapi.json': JSON.stringify(document) });
  const { ask, questions } = answering(answers);
  const fake = createFakeHost({ cwd: folder });
  const exit = await initCommand(['openapi.json'], {}, fake.host, ask);
  return { exit, questions, folder, stdout: fake.stdout() };
}

test('on a terminal it asks for the address and the CI system, and proposes both', async () => {
  const { exit, questions, folder } = await initAsking(['', '']);
  expect(questions).toEqual([
    'Address of the API [https://pets.example.com/v1]',
    'CI file (github, gitlab or none) [none]',
  ]);
  expect(exit).toBe(0);
  expect(textsOf(folder)['environments.yaml']).toContain('baseUrl: "https://pets.example.com/v1"\n');
});

test('what is answered is taken', async () => {
  const { folder } = await initAsking(['http://localhost:3000/', 'gitlab']);
  const { 'environments.yaml': environments, ...others } = textsOf(folder);
  expect(environments).toContain('baseUrl: "http://localhost:3000"\n');
  expect(Object.keys(others)).toContain('verify.gitlab-ci.yml');
});

test('the address may come later, and the end of the input writes nothing', async () => {
  const later = await initAsking(['later', 'none']);
  expect(textsOf(later.folder)['.env.example']).toContain('API_BASE_URL=\n');
  for (const answers of [[undefined], ['', undefined]]) {
    const { exit, stdout, folder } = await initAsking(answers);
    expect({ exit, stdout, files: filesOf(folder) }).toEqual({
      exit: 130,
      stdout: 'nothing was written\n',
      files: ['openapi.json'],
    });
  }
});

test.each([
  [['localhost:3000'], 'expected an address such as https://api.example.com/v1, found "localhost:3000"'],
  [['', 'jenkins'], 'CI file'],
])('the answers %j are refused in words', async (answers, message) => {
  await expect(initAsking(answers)).rejects.toThrow(message);
});

test('another document under the same name stops it before anything is written', async () => {
  const { url } = await servePets();
  const folder = makeFolder({ 'swagger/openapi.json': '{}' });
  const { exit, stderr } = await verify(folder, ['init', `${url}/openapi.json`, '--yes']);
  expect(exit).toBe(2);
  expect(stderr).toContain('swagger/openapi.json is there already');
  expect(textsOf(folder)).toEqual({ 'swagger/openapi.json': '{}' });
});

test('--refresh takes the document that the address has now', async () => {
  let text = JSON.stringify(PETS);
  const { url } = await servePets(() => text);
  const folder = makeFolder({});
  await verify(folder, ['init', `${url}/openapi.json`, '--yes']);
  expect((await verify(folder, ['init', '--refresh'])).stdout).toBe('swagger/openapi.json: unchanged\n');
  text = JSON.stringify({ ...PETS, paths: { ...PETS.paths, '/owners': { get: { responses: {} } } } });
  const changed = await verify(folder, ['init', '--refresh']);
  expect(changed).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 operations added, 0 gone') });
  expect(readFileSync(join(folder, 'swagger/openapi.json'), 'utf8')).toBe(text);
  expect((await verify(folder, ['init', '--refresh'])).stdout).toContain('unchanged');
});

test('--refresh leaves what was edited, and what the address gives instead of a document', async () => {
  let text = JSON.stringify(PETS);
  const { url } = await servePets(() => text);
  const folder = makeFolder({});
  await verify(folder, ['init', `${url}/openapi.json`, '--yes']);
  text = html;
  const page = await verify(folder, ['init', '--refresh']);
  expect(page).toMatchObject({ exit: 2, stderr: expect.stringContaining('HTML') });
  expect(readFileSync(join(folder, 'swagger/openapi.json'), 'utf8')).toBe(JSON.stringify(PETS));
  writeFiles(folder, { 'swagger/openapi.json': `${JSON.stringify(PETS)}\n` });
  text = JSON.stringify(PETS);
  const edited = await verify(folder, ['init', '--refresh']);
  expect(edited).toMatchObject({ exit: 2, stderr: expect.stringContaining('edited') });
});

test('a thousand operations, and schemas that lead in circles, are read like any other', async () => {
  const operation = {
    parameters: [{ name: 'q', in: 'query', required: true, schema: { $ref: '#/components/schemas/Node' } }],
    responses: { 200: { description: 'found' } },
  };
  const paths = Object.fromEntries(
    Array.from({ length: 1000 }, (_, nth) => [`/things/${nth}`, { get: operation }]),
  );
  const circular = { properties: { next: { $ref: '#/components/schemas/Node' } } };
  const loop = { type: 'http', $ref: '#/components/securitySchemes/loop' };
  const components = { schemas: { Node: circular }, securitySchemes: { loop } };
  const document = { ...PETS, security: [{ loop: [] }], components, paths };
  const folder = makeFolder({ 'openapi.json': JSON.stringify(document) });
  const { exit, stdout } = await verify(folder, ['init', 'openapi.json', '--yes']);
  expect(exit).toBe(0);
  expect(stdout).toContain('skipped, as it needs q');
  // Neither a red run nor a proof: the spec waits for a person.
  expect(await verify(folder, [])).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 skipped') });
});

test('the first spec of the README is the one that the sandbox answers, and goes green when it is copied', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, path, text] = /`specs\/([\w/]+\.md)`[^\n]*\n\n````markdown\n([\s\S]*?)````\n/.exec(readme)!;
  expect({ path, text }).toEqual(SANDBOX_SPEC);
  const [, environments] = /`specs\/environments\.yaml`[^\n]*\n\n```yaml\n([\s\S]*?)```\n/.exec(readme)!;
  const folder = makeFolder({ [`specs/${path}`]: text!, 'specs/environments.yaml': environments! });
  const run = await verify(folder, ['specs/']);
  expect(run).toMatchObject({ exit: 0, stdout: expect.stringContaining('1 spec: 1 passed') });
  expect(existsSync(join(folder, 'reports/report.json'))).toBe(true);
});
