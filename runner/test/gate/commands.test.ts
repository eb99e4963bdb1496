import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { serveRaw } from '../server.ts';
import { makeFolder, writeFiles } from '../temp-folder.ts';
import { REPORTERS } from '../../report/formats.ts';
import { type Called, verify } from './project.ts';

/** Says where it stands, and then tries everything: a line of its own, commands of CI systems, the terminal, the reading order. */
const hostile = (place: string): string =>
  `planted-${place}\nforged gate: open\r\n::error::a\r  ::add-mask::b\u2028::stop-commands::c ##vso[task.x]d ##TeamCity[e] ##[error]f \u001b[2J\u009b1m\u0007\u202eg\u2066\u200f\u061c\u200b\u{e0041}\ufdd0`;
/** The same as a string of YAML or JSON, which are alike in that. */
const planted = (place: string): string => JSON.stringify(hostile(place));
/** What fits into the name of a file. */
const inName = (place: string): string => hostile(place).replaceAll('/', '-').slice(0, 100);

const spec = (head: string, step: string): string =>
  `---\n${head}\n---\n## Test Request\n\n\`\`\`yaml\nsteps:\n  - ${step.trim().replaceAll('\n', '\n    ')}\n\`\`\`\n`;
const HEAD = 'endpoint: GET /x\nstatus: pending\nswagger: swagger/d.json';
const STEP = 'id: main_request\nmethod: GET\npath: /x';

/** Specs that run, and show what they and the answer say. */
const running: Readonly<Record<string, string>> = {
  [`specs/${inName('file')}.md`]: spec(HEAD, STEP),
  [`specs/${inName('folder')}/a.md`]: spec(HEAD, `${STEP}\nexpect: { status: 418 }`),
  'specs/texts.md': spec(
    `${HEAD}
tags: [${planted('tag')}]
domain: ${planted('domain')}
notes: ${planted('notes')}
${planted('unknown-head-key')}: 1
expectedOutcomeReason: ${planted('outcome-reason')}
knownIssues: [{ check: status, reason: ${planted('known-reason')}, ticket: ${planted('ticket')}, until: 2020-01-01 }]
data: [{ ${planted('row-key')}: ${planted('row')}, name: ${planted('row-name')} }]`,
    `${STEP}
description: ${planted('description')}
params: { ${planted('query-name')}: ${planted('query')} }
headers: { X-A: plain }
expect: { status: 418, headers: { X-Said: ${planted('expected-header')} }, body: { "$['name']": ${planted('expected-body')}, "$.id": { matches: "x##[error]" } } }`,
  ),
  'specs/sent.md': spec(
    HEAD,
    `id: main_request
method: POST
path: "/planted-path/##[error]::x::\\u202e"
params: { a: "{{known}}" }
body: { ${planted('body-key')}: ${planted('body')} }
extract: { found: ${JSON.stringify("$['nothing ##[error]']")} }
expect: { status: 418 }`,
  ),
  'specs/text-body.md': spec(
    HEAD,
    `id: main_request\nmethod: POST\npath: /x\ncontent_type: text/plain\nbody: ${planted('text-body')}\nexpect: { status: 418 }`,
  ),
  'specs/skipped.md': spec(`endpoint: GET /x\nstatus: skipped\nskipReason: ${planted('skip-reason')}`, STEP),
  'specs/redirected.md': spec(HEAD, 'id: main_request\nmethod: GET\npath: /redirect'),
  'specs/when.md': spec(HEAD, `${STEP}\nwhen: ${JSON.stringify("'##[error] ::x::' == 'b'")}`),
};

