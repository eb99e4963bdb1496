import { anySuccess, includesStatus, readStatuses, type StatusSet } from '../language/matcher/status.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import { isTemplate } from '../language/template/compile.ts';

/** The statuses that a step expects; undefined if they come from a variable. */
export function statusesOf({ metadata }: Spec, { section, expect: { status } }: Step): StatusSet | undefined {
  if (status === undefined) return (section === 'test' ? metadata.expectedOutcome : undefined) ?? anySuccess;
  if ([status].flat().some((each) => typeof each === 'string' && isTemplate(each))) return undefined;
  const read = readStatuses(status);
  return 'problem' in read ? undefined : read.statuses;
}

/** Whether only 2xx responses are expected: then the request is meant to be valid. */
export function expectsSuccess(spec: Spec, step: Step): boolean {
  const statuses = statusesOf(spec, step);
  return statuses?.every((each) => /^2(xx|\d\d(-2\d\d)?)$/.test(String(each))) === true;
}

/** Whether a documented status, `200`, `2XX` or `default`, is an expected one. */
export function isExpected(statuses: StatusSet, documented: string): boolean {
  if (/^\d{3}$/.test(documented)) return includesStatus(statuses, Number(documented));
  const first = documented[0]!;
  return /^\dXX$/i.test(documented) && statuses.some((each) => String(each).startsWith(first));
}

/** Whether only 4xx responses are expected. */
export const expectsRefusal = (spec: Spec, step: Step): boolean =>
  statusesOf(spec, step)?.every((each) => /^4(xx|\d\d(-4\d\d)?)$/.test(String(each))) === true;
