import { expect, test } from 'vitest';
import { type SpecSummary, summarizeMetadata, summarize } from '../plan/spec-summary.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import { createCatalogue } from './catalogue.ts';
import { RecentCache } from '../language/recent-cache.ts';
import { Spool } from './spool.ts';

const section = (steps: string): string => `## Test Request\n\`\`\`yaml\n${steps}\n\`\`\`\n`;
const specText = (index: number): string =>
  `---\nendpoint: GET /x\nstatus: pending\n---\n${section(`steps:\n  - { id: main, method: GET, path: /x/${index} }`)}`;
const sourceOf = (index: number, text = specText(index)) => ({ path: `specs/${index}.md`, text });

/** A catalogue of so many specs that the next are not kept whole. */
function longCatalogue(spool = new Spool(undefined)) {
  const catalogue = createCatalogue(spool, new RecentCache<object, Spec>(4));
  for (let index = 0; index < 1_000; index++) catalogue(sourceOf(index));
  return catalogue;
}

/** What a plan may ask of a summary. */
const toldBy = ({ path, metadata, uses, mayNameSecrets, text }: SpecSummary) => ({
  path,
  metadata,
  uses,
  mayNameSecrets,
  text: text(),
});

test.each([
  ['a spec', specText(1)],
  [
    'one with all that a plan asks for',
    specText(1).replace(
      'status: pending',
      'status: failed\ndomain: sales\ntags: [a, b]\ntokens: [staff]\nswagger: api.json\ndata: [{ a: 1 }]\nconcurrency: [k]',
    ),
  ],
  [
    'one with a mistake in its steps',
    `---\nendpoint: GET /x\n---\n${section('steps:\n  - { id: a, methud: GET }')}`,
  ],
  ['one with a mistake in its frontmatter', `---\nendpoint: what\n---\n${section('steps: [')}`],
  ['one without steps', '---\nendpoint: GET /x\n---\n# Title\n'],
  [
    'one that uses another',
    `---\nendpoint: GET /x\n---\n${section('steps:\n  - { id: a, "uses" : other.md }\n  - { id: b, method: GET, path: /b }')}`,
  ],
  [
    'one that uses another in another way of writing',
    `---\nendpoint: GET /x\n---\n${section('steps:\n  - ? uses\n    : other.md\n    id: a\n  - { id: b, method: GET, path: /b }')}`,
  ],
  [
    'one that hides the key',
    `---\nendpoint: GET /x\n---\n${section('steps:\n  - { id: a, "\\x75ses": other.md }\n  - { id: b, method: GET, path: /b }')}`,
  ],
  [
    'one that names secrets',
    `---\nendpoint: GET /x\n---\nNot {{env.PROSE}}.\n\n${section('steps:\n  - { id: b, method: GET, path: "/b/{{env.ONE}}", body: { a: "{{env.TWO}}" } }')}`,
  ],
  [
    'one that hides a secret',
    `---\nendpoint: GET /x\n---\n${section('steps:\n  - { id: b, method: GET, path: /b, headers: { k: "{{\\x65nv.ONE}}" } }')}`,
  ],
  ['one without frontmatter that uses another', `# Title\n${section('steps:\n  - { id: a, uses: b.md }')}`],
  ['one that says uses: in its prose', `${specText(1)}\nIt uses: nothing.\n`],
])('%s has the same summary, whether it is kept whole or not', (_what, text) => {
  const source = sourceOf(0, text);
  const summary = longCatalogue()(source)!;
  const spec = parseSpec(source);
  expect(toldBy(summary)).toEqual({ ...toldBy(summarize(spec)), metadata: summarizeMetadata(spec.metadata) });
  expect(summary.read()).toEqual(spec);
});

test.each([
  ['an empty file', ''],
  ['any Markdown', '# Notes\n\ntext\n'],
  ['one without frontmatter', `# Title\n${section('steps:\n  - { id: a, method: GET, path: /a }')}`],
])('%s has to be parsed to know whether it is a spec', (_what, text) => {
  expect(longCatalogue()(sourceOf(0, text))).toBeUndefined();
});

test('the first thousand are to be kept whole', () => {
  const catalogue = createCatalogue(new Spool(undefined), new RecentCache<object, Spec>(4));
  const summaries = Array.from({ length: 1_001 }, (_, index) => catalogue(sourceOf(index)));
  expect(summaries.findIndex((summary) => summary !== undefined)).toBe(1_000);
});

test('a spec in use is not parsed again and again, and one that was used long ago is not kept', () => {
  const catalogue = longCatalogue();
  const [first, ...others] = Array.from({ length: 5 }, (_, index) => catalogue(sourceOf(index))!);
  const spec = first!.read();
  expect(first!.read()).toBe(spec);
  for (const [index, other] of others.entries()) expect(other.read().steps[0]!.path).toBe(`/x/${index + 1}`);
  expect(first!.read()).not.toBe(spec);
  expect(first!.read()).toEqual(spec);
});

test('when the disk fails, the spec says so', () => {
  const spool = new Spool(undefined);
  const summary = longCatalogue(spool)(sourceOf(1))!;
  spool.bytes = () => {
    throw new Error('input/output error');
  };
  expect(summary.read()).toMatchObject({
    source: { path: 'specs/1.md' },
    diagnostics: [{ severity: 'error', message: expect.stringContaining('input/output error') }],
  });
});
