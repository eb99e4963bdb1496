import { expect, test } from 'vitest';
import { parseSpec, type Spec } from '../../language/parse.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { insertExpectations } from './insert-expectations.ts';
import { proposeExpectations, type RecordedAnswer } from './proposals.ts';
import { readShownJson } from './shown-json.ts';
import { unifiedDiff } from './unified-diff.ts';

const specOf = (step: string, eol = '\n'): Spec =>
  parseSpec({
    path: 'a.md',
    text: `---\nendpoint: POST /links\n---\n# Prose  \n\n## Test Request\n\n\`\`\`yaml\nsteps:\n${step}\`\`\`\n\nMore prose.`.replaceAll(
      '\n',
      eol,
    ),
  });

const PLAIN = `  - id: a
    method: POST
    path: /links/{{link_id}}/send
    body: { channel: sms, to: "{{random_phone}}", deep: { note: hello } }
`;

const answered = (answer: unknown, more: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  answer,
  sent: { channel: 'sms', to: '+1555', deep: { note: 'hello' } },
  extracted: { link_id: 'L1' },
  ...more,
});

const propose = (
  step: string,
  answers: readonly RecordedAnswer[],
  promised: Readonly<Record<string, unknown>> = {},
) =>
  Object.fromEntries(proposeExpectations(specOf(step).steps[0]!, answers, new Map(Object.entries(promised))));

test('what the spec has sent is expected as the spec writes it, what the document promises by its matcher', () => {
  const answer = {
    id: 'L1',
    channel: 'sms',
    to: '+1555',
    info: { note: 'hello', extra: 1 },
    made: 'x',
    odd: 'y',
  };
  expect(
    propose(PLAIN, [answered(answer)], { '$.made': { type: 'string' }, '$.odd': { type: 'integer' } }),
  ).toEqual({
    '$.id': '{{link_id}}',
    '$.channel': 'sms',
    '$.to': '{{random_phone}}',
    '$.info.note': 'hello',
    '$.made': { type: 'string' },
  });
});

test('what differs, what is hidden, and what only some answers have is not expected', () => {
  expect(
    propose(PLAIN, [answered({ channel: 'email', to: '***' }, { sent: { channel: 'sms', to: '***' } })]),
  ).toEqual({});
  const promised = { '$.made': { type: 'string' } };
  expect(propose(PLAIN, [answered({ made: 'x' }), answered({})], promised)).toEqual({});
});

test('an expectation of a kind makes room for the value that was sent; any other stays', () => {
  const step = `${PLAIN}    expect:\n      body:\n        $.channel: { type: string }\n        $.to: { minLength: 1 }\n`;
  expect(propose(step, [answered({ channel: 'sms', to: '+1555' })])).toEqual({ '$.channel': 'sms' });
});

const ADDED: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['$.channel', 'sms'],
  ['$.made', { type: 'string' }],
]);

const inserted = (step: string, eol?: string) => {
  const spec = specOf(step, eol);
  const result = insertExpectations(spec, [{ step: spec.steps[0]!, expected: ADDED }]);
  return { before: spec.source.text, ...result };
};

test.each([
  ['no expect', PLAIN],
  ['an expect without body', `${PLAIN}    expect:\n      status: 200 # fine\n`],
  ['an expect with a body', `${PLAIN}    expect:\n      body:\n        $.id: 1\n      status: 200\n`],
  [
    'a body with a weaker expectation',
    `${PLAIN}    expect:\n      body:\n        $.channel: { type: string } # why\n`,
  ],
  ['another step behind it', `${PLAIN}\n  # the other\n  - { id: b, method: GET, path: /x }\n`],
])('lines are added to a step with %s, and nothing else changes', (_, step) => {
  for (const eol of ['\n', '\r\n']) {
    const result = inserted(step, eol);
    if (!('text' in result)) throw new Error(result.refused);
    const lines = result.text.split(eol);
    const kept = result.before.split(eol).filter((line) => !line.includes('$.channel'));
    expect(kept.every((line) => lines.includes(line))).toBe(true);
    expect(result.text.replaceAll('\r\n', '').includes('\r')).toBe(false);
    const [first] = parseSpec({ path: 'a.md', text: result.text }).steps;
    expect(first!.expect.body).toMatchObject({ '$.channel': 'sms', '$.made': { type: 'string' } });
  }
});

test('an expect on one line is left to its author', () => {
  expect(inserted(`${PLAIN}    expect: { status: 200 }\n`)).toMatchObject({
    refused: expect.stringContaining('stands on one line'),
  });
});

test('an answer that was cut is read as far as it goes', () => {
  expect(readShownJson('{"a":{"b":1,"c":[1,2]},"d":"x{,","e":"lo… (12 more characters)')).toEqual({
    value: { a: { b: 1, c: [1, 2] }, d: 'x{,' },
    isCut: true,
  });
  expect(readShownJson('{"a":1}')).toEqual({ value: { a: 1 }, isCut: false });
  expect(readShownJson('<html>')).toBeUndefined();
});

test('a diff names what was added and what was replaced', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n';
  const after = 'a\nb\nc\nD\ne\nf\ng\nh\ni\nj\nx\nk\n';
  expect(unifiedDiff('p.md', before, after)).toEqual([
    '--- a/p.md',
    '+++ b/p.md',
    '@@ -1,11 +1,12 @@',
    ...[' a', ' b', ' c', '-d', '+D', ' e', ' f', ' g', ' h', ' i', ' j', '+x', ' k'],
  ]);
  expect(unifiedDiff('p.md', before, before)).toEqual([]);
});
