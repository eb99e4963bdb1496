import type { Drift } from '../drift.ts';
import { countSeverities } from './groups.ts';

/** Everything that was found, for programs. */
export const renderDriftJson = ({ version, specs, documents, observed, findings }: Drift): string =>
  `${JSON.stringify({ version, summary: { ...countSeverities(findings), specs, observed }, documents, findings }, null, 2)}\n`;
