import { tapText } from './text-of.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hostileReport, largeReport, makeReport, sampleReport } from './sample-report.ts';
import { ABOUT_LINEAR, growthOf } from '../growth.ts';

const linesOf = (report = sampleReport): readonly string[] => tapText(report).split('\n');
const points = (report = sampleReport): readonly string[] =>
  linesOf(report).filter((line) => /^(not )?ok /.test(line));

/** The YAML blocks of a document, read. */
const blocks = (report = sampleReport): readonly Record<string, unknown>[] =>
  [...tapText(report).matchAll(/^ {2}---\n([\s\S]*?)^ {2}\.\.\.$/gm)].map(
    ([, yaml]) => parse(yaml!) as Record<string, unknown>,
  );

describe('report.tap', () => {
  it('opens with the version and the plan', () => {
    expect(linesOf().slice(0, 2)).toEqual(['TAP version 14', '1..7']);
  });

  it('has one point for each spec, numbered', () => {
    expect(points()).toEqual([
      'ok 1 - GET /v1/items (specs/sales/get_items.md)',
      'not ok 2 - GET /v1/items (specs/sales/wrong_price.md)',
      'not ok 3 - POST /v1/orders (specs/sales/orders/blocked.md)',
      'not ok 4 - GET /v1/links (specs/links/unreachable.md)',
      'not ok 5 - specs/links/unreadable.md',
      'ok 6 - DELETE /v1/links/{id} (specs/links/later.md) # SKIP not deployed yet',
      'ok 7 - POST /v1/links (specs/links/cleanup_fails.md)',
    ]);
  });

  it('shows the steps as a subtest, in front of their point', () => {
    const lines = linesOf();
    const at = lines.findIndex((line) => line.startsWith('not ok 3'));
    expect(lines.slice(at - 4, at)).toEqual([
      '# Subtest: POST /v1/orders (specs/sales/orders/blocked.md)',
      '    1..2',
      '    not ok 1 - prerequisites get_item',
      '    ok 2 - test main_request # SKIP not sent: get_item came first',
    ]);
  });

  it('keeps a cleanup that failed from counting', () => {
    expect(linesOf()).toContain('    not ok 2 - cleanup remove # TODO status: expected 2xx, got 404');
  });

  it('says in YAML what happened and where', () => {
    expect(blocks()).toHaveLength(4);
    expect(blocks()[0]).toMatchObject({
      message: 'body $.data.items[0].price: expected 11, got 10.5',
      severity: 'failed',
      at: { file: 'specs/sales/wrong_price.md', line: 31, column: 15 },
    });
  });

  it('keeps hostile text in one line and in its block', () => {
    expect(points(hostileReport)).toHaveLength(1);
    expect(points(hostileReport)[0]).toContain('\\#1');
    expect(blocks(hostileReport)[0]!['message']).toContain(']]> | ``');
    for (const line of linesOf(hostileReport)) expect(line).not.toMatch(/[\u0000-\u001f\u2028\u2029]/);
  });

  it('bails out when the run was stopped', () => {
    expect(tapText(makeReport([], { interrupted: true }))).toBe(
      [
        'TAP version 14',
        '1..1',
        '# verify-specs',
        'not ok 1 - cut by a signal',
        '  ---',
        '  message: "cut by a signal"',
        '  details:',
        '    - "cut by a signal"',
        '  ...',
        'Bail out! the run was cut by a signal',
        '',
      ].join('\n'),
    );
  });

  it('renders 10,000 specs in a time that grows with their number', () => {
    expect(points(largeReport(10_000))).toHaveLength(10_000);
    expect(growthOf((count) => tapText(largeReport(count)), 10_000)).toBeLessThan(ABOUT_LINEAR);
  });
});
