import { describe, expect, test } from 'vitest';
import { parseSpec } from '../parse.ts';
import { positionAt } from '../source.ts';

const FRONT = '---\nendpoint: GET /x\n---\n';
const STEPS = 'steps:\n  - id: a\n    method: GET\n    path: /x\n';
const fence = (content: string, info = 'yaml') => `\`\`\`${info}\n${content}\`\`\`\n`;
const TEST = `## Test Request\n${fence(STEPS.replace('id: a', 'id: main'))}`;

/** The line and the message of each diagnostic. */
function saidOf(text: string): readonly string[] {
  return parseSpec({ path: 'a.md', text }).diagnostics.map(({ severity, message, hint, span }) => {
    return `${positionAt(text, span.start).line} ${severity}: ${message} (${hint})`;
  });
}

const quoted = (text: string) => text.replaceAll(/^/gm, '> ').replace(/> $/, '');
const indented = (text: string) => text.replaceAll(/^(?=.)/gm, '    ');

describe('in a section that runs, an error with its line', () => {
  const step = STEPS.replace('steps:\n', '').replaceAll(/^ {2}/gm, '');
  test.each([
    [
      'a block that begins with a comment and a misspelt key',
      fence(`# more\n${STEPS.replace('steps', 'step')}`),
    ],
    ['a list without steps:', fence(`# more\n\n${step}`)],
    ['a lone step', fence('id: a\nmethod: GET\npath: /x\n')],
    ['a step below another key', fence(`request:\n  method: GET\n  path: /x\n`)],
    ['steps as a flow list', fence('[{ id: a, method: GET, path: /x }]\n')],
    ['a misspelt language', fence(STEPS, 'yml2')],
    ['a language with more behind it', fence(STEPS, 'yaml-steps')],
    ['a language in braces', fence(STEPS, '{.yaml}')],
    ['no language', fence(STEPS, '')],
    ['steps that use another spec, without a language', fence('steps:\n  - id: a\n    uses: b.md\n', '')],
    ['JSON', fence('{ "steps": [{ "id": "a", "method": "GET", "path": "/x" }] }\n', 'json')],
    ['a language of code', fence(STEPS, 'bash')],
    ['a document', `\`\`\`\`markdown\n${fence(STEPS)}\`\`\`\`\n`],
    ['a quoted block', quoted(fence(STEPS))],
    ['a quoted block that is not closed', `> \`\`\`yaml\n${quoted(STEPS)}`],
    ['a block that begins in the line of a list item', `- \`\`\`yaml\n${indented(STEPS)}    \`\`\`\n`],
    ['a numbered item', `1. \`\`\`yaml\n${indented(STEPS)}    \`\`\`\n`],
    ['an indented block of code', indented(STEPS)],
    ['steps as plain text', STEPS],
    ['steps in an element', `<pre>\n${STEPS}</pre>\n`],
  ])('%s', (_what, lost) => {
    const said = saidOf(`${FRONT}${TEST}\n${lost}`);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^1[1-9] error: .*(steps|step).* \(.+\)$/);
  });

  test.each(['YAML', 'Yml', 'yaml title="more"'])('but %j is yaml', (info) => {
    expect(saidOf(`${FRONT}${TEST}${fence(STEPS, info)}`)).toEqual([]);
  });

  test('an indented block below a list item runs, as it always did', () => {
    const text = `${FRONT}${TEST}1. More:\n\n   ${fence(STEPS).replaceAll('\n', '\n   ')}\n`;
    expect(parseSpec({ path: 'a.md', text }).steps.map(({ id }) => id)).toEqual(['main', 'a']);
  });
});

describe('in a section that runs, no word about', () => {
  test.each([
    [
      'an answer in JSON',
      fence('{ "method": "card", "path": "x", "id": 1, "steps": [{ "id": 1 }] }\n', 'json'),
    ],
    ['code', fence("http.request({ method: 'GET', path: '/x' })\n", 'js')],
    ['a list of facts', '- method: GET\n- path: /x\n'],
    ['a sentence', 'The method: GET. Its path: /x, and the id: any.\n'],
    ['another block of YAML', fence('example: 1\n')],
    ['a comment without steps', `<!-- the method: GET\n${fence('steps: []\n')}`],
  ])('%s', (_what, more) => {
    expect(saidOf(`${FRONT}${TEST}\n${more}`)).toEqual([]);
  });
});

