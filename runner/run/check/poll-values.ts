import type { Answer } from '../../language/answer.ts';
import { type Condition, pathsOf } from '../../language/expression/condition.ts';
import { findIn } from '../../language/matcher/expected.ts';
import { show } from '../../language/json/json-values.ts';
import { patternsOfAnswer } from './patterns.ts';
import { hasSensitiveName } from '../secrets/sensitive/names.ts';

/** The most values that a message shows, newest last. */
const SHOWN = 6;

/** Collects what a condition saw in each response, for the message of a step that polled in vain. */
export class PolledValues {
  readonly #runs: { readonly value: string; times: number }[] = [];

  add(condition: Condition, answer: Answer | undefined): void {
    const value = answer === undefined ? 'no answer' : describe(condition, answer);
    const last = this.#runs.at(-1);
    if (last?.value === value) last.times++;
    else this.#runs.push({ value, times: 1 });
  }

  /** Consecutive equal values once: `$.status "pending" (3 times), then "failed"`. */
  toString(): string {
    const shown = this.#runs
      .slice(-SHOWN)
      .map(({ value, times }) => (times === 1 ? value : `${value} (${times} times)`));
    return `${this.#runs.length > SHOWN ? '… ' : ''}${shown.join(', then ')}`;
  }
}

function describe(condition: Condition, answer: Answer): string {
  const seen = pathsOf(condition).map((path) => {
    const found = findIn(answer, path, patternsOfAnswer(answer));
    if (found.kind !== 'values') return `${path} not found`;
    if (hasSensitiveName(path) && found.values.length > 0) return `${path} ***`;
    return `${path} ${found.values.length === 0 ? 'not found' : found.values.map(show).join(', ')}`;
  });
  return [`status ${answer.status}`, ...seen].join(', ');
}
