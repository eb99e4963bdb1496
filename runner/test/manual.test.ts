import { expect, test } from 'vitest';
import { helpCommand } from '../cli/commands/help.ts';
import { builtinNames } from '../language/builtins.ts';
import { CHOSEN_CHECKS } from '../language/check-names.ts';
import { matcherNames } from '../language/matcher/matcher.ts';
import { stepKeyNames } from '../language/step/read-step.ts';
import { readManual } from '../workspace/manual.ts';

const pages = readManual();

/** What stands in code somewhere on a page. */
const wordsOn = (topic: string): ReadonlySet<string> =>
  new Set(
    [...(pages.find((page) => page.topic === topic)?.text ?? '').matchAll(/`([^`]+)`/g)].map(
      ([, word]) => word!,
    ),
  );

test.each([
  ['step', stepKeyNames],
  ['matchers', matcherNames],
  ['variables', builtinNames],
  ['checks', CHOSEN_CHECKS],
] as const)('the page %s has all of its table', (topic, names) => {
  const words = wordsOn(topic);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

test('each page has a title', () => {
  expect(pages.filter(({ title }) => title === '')).toEqual([]);
});

test('a topic without a page is refused', () => {
  expect(() => helpCommand(['matcher'], {}, { stdout: { write: () => undefined } })).toThrow(
    'no page about "matcher"',
  );
});
