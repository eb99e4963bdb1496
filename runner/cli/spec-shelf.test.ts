import { expect, test } from 'vitest';
import { parseSpec, type Spec } from '../spec/parse.ts';
import { createSpecShelf } from './spec-shelf.ts';

const section = (steps: string): string => `## Test Request\n\`\`\`yaml\n${steps}\n\`\`\`\n`;
const specText = (index: number): string =>
  `---\nendpoint: GET /x\nstatus: pending\n---\n${section(`steps:\n  - { id: main, method: GET, path: /x/${index} }`)}`;
const sourceOf = (index: number, text = specText(index)) => ({ path: `specs/${index}.md`, text });

/** A shelf on which so many specs stand already that the next is read on demand. */
function fullShelf(atOnce = 2) {
  const shelf = createSpecShelf(atOnce);
  for (let index = 0; index < 1_000; index++) shelf(sourceOf(index));
  return shelf;
}

/** As it is when everything was asked for. */
const whole = (spec: Spec): Spec => ({ ...spec });

test.each([
  ['a spec', specText(1)],
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
  ['one whose frontmatter is none', `# Title\n${section('steps:\n  - { id: a, method: GET, path: /a }')}`],
  ['one that says uses: in its prose', `${specText(1)}\nIt uses: nothing.\n`],
  ['an empty file', ''],
  ['any Markdown', '# Notes\n\ntext\n'],
])('%s is the same, whether it is read at once or on demand', (_what, text) => {
  const source = sourceOf(0, text);
  const shelved = fullShelf()(source);
  expect(whole(shelved)).toEqual(parseSpec(source));
  expect(whole(shelved)).toEqual(parseSpec(source));
});

test('the steps of a spec in use are not read again and again', () => {
  const spec = fullShelf()(sourceOf(1));
  expect(spec.steps).toBe(spec.steps);
});

test('those of specs that were used long ago are not kept', () => {
  const shelf = fullShelf(2);
  const first = shelf(sourceOf(1));
  const steps = first.steps;
  for (let index = 2; index <= 5; index++) expect(shelf(sourceOf(index)).steps[0]!.path).toBe(`/x/${index}`);
  expect(first.steps).not.toBe(steps);
  expect(first.steps).toEqual(steps);
});