describe('steps in a comment of a section that runs', () => {
  const flow = fence('steps: [{ id: pay, method: GET, path: /bad }]\n');

  test.each([
    ['is never closed', `<!-- TODO\n\n${fence(STEPS)}`],
    ['is indented and never closed', `   <!--\n\n${flow}`],
    ['ends with --!>', `<!-- a --!>\n\n${flow}`],
    ['is never closed, around steps as text', `<!--\n${STEPS}`],
    ['is closed by the next one', `<!-- a\n${flow}<!-- b -->\n`],
    ['is closed by an arrow', `<!-- a\n${flow}client --> server\n`],
    [
      'is closed by an arrow in the block',
      `<!-- a\n\`\`\`yaml\nsteps:\n  - id: b\n    method: GET\n    path: /b # a -->\n\`\`\`\n`,
    ],
    ['is never closed, in a cleanup', `## Cleanup\n<!-- a\n${flow}`],
  ])('are an error where it %s', (_what, more) => {
    const said = saidOf(`${FRONT}${TEST}\n${more}`);
    expect(said[0]).toMatch(
      /^1[1-3] error: the comment that begins here is .*: the steps in it would not run/,
    );
  });

  test.each([
    ['one block', `<!--\n${fence(STEPS)}-->\n`],
    ['a block without a language', `<!-- not yet\n${fence(STEPS, '')}\n-->\n`],
    ['a whole section', `<!--\n## Cleanup\n${flow}-->\n`],
  ])('are a warning where it is closed around %s', (_what, more) => {
    expect(saidOf(`${FRONT}${TEST}\n${more}`)).toEqual([
      '12 warning: the steps in this comment do not run (delete them, or take them out of the comment)',
    ]);
  });
});

describe('below a heading that is nearly one of the three, an error with a hint', () => {
  test.each([
    ['### Prerequisites', 'Prerequisites'],
    ['#### prerequisites', 'Prerequisites'],
    ['# Cleanup', 'Cleanup'],
    ['## Clean-up', 'Cleanup'],
    ['## Prerequisite:', 'Prerequisites'],
    ['## Prequisites', 'Prerequisites'],
    ['## Prerequisites for the test', 'Prerequisites'],
    ['## Tests', 'Test Request'],
    ['## Test', 'Test Request'],
    ['## Test cases', 'Test Request'],
    ['## Test Request (negative)', 'Test Request'],
    ['## Negative test request', 'Test Request'],
    ['## 2. Test Request', 'Test Request'],
    ['## **Test Request**', 'Test Request'],
    ['##Test Request', 'Test Request'],
    ['##\u00a0Cleanup', 'Cleanup'],
    ['## Cleanup\u2028', 'Cleanup'],
    ['    ## Cleanup', 'Cleanup'],
    ['> ## Cleanup', 'Cleanup'],
    ['**Prerequisites**', 'Prerequisites'],
    ['__Prerequisites:__', 'Prerequisites'],
    ['<h2>Cleanup</h2>', 'Cleanup'],
    ['Test Request\n------------', 'Test Request'],
    ['Cleanup\n=======', 'Cleanup'],
  ])('%j', (heading, meant) => {
    const said = saidOf(`${FRONT}# Title\n${heading}\n${fence(STEPS)}\n${TEST}`);
    const line = heading.split('\n', 1)[0]!.trim();
    expect(said).toEqual([`5 error: the steps below "${line}" would not run (did you mean "## ${meant}"?)`]);
  });

  test('also above the first section, and for steps below a heading of their own', () => {
    expect(saidOf(`${FRONT}### Prerequisites\n#### The client\n${fence(STEPS)}${TEST}`)).toHaveLength(1);
  });

  test('where they would run as a part of another section, that is said', () => {
    expect(saidOf(`${FRONT}${TEST}### Cleanup\n${fence(STEPS)}`)).toEqual([
      '11 error: the steps below "### Cleanup" would run as a part of "## Test Request" (did you mean "## Cleanup"?)',
    ]);
  });

  test.each([
    ['##Cleanup', 'Cleanup'],
    ['**Cleanup**', 'Cleanup'],
    ['***Cleanup steps:***', 'Cleanup'],
    ['_Cleanup_', 'Cleanup'],
    ['> ## Cleanup', 'Cleanup'],
    ['- ## Cleanup', 'Cleanup'],
    ['- **Cleanup**', 'Cleanup'],
    ['Cleanup:', 'Cleanup'],
    ['<h2>Cleanup</h2>', 'Cleanup'],
    ['<b>Clean-up</b>', 'Cleanup'],
    ['<summary><strong>Cleanup</strong></summary>', 'Cleanup'],
    ['####### Cleanup', 'Cleanup'],
    ['### Cleanup steps', 'Cleanup'],
    ['### Cleanup of the client', 'Cleanup'],
    ['### Claenup', 'Cleanup'],
    ['**Prerequisites**:', 'Prerequisites'],
    ['**Prerequisite**', 'Prerequisites'],
  ])('behind the test, where they would run as its steps: %j', (heading, meant) => {
    expect(saidOf(`${FRONT}${TEST}\n${heading}\n\n${fence(STEPS)}`)).toEqual([
      `12 error: the steps below "${heading}" would run as a part of "## Test Request" (did you mean "## ${meant}"?)`,
    ]);
  });

  test.each([
    ['Cleanup\n-------', 'Cleanup'],
    ['Cleanup\n=======', 'Cleanup'],
    ['Clean it up:\nCleanup\n---', 'Cleanup'],
    ['Prerequisites\n---', 'Prerequisites'],
    ['**Prerequisites**\n---', 'Prerequisites'],
  ])('behind the test, underlined: %j', (heading, meant) => {
    const said = saidOf(`${FRONT}${TEST}\n${heading}\n${fence(STEPS)}`);
    const line = heading.split('\n', 1)[0];
    expect(said).toEqual([`12 error: the steps below "${line}" would not run (did you mean "## ${meant}"?)`]);
  });

  test('a heading within the section it names, or that only speaks of another, is prose', () => {
    expect(saidOf(`${FRONT}${TEST}### Test request with an amount\n${fence(STEPS)}`)).toEqual([]);
    expect(saidOf(`${FRONT}${TEST}### After the cleanup\n${fence(STEPS)}`)).toEqual([]);
  });

  test('without steps it is prose', () => {
    expect(saidOf(`${FRONT}### Prerequisites\nNone.\n${fence('{}\n', 'json')}${TEST}`)).toEqual([]);
  });
});

