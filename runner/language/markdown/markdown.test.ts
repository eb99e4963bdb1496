import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from './markdown.ts';
import { ABOUT_LINEAR, growthOf } from '../../test/growth.ts';

const outline = (text: string) =>
  readMarkdown(text).sections.map(({ title, fences }) => ({
    title,
    fences: fences.map(({ language, span, closed }) => ({
      language,
      closed,
      content: text.slice(span.start, span.end),
    })),
  }));

const frontmatterOf = (text: string) => {
  const { frontmatter } = readMarkdown(text);
  return frontmatter && text.slice(frontmatter.start, frontmatter.end);
};

const fencesOf = (text: string) => outline(text).flatMap(({ fences }) => fences);

describe('frontmatter', () => {
  test.each([
    ['LF', '---\na: 1\n---\n', 'a: 1\n'],
    ['CRLF', '---\r\na: 1\r\n---\r\n', 'a: 1\r\n'],
    ['a byte order mark', '\ufeff---\na: 1\n---\n', 'a: 1\n'],
    ['no final newline', '---\na: 1\n---', 'a: 1\n'],
    ['trailing blanks', '---  \na: 1\n---\t\n', 'a: 1\n'],
    ['nothing in it', '---\n---\n', ''],
    ['dots as its end', '---\na: 1\n...\n', 'a: 1\n'],
  ])('is found with %s', (_name, text, yaml) => {
    expect(frontmatterOf(text)).toBe(yaml);
  });

  test('a first --- without a second is unclosed, and nothing after it is a section', () => {
    const { frontmatter, frontmatterUnclosed, sections } = readMarkdown('---\na: 1\n## Test Request\n');
    expect({ frontmatter, frontmatterUnclosed, sections }).toEqual({
      frontmatter: undefined,
      frontmatterUnclosed: true,
      sections: [],
    });
  });

  test('must start on the first line', () => {
    expect(frontmatterOf('\n---\na: 1\n---\n')).toBeUndefined();
  });

  test('a line of four dashes ends nothing', () => {
    expect(frontmatterOf('---\na: 1\n----\n---\n')).toBe('a: 1\n----\n');
  });
});

describe('sections', () => {
  test('a heading of level 1 or 2 ends a section, one of level 3 does not', () => {
    const text = '## A\n### sub\n```yaml\n1\n```\n# Top\n```yaml\n2\n```\n## B\n';
    expect(outline(text).map(({ title, fences }) => [title, fences.length])).toEqual([
      ['A', 1],
      ['', 1],
      ['B', 0],
    ]);
  });

  test('a repeated section stays two sections', () => {
    expect(outline('## A\n## B\n## A\n').map(({ title }) => title)).toEqual(['A', 'B', 'A']);
  });

  test.each(['## Title ##', '##   Title  ', '   ## Title', '##\tTitle'])('%j is a heading', (line) => {
    expect(outline(`${line}\r\n`)[0]?.title).toBe('Title');
  });

  test.each(['##Title', '    ## Title', '####### Title'])('%j is no section', (line) => {
    expect(outline(`${line}\n`)).toEqual([]);
  });

  test('a heading inside a fence is content', () => {
    expect(outline('## A\n```\n## B\n```\n').map(({ title }) => title)).toEqual(['A']);
  });
});

describe('fences', () => {
  test('several in a section, with backticks and with tildes', () => {
    expect(fencesOf('## A\n```yaml\none\n```\ntext\n~~~YAML\ntwo\n~~~\n')).toEqual([
      { language: 'yaml', closed: true, content: 'one\n' },
      { language: 'yaml', closed: true, content: 'two\n' },
    ]);
  });

  test('a longer fence holds shorter ones, and tildes hold backticks', () => {
    expect(fencesOf('## A\n````yaml\n```\nx\n```\n````\n').map(({ content }) => content)).toEqual([
      '```\nx\n```\n',
    ]);
    expect(fencesOf('## A\n~~~yaml\n```\n~~~\n').map(({ content }) => content)).toEqual(['```\n']);
  });

  test('a longer closing fence closes', () => {
    expect(fencesOf('## A\n```yaml\nx\n`````\n')[0]?.closed).toBe(true);
  });

  test('an indented fence is one, and backticks deep inside its content do not close it', () => {
    expect(fencesOf('## A\n  ```yaml\n  a: |\n      ```\n  b: 1\n  ```\n')).toEqual([
      { language: 'yaml', closed: true, content: '  a: |\n      ```\n  b: 1\n' },
    ]);
  });

  test('an unclosed fence runs to the end and says so', () => {
    expect(fencesOf('## A\n```yaml\nx: 1\n## B\n')).toEqual([
      { language: 'yaml', closed: false, content: 'x: 1\n## B\n' },
    ]);
  });

  test('the language is the first word of the info', () => {
    expect(fencesOf('## A\n``` yaml title="x"\n```\n')[0]?.language).toBe('yaml');
    expect(fencesOf('## A\n```\n```\n')[0]?.language).toBe('');
  });

  test('a line of code in backticks opens nothing', () => {
    expect(fencesOf('## A\n```not a fence```\n')).toEqual([]);
  });

  test('those in comments do not exist, those after them do', () => {
    const text = '## A\n<!--\n```yaml\nx\n```\n-->\n```yaml\ny\n```\n<!-- one line -->\n```yaml\nz\n```\n';
    expect(fencesOf(text).map(({ content }) => content)).toEqual(['y\n', 'z\n']);
  });

  test('those before the first section belong to none', () => {
    expect(outline('```yaml\nx\n```\n## A\n')).toEqual([{ title: 'A', fences: [] }]);
  });

  test('CRLF content keeps its line endings', () => {
    expect(fencesOf('## A\r\n```yaml\r\nx: 1\r\n```\r\n')[0]?.content).toBe('x: 1\r\n');
  });
});

test('spans lie inside the text and in order, whatever the text', () => {
  const line = fc.constantFrom(
    '---',
    '## A',
    '# B',
    '```',
    '```yaml',
    '~~~',
    '<!--',
    '-->',
    'x: 1',
    '',
    '  ```',
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
      const text = lines.join(eol);
      let last = 0;
      for (const { span, fences } of readMarkdown(text).sections) {
        expect(span.start).toBeGreaterThanOrEqual(last);
        last = span.end;
        for (const fence of fences) {
          expect(fence.span.start).toBeGreaterThanOrEqual(last);
          last = fence.span.end;
        }
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each<[name: string, lineOf: (size: number) => string]>([
  ['a heading of blanks', (size) => `## ${' '.repeat(size)}x`],
  ['a heading of hashes', (size) => `## ${' #'.repeat(size / 2)}x`],
  ['an info of blanks', (size) => `\`\`\`${' '.repeat(size)}\``],
  ['an info of one word', (size) => `\`\`\`${'a'.repeat(size)}\``],
])('%s takes a time that grows with its length', (_name, lineOf) => {
  expect(growthOf((size) => readMarkdown(lineOf(size)), 200_000)).toBeLessThan(ABOUT_LINEAR);
});
