import { mdCode, mdText } from '../../report/text/markdown-text.ts';
import { count } from '../../report/text/text.ts';
import type { Drift } from '../drift.ts';
import type { DriftFinding, DriftPlace } from '../finding.ts';
import { countSeverities, type DocumentGroup, groupByDocument } from './groups.ts';

/** For a pull request or a wiki: a table for each document. */
export function renderDriftMarkdown(drift: Drift): string {
  const counts = countSeverities(drift.findings);
  return [
    '# Drift',
    '',
    `${count(counts.error, 'error')}, ${count(counts.warn, 'warning')}, ${count(counts.info, 'note')} in ${count(drift.specs, 'spec')} and ${count(drift.documents.length, 'document')}.`,
    '',
    ...groupByDocument(drift).flatMap(groupLines),
  ].join('\n');
}

function groupLines({ document, findings, withoutSpec, operations }: DocumentGroup): readonly string[] {
  return [
    `## ${document === null ? 'In no API document' : mdCode(document)}`,
    '',
    ...(findings.length > 0 ? [HEADER, RULER, ...findings.map(row), ''] : []),
    ...(withoutSpec.length > 0
      ? [
          `<details><summary>No spec for ${withoutSpec.length} of ${count(operations, 'operation')}</summary>`,
          '',
          ...withoutSpec.map(({ method, template }) => `- ${mdCode(`${method} ${template}`)}`),
          '',
          '</details>',
          '',
        ]
      : []),
  ];
}

const HEADER = '| | operation | what | spec | document | observed |';
const RULER = '|---|---|---|---|---|---|';

function row({ severity, method, template, message, disagrees, says, at, also }: DriftFinding): string {
  const more = also.length > 0 ? ` and ${also.length} more` : '';
  const cells = [
    severity,
    mdCode(`${method} ${template}`.trim()),
    `${mdText(message)} (${disagrees})`,
    `${side(says.spec, at.spec)}${more}`,
    side(says.document, at.document),
    side(says.observed, null),
  ];
  return `| ${cells.join(' | ')} |`;
}

const side = (says: string | null, place: DriftPlace | null): string =>
  [
    says === null ? '' : mdText(says),
    place === null ? '' : mdCode(`${place.path}:${place.line}:${place.column}`),
  ]
    .filter(Boolean)
    .join('<br>');
