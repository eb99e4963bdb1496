import { documentedStatus, type Operation } from '../../openapi/operation/operation.ts';
import { describeStatuses, type StatusSet } from '../../language/matcher/status.ts';
import { type DriftFinding, disagreementOf } from '../finding.ts';
import {
  acceptedResponses,
  type DriftContext,
  findingOf,
  placeOfOperation,
  type OperationUse,
} from '../use.ts';

/** Compares the statuses that a step expects with the documented ones. */
export function compareStatuses(use: OperationUse, context: DriftContext): readonly DriftFinding[] {
  const { operation, observed, expects } = use;
  if (expects.statuses === undefined || expects.stated === 'by default' || isSilent(operation)) return [];
  const undocumented = expects.statuses.filter((status) => !isDocumented(operation, status));
  if (undocumented.length === 0) return [];
  const documented = Object.keys(operation.responses).join(', ');
  const seen = Object.keys(observed?.answers ?? {});
  const isSeen = seen.some((status) => undocumented.some((each) => each === Number(status)));
  const isOneOfSeveral = undocumented.length < expects.statuses.length;
  const subject = describeStatuses(undocumented);
  return [
    findingOf(
      use,
      {
        rule: 'status-undocumented',
        ...(isOneOfSeveral && { severity: 'warn' }),
        subject,
        message: isOneOfSeveral
          ? `status ${subject} is welcome too, and not documented`
          : `status ${subject} is expected, and not documented`,
        hint: isOneOfSeveral
          ? 'drop it from the spec, or document it'
          : 'correct the spec, or document the status',
        disagrees: disagreementOf({ spec: 'yes', document: 'no', observed: isSeen ? 'yes' : 'silent' }),
        says: {
          spec: `expects ${describeStatuses(expects.statuses)}`,
          document: documented,
          observed: seen.length > 0 ? `answered ${seen.join(', ')}` : null,
        },
        span: expects.span,
        place: placeOfOperation(operation, 'responses'),
      },
      context,
    ),
  ];
}

/** Whether the document lists no statuses, or some could not be read. */
export const isSilent = ({ responses, gaps }: Operation): boolean =>
  Object.keys(responses).length === 0 || gaps.some(({ part }) => part === 'responses');

const isDocumented = (operation: Operation, status: StatusSet[number]): boolean =>
  typeof status === 'number'
    ? documentedStatus(operation, status) !== undefined
    : acceptedResponses(operation, [status]).length > 0;
