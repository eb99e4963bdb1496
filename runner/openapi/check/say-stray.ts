import { notMade } from './checks.ts';
import type { FindingDraft } from './finding.ts';
import type { DocumentPlace } from '../document/documents.ts';
import type { Stray } from '../document/stray-fields.ts';
import type { CheckContext } from './check-context.ts';

/** Findings about fields that a part does not have and that are therefore ignored. */
export const sayStray = (
  { isBlind, message }: Stray,
  place: DocumentPlace,
  { documents }: CheckContext,
): FindingDraft =>
  notMade(message, {
    document: documents.locate(place),
    side: 'document',
    ...(isBlind ? {} : { severity: 'warn' as const }),
  });