/** One wrong thing in each, which the message about it shows. */
const broken: Readonly<Record<string, readonly [head: string, step: string]>> = {
  endpoint: [`endpoint: ${planted('endpoint')}\nstatus: pending`, STEP],
  status: [`endpoint: GET /x\nstatus: ${planted('status')}`, STEP],
  swagger: [`endpoint: GET /x\nstatus: pending\nswagger: ${planted('swagger')}`, STEP],
  data: [`${HEAD}\ndata: ${planted('data-file')}`, STEP],
  id: [HEAD, `id: ${planted('id')}\nmethod: GET\npath: /x\nexpect: { status: 418 }`],
  'step-key': [HEAD, `${STEP}\n${planted('step-key')}: 1`],
  method: [HEAD, `id: a\nmethod: ${planted('method')}\npath: /x`],
  path: [HEAD, `id: a\nmethod: GET\npath: ${JSON.stringify(`/${hostile('broken-path')}`)}`],
  variable: [HEAD, `id: a\nmethod: GET\npath: ${JSON.stringify('/x/{{nothing ##[error]\n::error::}}')}`],
  unresolved: [HEAD, 'id: a\nmethod: GET\npath: "/x/{{no_such_name}}"'],
  token: [HEAD, `${STEP}\ntoken: ${planted('token')}`],
  header: [HEAD, `${STEP}\nheaders: { ${planted('header-name')}: a }`],
  'header-value': [HEAD, `${STEP}\nheaders: { X-A: ${planted('header-value')} }`],
  matcher: [
    HEAD,
    `${STEP}\nexpect: { body: { $.id: { matches: ${JSON.stringify(`(${hostile('pattern')}`)} } } }`,
  ],
  'expected-status': [HEAD, `${STEP}\nexpect: { status: ${planted('expected-status')} }`],
  jsonpath: [HEAD, `${STEP}\nexpect: { body: { ${JSON.stringify(`$..[${hostile('jsonpath')}`)}: 1 } }`],
  file: [
    HEAD,
    `id: a\nmethod: POST\npath: /x\ncontent_type: multipart\nfile_fields: [{ field_name: a, file_path: ${planted('file-path')} }]`,
  ],
  uses: [HEAD, `id: a\nuses: ${planted('uses')}`],
  concurrency: [`${HEAD}\nconcurrency: ${planted('concurrency')}`, `${STEP}\nexpect: { status: 418 }`],
};

const answer = JSON.stringify({
  id: 'x',
  [hostile('member')]: 1,
  name: hostile('value'),
  nested: [{ [hostile('nested-member')]: true }],
});

/** Header values and the status text may hold anything but line breaks and control characters below 128. */
const onWire = '::error::a ##vso[b] ##[error]c \u009b2J';

const startServer = () =>
  serveRaw((socket) => {
    socket.on('data', (chunk) => {
      const isRedirect = String(chunk).startsWith('GET /redirect ');
      const location = `Location: http://127.0.0.1:1/?planted-location=${onWire.replaceAll(' ', '%20')}\r\n`;
      socket.end(
        Buffer.concat([
          Buffer.from(
            `HTTP/1.1 ${isRedirect ? 302 : 200} planted-status-text ${onWire}\r\nContent-Type: application/json\r\nX-Said: planted-header ${onWire}\r\n${isRedirect ? location : ''}Content-Length: ${Buffer.byteLength(answer)}\r\n\r\n`,
            'latin1',
          ),
          Buffer.from(answer),
        ]),
      );
    });
  });

const swagger = JSON.stringify({
  openapi: '3.0.3',
  info: { title: hostile('title'), version: hostile('version') },
  paths: {
    '/x': {
      get: {
        operationId: hostile('operation'),
        parameters: [{ name: hostile('parameter'), in: 'query', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: hostile('response'),
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: [hostile('required')],
                  properties: {
                    id: { enum: [hostile('enum')] },
                    name: { type: 'string', pattern: '^[a-z]$' },
                  },
                },
              },
            },
          },
        },
      },
    },
    [`/other/${hostile('template')}`]: { get: { responses: { 200: { description: '' } } } },
  },
});

const environments = (url: string): string => `default: ${planted('environment')}
environments:
  ${planted('environment')}:
    baseUrl: ${url}
    retries: 0
    defaultToken: none
    routes: [{ path: ${JSON.stringify('/**/##[error]*')}, baseUrl: ${url} }]
    tokens: { ${planted('token-name')}: "{{env.NO_SUCH_NAME}}" }
    variables: { ${planted('variable-name')}: ${planted('variable')}, known: a }
`;

const printed: { readonly call: string; readonly text: string; readonly isLive: boolean }[] = [];
afterEach(() => printed.splice(0));

/** Calls the program, and keeps what it prints. */
async function call(
  folder: string,
  words: readonly string[],
  options: { readonly env?: Record<string, string>; readonly isLive?: boolean } = {},
): Promise<Called> {
  const { env = {}, isLive = false } = options;
  const ran = await verify(folder, words, {
    env,
    time: 'real',
    ...(isLive && { terminal: { isTTY: true, columns: 90 } }),
  });
  for (const text of [ran.stdout, ran.stderr]) printed.push({ call: words.join(' '), text, isLive });
  expect(ran.stderr).not.toContain('defect');
  return ran;
}

