import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../../test/report/sample-report.ts';
import type { PageData } from '../page-data.ts';
import { filterRows, groupRows, readView, rowsOf, type PageView, writeView } from './view.ts';

const data: PageData = {
  version: '1',
  report: sampleReport,
  pages: sampleReport.specs.map(() => ({ uses: {} })),
};
const everything = readView('');
const filesOf = (changes: Partial<PageView>): readonly string[] =>
  filterRows(rowsOf(data), { ...everything, ...changes }).map(({ spec }) => spec.file.split('/').at(-1)!);

describe('the address', () => {
  it('brings back the view it was made from', () => {
    const view: PageView = {
      verdicts: ['failed', 'blocked'],
      system: 'a&b',
      tag: 'c#d',
      query: 'GET /x=1 %',
      spec: 'specs/a b/é.md',
      step: 'one two',
    };
    expect(readView(writeView(view))).toEqual(view);
  });

  it('is read leniently', () => {
    expect(readView('#verdict=failed,nonsense&x=1')).toEqual({ ...everything, verdicts: ['failed'] });
  });

  it('is empty when nothing is chosen', () => {
    expect(writeView({ ...everything, step: 'left over' })).toBe('#');
  });
});

describe('the list', () => {
  it('shows everything when nothing is chosen', () => {
    expect(filesOf({})).toHaveLength(7);
  });

  it('is narrowed by verdict, system and tag', () => {
    expect(filesOf({ verdicts: ['errored', 'blocked'] })).toEqual([
      'blocked.md',
      'unreachable.md',
      'unreadable.md',
    ]);
    expect(filesOf({ system: 'links' })).toHaveLength(4);
    expect(filesOf({ tag: 'money' })).toEqual(['wrong_price.md']);
    expect(filesOf({ tag: 'money', verdicts: ['passed'] })).toEqual([]);
  });

  it('is searched for every word, in endpoints, reasons and steps, whatever the case', () => {
    expect(filesOf({ query: 'REFUSED links' })).toEqual(['unreachable.md']);
    expect(filesOf({ query: 'find an item' })).toEqual(['get_items.md', 'wrong_price.md', 'blocked.md']);
    expect(filesOf({ query: 'no such thing' })).toEqual([]);
  });

  it('puts what needs a person first in each system', () => {
    const groups = groupRows(rowsOf(data));
    expect(groups.map(({ system, rows }) => [system, rows.map(({ spec }) => spec.verdict)])).toEqual([
      ['sales', ['failed', 'blocked', 'passed']],
      ['links', ['errored', 'errored', 'skipped', 'passed']],
    ]);
  });

  it('puts systems without trouble last', () => {
    const rows = rowsOf(data).toReversed();
    const calm = rows.filter(({ system, spec }) => system === 'sales' || spec.verdict === 'passed');
    expect(groupRows(calm).map(({ system }) => system)).toEqual(['sales', 'links']);
  });
});
