import { describe, expect, test } from 'vitest';
import { parseSpec } from '../language/parse.ts';
import { expandUses } from '../plan/uses.ts';
import { usedSpecsOf, writeReuses } from './reuse.ts';

const specOf = (frontmatter: string, path = 'specs/a.md', steps = '- { id: main, method: GET, path: /x }') =>
  parseSpec({
    path,
    text: `---\nendpoint: GET /x\n${frontmatter}---\n## Test Request\n\`\`\`yaml\nsteps:\n  ${steps}\n\`\`\`\n`,
  });

describe('timesReused', () => {
  const written = (frontmatter: string, times: number): string | undefined => {
    const spec = specOf(frontmatter);
    const outcome = writeReuses(spec, spec.source.text, times);
    return outcome.kind === 'changed' ? /endpoint: GET \/x\n([\s\S]*?)---/.exec(outcome.text)![1] : undefined;
  };

  test.each([
    ['counts on', 'timesReused: 4\n', 3, 'timesReused: 7\n'],
    [
      'keeps its comment and its place',
      'timesReused: 4  # often\ntags: [a]\n',
      1,
      'timesReused: 5  # often\ntags: [a]\n',
    ],
    [
      'begins where there is none',
      'status: verified\nverifiedAt: x\n',
      2,
      'status: verified\nverifiedAt: x\ntimesReused: 2\n',
    ],
    ['begins where it is empty', 'timesReused:\n', 2, 'timesReused: 2\n'],
    ['begins where it is null', 'timesReused: null\n', 2, 'timesReused: 2\n'],
    ['is written plain, though it was quoted', 'timesReused: "4"\n', 1, 'timesReused: 5\n'],
  ])('%s', (_what, before, times, after) => {
    expect(written(before, times)).toBe(after);
  });

  test.each(['timesReused: often\n', 'timesReused: 1.5\n', 'timesReused: [1]\n'])(
    '%j is left alone',
    (before) => {
      expect(written(before, 1)).toBeUndefined();
    },
  );
});

describe('used specs', () => {
  const lender = specOf('', 'specs/lender.md');
  const borrower = expandUses(
    specOf(
      '',
      'specs/b.md',
      '- { id: one, uses: lender.md }\n  - { id: two, uses: lender.md }\n  - { id: own, method: GET, path: /y }',
    ),
    () => lender,
  );
  const sent = (...ids: readonly string[]) =>
    ({ steps: ids.map((id) => ({ id, section: 'test', request: {} })) }) as unknown as Parameters<
      typeof usedSpecsOf
    >[1];

  test('each use of which something was sent counts once', () => {
    expect(usedSpecsOf(borrower, sent('one.main', 'two.main', 'own'))).toEqual([
      'specs/lender.md',
      'specs/lender.md',
    ]);
    const looping = {
      ...borrower,
      steps: borrower.steps.map((step) => ({ ...step, forEach: { in: [1, 2], as: 'item', max: 10 } })),
    };
    expect(usedSpecsOf(looping, sent('one.main[0]', 'one.main[1]', 'own'))).toEqual(['specs/lender.md']);
    expect(usedSpecsOf(borrower, sent('own'))).toEqual([]);
  });

  test('what was not sent lends nothing', () => {
    const unsent = { steps: [{ id: 'one.main', request: null }] } as unknown as Parameters<
      typeof usedSpecsOf
    >[1];
    expect(usedSpecsOf(borrower, unsent)).toEqual([]);
  });
});