/** A command of a CI system, a line that a text has made, and what a terminal obeys, reorders or hides. */
const OBEYED =
  /^\s*(?:::|forged)|##[\w-]*\[|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\u{e0000}-\u{e007f}]/u;

/** The terminal codes that are ours. */
const OURS = /\u001b\[(?:[0-9;]+m|\d+A|0J)/g;
/** An annotation that is ours, up to the texts in it. */
const ANNOTATION = /^::(?:error|warning|notice) (?=(?:file=[^:]*,line=\d+,col=\d+,)?title=[^:]*::)/;

/** Lines that a terminal or a CI system would obey, or that a text has made. */
const obeyed = (): readonly string[] =>
  printed.flatMap(({ call, text, isLive }) =>
    text
      .split('\n')
      .map((line) => (isLive || call.includes('coloured') ? line.replace(OURS, '') : line))
      .map((line) => line.replace(ANNOTATION, 'annotation '))
      .filter((line) => OBEYED.test(line))
      .map((line) => `${call}: ${JSON.stringify(line)}`),
  );

const ALL = REPORTERS.join(',');
const FORMATS = [
  ['drift', '--format', 'text'],
  ['drift', '--format', 'json'],
  ['drift', '--format', 'markdown'],
  ['drift', '--format', 'sarif'],
  ['coverage', '--format', 'text', '--min', 'operations=100'],
  ['coverage', '--format', 'json', '--min', 'operations=100'],
  ['coverage', '--format', 'markdown', '--min', 'operations=100'],
  ['history'],
];

async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const { url } = await startServer();
  return makeFolder({ 'environments.yaml': environments(url), 'swagger/d.json': swagger, ...files });
}

/** The places whose text was printed, so that a text that is never shown proves nothing. */
const shownPlaces = (): readonly string[] => [
  ...new Set(
    printed.flatMap(({ text }) => [...text.matchAll(/planted-([\w-]*\w)/g)].map(([, place]) => place!)),
  ),
];

test('no text of a spec, an answer or a document is obeyed, by whatever command it is printed', async () => {
  const folder = await makeProject(running);
  const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  await call(folder, ['specs', '--no-write', '--gate', '--reporter', ALL], { env });
  await call(folder, [
    'specs',
    '--no-write',
    '--severity',
    'response-schema=warn',
    '--severity',
    'request-parameters=warn',
  ]);
  await call(folder, ['specs', '--no-write', '--quiet', '--reports', 'coloured'], {
    env: { FORCE_COLOR: '1' },
  });
  await call(folder, ['specs', '--no-write', '--repeat', '2'], { isLive: true });
  for (const shard of ['1/2', '2/2'])
    await call(folder, ['specs', '--no-write', '--shard', shard, '--reports', 'shards']);
  await call(folder, [
    'merge',
    'shards/shard-1-of-2.jsonl',
    'shards/shard-2-of-2.jsonl',
    '--reports',
    'merged',
    '--gate',
    '--reporter',
    ALL,
  ]);
  await call(folder, ['show', '--reports', 'shown', '--reporter', ALL]);
  await call(folder, ['specs', '--list']);
  await call(folder, ['specs', '--dry-run']);
  for (const words of FORMATS) await call(folder, words);

  expect(obeyed()).toEqual([]);
  expect(shownPlaces()).toEqual(
    expect.arrayContaining(
      'body body-key description enum environment expected-body expected-header file folder header known-reason location member parameter path query required row-name skip-reason template text-body ticket value'.split(
        ' ',
      ),
    ),
  );
  for (const words of FORMATS.filter(([, , format]) => format === 'json' || format === 'sarif'))
    expect(() => JSON.parse(printed.find(({ call }) => call === words.join(' '))!.text)).not.toThrow();
  const points = (text: string | undefined) => text!.match(/^(not ok|ok|Bail out)/gm);
  expect(points(readFileSync(join(folder, 'merged/report.tap'), 'utf8'))).toHaveLength(
    // And the gate.
    Object.keys(running).length + 1,
  );
  const report = JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as {
    specs: { file: string }[];
  };
  expect(report.specs.map(({ file }) => file)).toContain(`specs/${inName('file')}.md`);
});

