/** The last few answers to whatever was asked. What was in a `Map` would be garbage that only a full collection finds. */
export class Recall<Answer> {
  readonly #kept: ({ readonly question: object; readonly answer: Answer } | undefined)[];
  #next = 0;

  constructor(size: number) {
    this.#kept = Array.from({ length: size });
  }

  /** What was answered to this question, when that was not long ago; else what `ask` says. */
  answer(question: object, ask: () => Answer): Answer {
    const known = this.#kept.find((each) => each?.question === question);
    if (known !== undefined) return known.answer;
    const answer = ask();
    this.#kept[this.#next] = { question, answer };
    this.#next = (this.#next + 1) % this.#kept.length;
    return answer;
  }
}
