import type { LintRule } from '../rule.ts';

/** The report of a skipped spec shows only this reason. */
export const skipWithoutReason: LintRule = {
  id: 'skip-without-reason',
  severity: 'warning',
  finds: '`onFail: skip` without a `skipReason`',
  check: ({ steps, metadata }) =>
    steps
      .filter(({ onFail, skipReason }) => onFail === 'skip' && !skipReason && !metadata.skipReason)
      .map(({ spans, span }) => ({
        span: spans['onFail'] ?? span,
        message: '"onFail: skip", and the step does not say why the spec may be skipped',
        hint: 'add skipReason: and the reason',
      })),
};
