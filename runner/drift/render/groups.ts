import type { Drift } from '../drift.ts';
import type { DriftFinding, DriftSeverity } from '../finding.ts';

/** The findings about one API document; `document` is null for undocumented ones. */
export type DocumentGroup = {
  readonly document: string | null;
  readonly operations: number;
  /** All but the operations without a spec. */
  readonly findings: readonly DriftFinding[];
  readonly withoutSpec: readonly DriftFinding[];
};

export type SeverityCounts = Readonly<Record<DriftSeverity, number>>;

/** The number of findings by severity. */
export function countSeverities(findings: readonly DriftFinding[]): SeverityCounts {
  const counts = { error: 0, warn: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** The findings by document, the document with the worst first. */
export function groupByDocument({ findings, documents }: Drift): readonly DocumentGroup[] {
  const sizes = new Map(documents.map(({ path, operations }) => [path, operations]));
  const groups = new Map<string | null, DriftFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.document);
    if (group) group.push(finding);
    else groups.set(finding.document, [finding]);
  }
  const all = [...groups].map(([document, each]) => ({
    document,
    operations: sizes.get(document ?? '') ?? 0,
    findings: each.filter(({ rule }) => rule !== 'operation-without-spec'),
    withoutSpec: each.filter(({ rule }) => rule === 'operation-without-spec'),
  }));
  return all.toSorted((a, b) => {
    const [left, right] = [countSeverities(a.findings), countSeverities(b.findings)];
    return (
      right.error - left.error ||
      right.warn - left.warn ||
      right.info - left.info ||
      b.withoutSpec.length - a.withoutSpec.length ||
      ((a.document ?? '') < (b.document ?? '') ? -1 : 1)
    );
  });
}

/** All findings, for programs. */
export const renderDriftJson = ({ version, specs, documents, observed, findings }: Drift): string =>
  `${JSON.stringify({ version, summary: { ...countSeverities(findings), specs, observed }, documents, findings }, null, 2)}\n`;
