import type { Page } from '../report/text/failure.ts';
import type { Style } from '../report/text/paint.ts';
import { oneLine } from '../report/text/safe-text.ts';
import { count } from '../report/text/text.ts';
import { fit, widthOf } from '../report/text/width.ts';
import { type Coverage, MEASURES, percentOf, type CoverageShare, type Shares } from './coverage.ts';
import { sayPercent } from './minimums.ts';

const SHOWN_MISSING = 10;
/** In a narrower terminal the document does not fit beside its numbers. */
const TABLE_COLUMNS = 76;

/** Coverage as text: the total, each document, and which specs to write next. */
export function renderCoverageText(
  coverage: Coverage,
  unmet: readonly string[],
  page: Page,
): readonly string[] {
  const { paint } = page;
  return [
    paint('bold', fit('coverage by passing specs', page.columns)),
    ...MEASURES.map((measure) => `  ${measure.padEnd(10)}  ${say(coverage.total[measure], page)}`),
    ...(coverage.undocumented > 0
      ? [
          paint(
            'dim',
            fit(`  ${count(coverage.undocumented, 'request')} outside of these documents`, page.columns),
          ),
        ]
      : []),
    '',
    ...(page.columns >= TABLE_COLUMNS ? tableLines(coverage, page) : stackedLines(coverage, page)),
    ...missingLines(coverage, page),
    ...unmet.map((line) => `${paint('red', 'not met')}  ${fit(line, Math.max(page.columns - 9, 12))}`),
  ];
}

const styleOf = (percent: number): Style => (percent >= 80 ? 'green' : percent > 0 ? 'yellow' : 'red');

function say(share: CoverageShare, { paint }: Pick<Page, 'paint'>): string {
  const percent = percentOf(share);
  return percent === undefined
    ? paint('dim', 'none documented')
    : `${share.covered} of ${share.total}  ${paint(styleOf(percent), sayPercent(percent))}`;
}

const CELL = 20;

function tableLines({ documents }: Coverage, page: Page): readonly string[] {
  const { paint, columns } = page;
  const head = MEASURES.map((measure) => measure.padEnd(CELL)).join('');
  const room = columns - CELL * MEASURES.length - 2;
  return [
    `  ${paint('dim', `${head}document`)}`,
    ...documents.map((each) => `  ${cells(each, page)}${fit(each.document, room, 'middle')}`),
  ];
}

function cells(shares: Shares, page: Page): string {
  return MEASURES.map((measure) => {
    const share = shares[measure];
    const percent = percentOf(share);
    if (percent === undefined) return page.paint('dim', '-'.padEnd(CELL));
    const text = `${share.covered}/${share.total}`.padEnd(9) + sayPercent(percent);
    return page.paint(styleOf(percent), text.padEnd(CELL));
  }).join('');
}

const stackedLines = ({ documents }: Coverage, page: Page): readonly string[] =>
  documents.flatMap((each) => [
    fit(each.document, page.columns, 'middle'),
    ...MEASURES.map((measure) => `  ${measure.padEnd(10)}  ${say(each[measure], page)}`),
  ]);

function missingLines({ missing }: Coverage, { paint, columns }: Page): readonly string[] {
  if (missing.length === 0) return [''];
  const shown = missing.slice(0, SHOWN_MISSING);
  const rest = missing.length - shown.length;
  const room = Math.max(columns - 4, 16);
  return [
    '',
    paint('bold', fit('specs to write next, the cheapest first', columns)),
    ...shown.flatMap(({ method, template, why, document }) => {
      const name = oneLine(`${method} ${template}`);
      const detail = oneLine(`${why}  (${document})`);
      return widthOf(name) + 2 + widthOf(detail) <= room
        ? [`  ${name}  ${paint('dim', detail)}`]
        : [`  ${fit(name, room, 'middle')}`, `    ${paint('dim', fit(detail, room - 2, 'middle'))}`];
    }),
    ...(rest > 0 ? [paint('dim', fit(`  … and ${rest} more: see --format json`, columns))] : []),
    '',
  ];
}
