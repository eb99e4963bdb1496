import { expect, test } from 'vitest';
import { secretNamesOf, type SpecSummary, summarize, summarizeMetadata } from '../plan/spec-summary.ts';
import { parseSpec } from '../language/parse.ts';
import { SpecStore } from './spec-store.ts';
import { Spool } from './spool.ts';

const section = (steps: string): string => `## Test Request\n\`\`\`yaml\n${steps}\n\`\`\`\n`;
const specText = (index: number): string =>
  `---\nendpoint: GET /x\nstatus: pending\n---\n${section(`steps:\n  - { id: main, method: GET, path: /x/${index} }`)}`;
const sourceOf = (index: number, text = specText(index)) => ({ path: `specs/${index}.md`, text });

/** A store that puts all texts on the spool. */
const spoolingStore = (spool = new Spool(undefined)) => new SpecStore({ spool, recent: 4, keptParsed: 0 });

/** The parts of a summary that a plan uses. */
const plannedOf = ({ path, metadata, uses, isUnread, text }: SpecSummary) => ({
  path,
  metadata,
  uses,
  isUnread,
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
  ['one without frontmatter', `# Title\n${section('steps:\n  - { id: a, method: GET, path: /a }')}`],
  ['an empty file', ''],
])('%s has the same summary on the spool as in memory', (_what, text) => {
  const source = sourceOf(0, text);
  const summary = spoolingStore().add(source);
  const spec = parseSpec(source);
  const inMemory = summarize(spec);
  expect(plannedOf(summary)).toEqual({ ...plannedOf(inMemory), metadata: summarizeMetadata(spec.metadata) });
  expect(summary.secretNames ?? secretNamesOf(summary.read())).toEqual(secretNamesOf(spec));
  expect(inMemory.secretNames ?? secretNamesOf(spec)).toEqual(secretNamesOf(spec));
  expect(summary.read()).toEqual(spec);
});

test('what is no spec is kept as the caller wants it, or not at all', () => {
  for (const store of [spoolingStore(), new SpecStore()]) {
    const notes = sourceOf(0, '# Notes\n\ntext\n');
    expect(store.add(notes, () => undefined)).toBeUndefined();
    const spec = parseSpec(notes);
    expect(store.add(notes, () => ({ ...spec, isSpec: true }))!.read().isSpec).toBe(true);
    expect(store.add(notes).read()).toEqual(spec);
  }
});

test('the first thousand are kept as parsed, and all where there is no spool', () => {
  const store = new SpecStore({ spool: new Spool(undefined), recent: 1 });
  const summaries = Array.from({ length: 1_002 }, (_, index) => store.add(sourceOf(index)));
  const isKept = ({ read }: SpecSummary): boolean => {
    const spec = read();
    for (const other of summaries.slice(-2)) other.read();
    return read() === spec;
  };
  expect([0, 999, 1_000].map((index) => isKept(summaries[index]!))).toEqual([true, true, false]);
  const inMemory = new SpecStore({ keptParsed: 0 }).add(sourceOf(0));
  expect(inMemory.read()).toBe(inMemory.read());
});

test('a spec in use is not parsed again and again, and one that was used long ago is not kept', () => {
  const store = spoolingStore();
  const [first, ...others] = Array.from({ length: 5 }, (_, index) => store.add(sourceOf(index)));
  const spec = first!.read();
  expect(first!.read()).toBe(spec);
  for (const [index, other] of others.entries()) expect(other.read().steps[0]!.path).toBe(`/x/${index + 1}`);
  expect(first!.read()).not.toBe(spec);
  expect(first!.read()).toEqual(spec);
});

test('when the disk fails, the spec says so', () => {
  const spool = new Spool(undefined);
  const summary = spoolingStore(spool).add(sourceOf(1));
  spool.bytes = () => {
    throw new Error('input/output error');
  };
  expect(summary.read()).toMatchObject({
    source: { path: 'specs/1.md' },
    diagnostics: [{ severity: 'error', message: expect.stringContaining('input/output error') }],
  });
});
