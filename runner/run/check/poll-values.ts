import type { Answer } from '../../language/answer.ts';
import { type Condition, pathsOf } from '../../language/expression/condition.ts';
import { findIn } from '../../language/matcher/expected.ts';
import { show } from '../../language/json/json-values.ts';
import { patternsOfAnswer } from './patterns.ts';
import type { ShownPoll, ShownPolls } from '../events.ts';
import { owned } from '../secrets/cut.ts';
import { shorten } from '../../language/shorten.ts';
import { hasSensitiveName } from '../secrets/sensitive/names.ts';

/** The most values that a message shows, newest last. */
const SHOWN = 6;

/** The most polls that a result keeps: the first ones and the newest. */
const KEPT_FIRST = 20;
const KEPT_NEWEST = 80;

/** The most characters of a value that a result keeps. */
const LONGEST = 100;

/** Collects what a condition saw in each response. */
export class PolledValues {
  readonly #runs: { readonly value: string; times: number }[] = [];
  readonly #paths: readonly string[];
  readonly #first: ShownPoll[] = [];
  readonly #newest: ShownPoll[] = [];
  #leftOut = 0;

  constructor(condition: Condition) {
    this.#paths = pathsOf(condition);
  }

  /** `isHidden` says whether the value at a path may not be shown in the sequence. */
  add(answer: Answer | undefined, { atMs, span, isHidden = () => false }: PollFacts = { atMs: 0 }): void {
    const values = answer === undefined ? [] : this.#paths.map((path) => valueAt(path, answer));
    this.#addRun(
      answer === undefined
        ? 'no answer'
        : [`status ${answer.status}`, ...values.map((value, at) => `${this.#paths[at]} ${value}`)].join(', '),
    );
    this.#keep({
      atMs: Math.round(atMs),
      ...(answer !== undefined && { status: answer.status }),
      values: values.map((value, at) =>
        isHidden(this.#paths[at]!) ? '***' : owned(shorten(value, LONGEST)),
      ),
      ...(span !== undefined && { span }),
    });
  }

  #addRun(value: string): void {
    const last = this.#runs.at(-1);
    if (last?.value === value) last.times++;
    else this.#runs.push({ value, times: 1 });
  }

  #keep(poll: ShownPoll): void {
    if (this.#first.length < KEPT_FIRST) {
      this.#first.push(poll);
      return;
    }
    this.#newest.push(poll);
    if (this.#newest.length <= KEPT_NEWEST) return;
    this.#newest.shift();
    this.#leftOut++;
  }

  /** The sequence as a result has it. */
  get shown(): ShownPolls {
    return {
      paths: this.#paths,
      polls: [...this.#first, ...this.#newest],
      ...(this.#leftOut > 0 && { leftOut: { after: KEPT_FIRST, count: this.#leftOut } }),
    };
  }

  /** Consecutive equal values once: `$.status "pending" (3 times), then "failed"`. */
  toString(): string {
    const shown = this.#runs
      .slice(-SHOWN)
      .map(({ value, times }) => (times === 1 ? value : `${value} (${times} times)`));
    return `${this.#runs.length > SHOWN ? '… ' : ''}${shown.join(', then ')}`;
  }
}

/** When a poll was sent, and what of it may be shown. */
type PollFacts = {
  readonly atMs: number;
  readonly span?: string | undefined;
  readonly isHidden?: ((path: string) => boolean) | undefined;
};

function valueAt(path: string, answer: Answer): string {
  const found = findIn(answer, path, patternsOfAnswer(answer));
  if (found.kind !== 'values' || found.values.length === 0) return 'not found';
  return hasSensitiveName(path) ? '***' : found.values.map(show).join(', ');
}