test('no text of a spec that cannot run is obeyed', async () => {
  const folder = await makeProject(
    Object.fromEntries(
      Object.entries(broken).map(([name, [head, step]]) => [`specs/${name}.md`, spec(head, step)]),
    ),
  );
  const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  await call(folder, ['specs', '--no-write', '--gate', '--reporter', ALL], { env });
  await call(folder, ['specs', '--no-write', '--reports', 'coloured'], { env: { FORCE_COLOR: '1' } });
  await call(folder, ['specs', '--list']);
  await call(folder, ['specs', '--dry-run']);
  await call(folder, ['drift']);
  expect(obeyed()).toEqual([]);
  expect(shownPlaces()).toEqual(
    expect.arrayContaining(
      'data-file endpoint expected-status file-path header-name id jsonpath method pattern status step-key token uses'.split(
        ' ',
      ),
    ),
  );
});

describe('no text of the command line or of a configuration is obeyed', () => {
  const bad = hostile('argument');
  test.each<readonly [string, readonly string[]]>([
    ['an option', [`--${bad}`]],
    ['a path', [bad]],
    ['a glob', [`specs/*${bad}`]],
    ['the value of an option', ['specs', '--jobs', bad]],
    ['an environment', ['specs', '--env', bad]],
    ['a config', ['specs', '--config', bad]],
    ['a reporter', ['specs', '--reporter', bad]],
    ['a variable', ['specs', '--var', bad]],
    ['a severity', ['specs', '--severity', `${bad}=warn`]],
    ['a fault', ['specs', '--fault', bad]],
    ['a shard', ['specs', '--shard', bad]],
    ['a revision', ['specs', '--changed', bad]],
    ['a selection', ['specs', '--tag', bad]],
    ['a seed', ['specs', '--no-write', '--seed', bad]],
    ['a folder of reports', ['specs', '--no-write', '--reports', inName('reports')]],
    ['a file to merge', ['merge', bad]],
    ['a report to show', ['show', bad]],
    ['a spec of the history', ['history', bad]],
    ['a folder of documents', ['drift', '--swagger', bad]],
    ['a format', ['drift', '--format', bad]],
    ['specs to compare', ['coverage', 'specs', '--reports', bad]],
    ['a minimum', ['coverage', '--min', bad]],
    ['a port', ['sandbox', '--port', bad]],
  ])('%s', async (_what, words) => {
    const folder = await makeProject({ 'specs/a.md': spec(HEAD, STEP) });
    await call(folder, words);
    expect(obeyed()).toEqual([]);
  });

  test.each([
    ['an unknown rule', 'gate.yaml', `${planted('gate-key')}: true\n`],
    ["a rule's value", 'gate.yaml', `maxAge: ${planted('gate-value')}\n`],
    ['an unknown key of the file', 'environments.yaml', `${planted('file-key')}: 1\n`],
    [
      'an environment that is not there',
      'environments.yaml',
      `default: ${planted('default')}\nenvironments: { a: { baseUrl: ${planted('url')} } }\n`,
    ],
    [
      'an unknown key of an environment',
      'environments.yaml',
      `environments: { default: { baseUrl: ${planted('url')}, ${planted('environment-key')}: 1 } }\n`,
    ],
    [
      'a name of the process environment',
      'environments.yaml',
      `environments: { default: { baseUrl: "http://a.test/{{env.NO ##[error]}}" } }\n`,
    ],
    [
      'the history',
      'reports/history.ndjson',
      `${JSON.stringify({ at: hostile('history') })}\nnot json ::error::\n`,
    ],
    ["a report's version", 'reports/report.json', JSON.stringify({ version: hostile('report-version') })],
    ['a document', 'swagger/d.json', `{ ${planted('document')}: `],
  ])('%s', async (_what, file, text) => {
    const folder = await makeProject({ 'specs/a.md': spec(HEAD, `${STEP}\nexpect: { status: 418 }`) });
    writeFiles(folder, { [file]: text });
    await call(folder, ['specs', '--no-write', '--gate', '--dry-run']);
    for (const words of [['show'], ['drift'], ['coverage'], ['history'], ['specs', '--no-write', '--gate']])
      await call(folder, words);
    expect(obeyed()).toEqual([]);
    expect(printed.some(({ text }) => text !== '')).toBe(true);
  });
});
