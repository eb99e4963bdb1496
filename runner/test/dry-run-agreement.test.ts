import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInMemorySend } from '../http/in-memory.ts';
import { disagreements } from './dry-run-agreement.ts';
import { makeFolder } from './temp-folder.ts';

const ENVIRONMENTS = `default: shop
environments:
  shop:
    baseUrl: https://shop.test
    routes:
      - { path: "/lost/**", baseUrl: "https://{{nowhere}}" }
      - { path: "/odd/**", baseUrl: "ftp://shop.test" }
      - { path: "/signed/**", baseUrl: "https://shop.test", headers: { X-Sign: "{{id}}" } }
    defaultToken: staff
    tokens:
      staff: staff-credential
      empty: ""
      lacking: "{{env.MISSING}}"
      exchanged: { exchange: { method: POST, url: "https://shop.test/login", token: $.token } }
      astray: { exchange: { method: POST, url: "https://shop.test/{{nobody}}", token: $.token } }
    variables: { none: "", up: "..", deep: a/b, line: "a\\nb", yes: true, no: false, list: [1, 2], word: text }
`;

/** Steps of odd specs, by what is odd. Test Request unless `##` says otherwise. */
const ODD: Readonly<Record<string, string>> = {
  plain: '- { id: a, method: GET, path: /things }',
  'no steps': '',
  'a key twice': '- { id: a, id: b, method: GET, path: /things }',
  'an unknown key': '- { id: a, methd: GET, path: /things }',
  'an unknown variable': '- { id: a, method: GET, path: "/things/{{nobody}}" }',
  'an unknown helper': '- { id: a, method: GET, path: "/things/{{shout word}}" }',
  'an empty value in the path': '- { id: a, method: GET, path: "/things/{{none}}" }',
  'a path parameter that leads up': '- { id: a, method: GET, path: "/things/{up}/x" }',
  'a separator in the path': '- { id: a, method: GET, path: "/things/{{deep}}" }',
  'a line break in a header': '- { id: a, method: GET, path: /things, headers: { X-A: "{{line}}" } }',
  'a header twice': '- { id: a, method: GET, path: /things, headers: { X-A: a, x-a: b } }',
  'a line break in the path': '- { id: a, method: GET, path: "/{{line}}" }',
  'a status that is none': '- { id: a, method: GET, path: /things, expect: { status: "{{word}}" } }',
  'an expectation of nobody':
    '- { id: a, method: GET, path: /things, expect: { body: { $.a: "{{nobody}}" } } }',
  'no such token': '- { id: a, method: GET, path: /things, token: nobody }',
  'an empty token': '- { id: a, method: GET, path: /things, token: empty }',
  'a token that is not set': '- { id: a, method: GET, path: /things, token: lacking }',
  'a token to obtain': '- { id: a, method: GET, path: /things, token: exchanged }',
  'a token to obtain nowhere': '- { id: a, method: GET, path: /things, token: astray }',
  'a host of nobody': '- { id: a, method: GET, path: /lost/things }',
  'a host that is no URL': '- { id: a, method: GET, path: /odd/things }',
  'no fallback': '- { id: a, method: GET, path: /things, useFallbackApi: true }',
  'a condition that does not hold': '- { id: a, method: GET, path: /things, when: "{{no}}" }',
  'a condition that holds, and a bad path': '- { id: a, method: GET, path: "/{{none}}", when: "{{yes}}" }',
  'a condition on another kind': '- { id: a, method: GET, path: /things, when: "{{word}} > 3" }',
  'no items': '- { id: a, method: GET, path: "/things/{{item}}", forEach: { in: [] } }',
  'a word to go through': '- { id: a, method: GET, path: "/things/{{item}}", forEach: { in: "{{word}}" } }',
  'items of which one is spoilt':
    '- { id: a, method: GET, path: "/things/{{item}}", forEach: { in: [a, ".."] } }',
  'items that are spoilt': '- { id: a, method: GET, path: "/things/{{item}}", forEach: { in: ["..", a] } }',
  'a file that is not there':
    '- { id: a, method: POST, path: /things, file_fields: [{ field_name: f, file_path: no.png }] }',
  'a change': '- { id: a, method: POST, path: /things, body: { a: 1 } }',
  'a poll':
    '- { id: a, method: GET, path: "/things/{{none}}", retry: { until: { status: 200 }, attempts: 3, interval: 10 } }',
  'what a skipped prerequisite would have given': `## Prerequisites
- { id: p, method: GET, path: /things, when: "{{no}}", extract: { id: $.id } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}" }`,
  'what a prerequisite that cannot be sent would have given': `## Prerequisites
- { id: p, method: GET, path: "/things/{{none}}", onFail: continue, extract: { id: $.id } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}" }`,
  'the same, with a skip': `## Prerequisites
- { id: p, method: GET, path: "/things/{{none}}", onFail: skip, extract: { id: $.id } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}" }`,
  'a prerequisite with no token': `## Prerequisites
- { id: p, method: GET, path: /things, token: nobody }
## Test Request
- { id: a, method: GET, path: "/things/{{none}}" }`,
  'a token that lacks behind the first request': `## Prerequisites
- { id: p, method: GET, path: /things, extract: { id: $.id } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}", token: nobody }`,
  'what was extracted, in every place': `## Prerequisites
- { id: p, method: GET, path: /things, extract: { id: $.id, all: $, n: $.count, at: $.at } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}", params: { n: "{{n}}" }, headers: { X-A: "{{id}}" }, expect: { status: "{{n}}" } }
- { id: b, method: GET, path: "/signed/{{all.id}}", when: "{{n}} == 200" }
- { id: c, method: GET, path: "/things/{{item}}", forEach: { in: "{{all.list}}" } }`,
  'a known value that spoils a path beside an extracted one': `## Prerequisites
- { id: p, method: GET, path: /things, extract: { id: $.id } }
## Test Request
- { id: a, method: GET, path: "/things/{{id}}/{{none}}/{{id}}" }`,
  'a cleanup that cannot be sent': `## Test Request
- { id: a, method: GET, path: /things }
## Cleanup
- { id: z, method: DELETE, path: "/things/{{none}}", token: nobody }`,
};