test.each(['## Examples', '## Expected Response', '## Request Body', '## Setup', '## Alternative'])(
  'steps below %j are an example',
  (heading) => {
    expect(saidOf(`${FRONT}${TEST}${heading}\n${fence(STEPS)}${fence(STEPS, 'yml2')}`)).toEqual([]);
  },
);

describe('below an underlined heading', () => {
  const idsOf = (text: string) => parseSpec({ path: 'a.md', text }).steps.map(({ id }) => id);

  test.each(['How I did it by hand\n--------------------', 'How I did it\n=', 'Two\nlines\n----'])(
    '%j, steps are prose',
    (heading) => {
      const text = `${FRONT}${TEST}\n${heading}\n\n${fence(STEPS)}`;
      expect(idsOf(text)).toEqual(['main']);
      expect(saidOf(text)).toEqual([]);
    },
  );

  test('of just ---, which people write between two parts, that is said', () => {
    const text = `${FRONT}${TEST}\nThe second page.\n---\n\n${fence(STEPS)}`;
    expect(idsOf(text)).toEqual(['main']);
    expect(saidOf(text)).toEqual([
      '12 warning: the steps below "The second page." do not run: --- right below a text makes it a heading, which ends "## Test Request" (put a blank line above --- if it should only separate)',
    ]);
  });

  test('where the line only separates, they run', () => {
    const text = `${FRONT}${TEST}\nThe second page.\n\n---\n${fence(STEPS)}`;
    expect(idsOf(text)).toEqual(['main', 'a']);
    expect(saidOf(text)).toEqual([]);
  });
});

describe('what takes in a section that should run is an error', () => {
  const before = `## Prerequisites\n${fence(STEPS)}`;

  test.each([
    ['an example that is never closed', '## Notes\n```json\n{}\n\n'],
    ['a block without a language that is never closed', '## Notes\n```\ntext\n\n'],
    ['a comment that is never closed', '<!-- a note\n'],
    ['a comment that is closed by the next one', '<!-- a note\n'],
  ])('%s', (what, opening) => {
    const end = what.includes('next') ? `<!-- another -->\n${TEST}` : TEST;
    const said = saidOf(`${FRONT}${TEST.replace('main', 'first')}${opening}${before}${end}`);
    expect(said[0]).toMatch(/^1[0-2] error: .* closed too late: it takes in "## Prerequisites"/);
  });

  test('a list item ends the block that begins in it', () => {
    const text = `${FRONT}## Notes\n- \`\`\`json\n  {}\n  \`\`\`\n${before}${TEST}`;
    expect(saidOf(text)).toEqual([]);
    expect(parseSpec({ path: 'a.md', text }).steps).toHaveLength(2);
  });

  test('a comment that is closed hides what it holds', () => {
    expect(saidOf(`${FRONT}<!--\n${before}-->\n${TEST}`)).toEqual([]);
  });
});
