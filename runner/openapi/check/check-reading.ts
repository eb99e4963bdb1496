import { checkTexts, withoutRoot } from './check-texts.ts';
import { failed, notMade } from './checks.ts';
import type { FindingDraft } from './finding.ts';
import type { Reading } from '../reading/reading.ts';
import type { SchemaChecks } from './schema-checks.ts';

/** Checks a parameter, a header or a field, as it was read, against its schema. The messages follow its name. */
export function checkReading(reading: Reading, schema: SchemaChecks | undefined): readonly FindingDraft[] {
  switch (reading.state) {
    case 'absent':
      return [];
    case 'misspelt':
      return [failed(reading.message, { veiled: reading.veiled })];
    case 'unclear':
      return [notMade(reading.message)];
    case 'json':
      return schema === undefined ? [] : withoutRoot(schema.findings(reading.value));
    case 'read': {
      const drafts = schema === undefined ? [] : checkTexts(reading.values, schema);
      const { remark, hint } = reading;
      if (hint !== undefined)
        return drafts.map((draft) => (draft.outcome === 'failed' ? { hint, ...draft } : draft));
      return remark === undefined
        ? drafts
        : [...drafts, failed(remark.message, { severity: 'warn', veiled: remark.veiled })];
    }
  }
}
