import { type Coverage, MEASURES, percentOf, type CoverageShare, type Shares } from './coverage.ts';
import { mdCode, mdText } from '../report/text/markdown-text.ts';
import { sayPercent } from './minimums.ts';

const SHOWN_MISSING = 25;

/** Coverage as Markdown for a pull request or a wiki. */
export function renderCoverageMarkdown(
  { total, documents, missing }: Coverage,
  unmet: readonly string[],
): string {
  const rest = missing.length - SHOWN_MISSING;
  return [
    '# Coverage',
    '',
    ...(unmet.length > 0 ? [...unmet.map((line) => `- **not met**: ${mdText(line)}`), ''] : []),
    `| document | ${MEASURES.join(' | ')} |`,
    `|---|${MEASURES.map(() => '---|').join('')}`,
    row('**all**', total),
    ...documents.map((each) => row(mdCode(each.document), each)),
    '',
    ...(missing.length > 0
      ? [
          '## Specs to write next',
          '',
          ...missing
            .slice(0, SHOWN_MISSING)
            .map(({ method, template, why }) => `- ${mdCode(`${method} ${template}`)}: ${mdText(why)}`),
          ...(rest > 0 ? [`- … and ${rest} more`] : []),
          '',
        ]
      : []),
  ].join('\n');
}

const row = (name: string, shares: Shares): string =>
  `| ${name} | ${MEASURES.map((measure) => cell(shares[measure])).join(' | ')} |`;

function cell(share: CoverageShare): string {
  const percent = percentOf(share);
  return percent === undefined ? 'none' : `${share.covered}/${share.total} (${sayPercent(percent)})`;
}
