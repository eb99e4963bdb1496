import { stepValuesOf } from '../values.ts';
import type { Lint, LintRule } from '../rule.ts';

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?$/;
/** Fields whose dates lie in the future. */
const IN_FUTURE =
  /due|expir|deadline|start|end|until|valid|schedul|appointment|booking|deliver|arriv|depart|remind|slot|when|date_?time/i;
/** Fields whose dates may lie in the past. */
const IN_PAST =
  /birth|dob|born|creat|issued|issue_|since|after|from|found|incorporat|register|joined|hired|updated|period|(?:^|_)[gl]te?$/i;

/** A date that was in the future when the spec was written will make it fail, or test something else. */
export const pastDate: LintRule = {
  id: 'past-date',
  severity: 'warning',
  finds: 'a literal date of the past in a request that means one to come',
  check: (spec, { nowMs }) => {
    const today = new Date(nowMs).toISOString().slice(0, 10);
    return stepValuesOf(spec).flatMap(({ keys, node }): readonly Lint[] => {
      const name = keys.at(-1) ?? '';
      const isSent = keys[0] === 'body' || keys[0] === 'form_fields';
      const [, day] = typeof node.value === 'string' ? (DATE.exec(node.value) ?? []) : [];
      if (!isSent || day === undefined || day >= today) return [];
      if (!IN_FUTURE.test(name) || IN_PAST.test(name)) return [];
      return [
        {
          span: node.span,
          message: `"${keys.join('.')}" is a date of the past: ${String(node.value)}`,
          hint: 'write a built-in such as {{tomorrow_date}} or {{future_datetime}}',
        },
      ];
    });
  },
};
