import { expect, test } from 'vitest';
import { readMarkdown } from './markdown.ts';

const underlinedIn = (text: string) =>
  readMarkdown(`## A\n${text}`).underlined.map(({ title, level }) => [title, level]);

test.each<[string, string, number]>([
  ['Title\n===\n', 'Title', 1],
  ['Title\n-\n', 'Title', 2],
  ['Title\r\n---  \r\n', 'Title', 2],
  ['  Title\n   ----', 'Title', 2],
  ['Two\nlines\n---\n', 'Two\nlines', 2],
  ['```\nx\n```\nTitle\n---\n', 'Title', 2],
  ['<!-- a -->\nTitle\n---\n', 'Title', 2],
  ['- item\n\nTitle\n---\n', 'Title', 2],
  ['***\nTitle\n---\n', 'Title', 2],
  ['<b>Bold</b> title\n---\n', '<b>Bold</b> title', 2],
])('%j holds a heading', (text, title, level) => {
  expect(underlinedIn(text)).toEqual([[title, level]]);
});

test.each([
  'Text\n\n---\n',
  '---\n---\n',
  '### Title\n---\n',
  '```\nx\n```\n---\n',
  '```\nTitle\n---\n```\n',
  '<!-- a -->\n---\n',
  '<!--\nTitle\n---\n-->\n',
  '- item\n---\n',
  '1. item\nmore\n---\n',
  '- item\n\n  more\n---\n',
  '> quote\n---\n',
  '</details>\n---\n',
  '<span>\n---\n',
  '[a]: http://a.example\n---\n',
  '    code\n---\n',
  '***\n---\n',
  'Text\n-- -\n',
  'Text\n    ---\n',
  '| a | b |\n| --- | --- |\n',
])('%j holds none', (text) => {
  expect(underlinedIn(text)).toEqual([]);
});

test('one ends a section as a heading with signs does', () => {
  const { sections } = readMarkdown('## A\n```yaml\n1\n```\nB\n---\n```yaml\n2\n```\n## C\n');
  expect(sections.map(({ title, fences }) => [title, fences.length])).toEqual([
    ['A', 1],
    ['', 1],
    ['C', 0],
  ]);
});

test('many lines that underline nothing take time that grows with their number', () => {
  expect(underlinedIn('- a\n===\n'.repeat(100_000))).toEqual([]);
});
