import { sarifLocation } from '../../report/writers/sarif-place.ts';
import type { Drift } from '../drift.ts';
import { DRIFT_RULES, type DriftFinding, type DriftRule, type DriftSeverity } from '../finding.ts';

const LEVELS: Readonly<Record<DriftSeverity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warn: 'warning',
  info: 'note',
};

const RULES = Object.keys(DRIFT_RULES) as readonly DriftRule[];

/** SARIF 2.1.0, which code hosts show at the lines concerned. */
export function renderDriftSarif({ findings }: Drift, toolVersion: string): string {
  const rules = RULES.map((id) => ({
    id,
    shortDescription: { text: DRIFT_RULES[id].says },
    defaultConfiguration: { level: LEVELS[DRIFT_RULES[id].severity] },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'verify', semanticVersion: toolVersion, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(toResult),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toResult(finding: DriftFinding) {
  const { rule, severity, at, also, method, template, subject, document, message, hint, disagrees, says } =
    finding;
  const places = [at.spec, at.document].filter((place) => place !== null);
  const [first, ...others] = places;
  const related = [...others, ...also].map((place, index) => ({
    id: index + 1,
    ...sarifLocation(place),
    message: { text: index < others.length ? 'the API document' : 'the same in this spec' },
  }));
  return {
    ruleId: rule,
    ruleIndex: RULES.indexOf(rule),
    level: LEVELS[severity],
    message: { text: `${method} ${template}: ${message}${hint === undefined ? '' : ` (${hint})`}`.trim() },
    locations: first === undefined ? [] : [sarifLocation(first)],
    ...(related.length > 0 && { relatedLocations: related }),
    partialFingerprints: {
      'verifyDrift/v1': [rule, document ?? '', method, template, subject].join(' '),
    },
    properties: { disagrees, ...says },
  };
}