const documentOf = (steps: string, frontmatter: string): string => {
  const parts = steps.startsWith('##') ? steps.split(/^## /m).slice(1) : [`Test Request\n${steps}`];
  const sections = parts.map((part) => {
    const [title, ...lines] = part.trimEnd().split('\n');
    const block = lines.map((line) => `  ${line}`).join('\n');
    return `## ${title}\n\n\`\`\`yaml\nsteps:\n${block}\n\`\`\`\n`;
  });
  return `---\nendpoint: GET /things\n${frontmatter}---\n${sections.join('\n')}`;
};

const files = Object.fromEntries(
  Object.entries(ODD).flatMap(([what, steps]) => [
    [`specs/${what}.md`, documentOf(steps, '')],
    [`specs/skipped/${what}.md`, documentOf(steps, 'status: skipped\nskipReason: not now\n')],
  ]),
);

const ANSWER = { id: 'i1', count: 200, at: '2026-03-02', list: ['a'], token: 'obtained-token' };

describe.each([false, true])('read-only: %s', (readOnly) => {
  test('a dry run of our specs says what the run does', async () => {
    const options = { patterns: ['specs'], readOnly, seed: '1', reports: makeFolder({}) };
    expect(await disagreements(join(import.meta.dirname, '../..'), options)).toEqual([]);
  });

  test('so it does of odd ones', async () => {
    const folder = makeFolder({ 'specs/environments.yaml': ENVIRONMENTS, ...files });
    const send = createInMemorySend(() => Promise.resolve(Response.json(ANSWER)));
    const options = { patterns: ['specs'], readOnly, seed: '1', send, contract: false };
    expect(await disagreements(folder, options)).toEqual([]);
  });
});
