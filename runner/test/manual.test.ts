import { expect, test } from 'vitest';
import { helpCommand } from '../cli/commands/help.ts';
import { EXIT } from '../cli/exit-code.ts';
import {
  ENVIRONMENT_KEYS,
  EXCHANGE_KEYS,
  FILE_KEYS,
  readEnvironmentsFile,
  SHARED_KEYS,
  TOKEN_KEYS,
} from '../environment/environments-file.ts';
import { SCHEMES } from '../environment/schemes.ts';
import { builtinNames } from '../language/builtins.ts';
import { CHOSEN_CHECKS } from '../language/check-names.ts';
import { FRONTMATTER_KEYS } from '../language/frontmatter-keys.ts';
import { parseQuery } from '../language/jsonpath/jsonpath.ts';
import type { TestPattern } from '../language/matcher/match.ts';
import { matcherNames } from '../language/matcher/matcher.ts';
import { parseSpec } from '../language/parse.ts';
import { stepKeyNames } from '../language/step/read-step.ts';
import { helpers } from '../language/template/helpers.ts';
import { RULES } from '../lint/rules.ts';
import { GATE_KEYS, readGateRules } from '../workspace/gate-file.ts';
import { readManual } from '../workspace/manual.ts';
import { makeFolder } from './temp-folder.ts';

const pages = readManual();
const textOf = (topic: string): string => pages.find((page) => page.topic === topic)?.text ?? '';

/** What stands in code in the first column of the tables of a page. */
const wordsOn = (topic: string): ReadonlySet<string> =>
  new Set(
    [...textOf(topic).matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(([, word]) => word!),
    ),
  );

test.each<readonly [page: string, names: readonly string[]]>([
  ['step', stepKeyNames],
  ['matchers', matcherNames],
  ['variables', builtinNames],
  ['variables', Object.keys(helpers)],
  ['checks', CHOSEN_CHECKS],
  ['check', RULES.map(({ id }) => id)],
  ['spec', FRONTMATTER_KEYS],
  ['environments', [...ENVIRONMENT_KEYS, ...FILE_KEYS, ...SHARED_KEYS]],
  ['tokens', SCHEMES],
  ['tokens', [...TOKEN_KEYS, ...EXCHANGE_KEYS]],
  ['gate', GATE_KEYS],
])('the page %s has a row for all of its table', (topic, names) => {
  const words = wordsOn(topic);
  expect(names.length).toBeGreaterThan(4);
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

test('the page ci has the exit codes', () => {
  const rows = [...textOf('ci').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(rows).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

const TOPICS =
  'step expect matchers jsonpath variables environments tokens contract gate reports ci security machines'.split(
    ' ',
  );

test.each(TOPICS)('there is a page about %s', (topic) => {
  expect(pages.map((page) => page.topic)).toContain(topic);
});

test('each page has a title', () => {
  expect(pages.filter(({ title }) => title === '')).toEqual([]);
});

/** The blocks of code of all pages in one language, without those that lie inside another block. */
function blocksOf(language: string): readonly (readonly [topic: string, text: string])[] {
  return pages.flatMap(({ topic, text }) =>
    [...text.matchAll(/^(`{3,})([^\n`]*)\n([\s\S]*?)^\1\n/gm)]
      .filter(([, , info]) => info === language)
      .map(([, , , block]) => [topic, block!] as const),
  );
}

const yamlBlocks = blocksOf('yaml');
const stepBlocks = yamlBlocks.filter(([, text]) => text.startsWith('steps:'));
const environmentBlocks = yamlBlocks.filter(([, text]) => /^environments:/m.test(text));

test.each(stepBlocks)('the steps on the page %s can be read', (_topic, block) => {
  const text = `---\nendpoint: GET /v1/orders\n---\n## Test Request\n\`\`\`yaml\n${block}\`\`\`\n`;
  const { steps, diagnostics } = parseSpec({ path: 'page.md', text });
  expect(diagnostics).toEqual([]);
  expect(steps.length).toBeGreaterThan(0);
});

test.each(environmentBlocks)('the environments on the page %s can be read', (_topic, text) => {
  expect(readEnvironmentsFile({ path: 'environments.yaml', text }).diagnostics).toEqual([]);
});

test.each(blocksOf('markdown spec'))('the spec on the page %s can be read', (_topic, text) => {
  const { steps, diagnostics } = parseSpec({ path: 'page.md', text });
  expect(diagnostics).toEqual([]);
  expect(steps.map(({ section }) => section)).toEqual(['prerequisites', 'test', 'cleanup']);
});

test('the rules and known issues that pages show can be read', () => {
  const [rules] = yamlBlocks.filter(([topic]) => topic === 'gate');
  const folder = makeFolder({ 'gate.yaml': rules![1] });
  expect(Object.keys(readGateRules(`${folder}/gate.yaml`, folder) ?? {})).toHaveLength(GATE_KEYS.length);
  const [issues] = yamlBlocks.filter(([topic]) => topic === 'spec');
  const { metadata } = parseSpec({ path: 'a.md', text: `---\nendpoint: GET /x\n${issues![1]}---\n` });
  expect(metadata.knownIssues).toMatchObject([{ checks: ['response-schema'], ticket: 'PAY-7' }]);
});

test('there are blocks of each kind', () => {
  expect(stepBlocks.length).toBeGreaterThan(1);
  expect(environmentBlocks.length).toBeGreaterThan(1);
});

const answer: unknown = JSON.parse(blocksOf('json').find(([topic]) => topic === 'jsonpath')![1]);
const testPattern: TestPattern = (pattern, text) =>
  new RegExp(`^(?:${pattern})$`, 'u').test(text) ? 'matches' : 'differs';

const pathRows = [...textOf('jsonpath').matchAll(/^\| `(.+)` \| (.*) \|$/gm)].map(
  ([, path, result]) => [path!.replaceAll('\\|', '|'), result!] as const,
);

test.each(pathRows)('%s selects what the page says: %s', (path, result) => {
  const parsed = parseQuery(path);
  if ('problem' in parsed) throw new Error(parsed.problem);
  const selected = parsed.query.select(answer, testPattern);
  const wanted = [...result.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
  expect(selected).toEqual({ nodes: result === 'nothing' ? [] : wanted.map((text) => JSON.parse(text)) });
});

test('a topic without a page is refused', () => {
  expect(() => helpCommand(['matcher'], {}, { stdout: { write: () => undefined } })).toThrow(
    'no page about "matcher"',
  );
});
