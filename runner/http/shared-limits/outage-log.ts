import type { Part } from '../limit.ts';

/** Records when the limit store was unreachable, and reports it in one sentence. */
export class OutageLog {
  readonly #elapsedMs: () => number;
  readonly #meanwhile: string;
  #count = 0;
  #awayMs = 0;
  #why = '';
  #since: number | undefined;

  constructor(elapsedMs: () => number, part: Part | undefined) {
    this.#elapsedMs = elapsedMs;
    this.#meanwhile =
      part === undefined
        ? 'this run kept to its limits alone, whatever other runs sent'
        : `this shard kept to its part of the limits, 1 of ${part.total}`;
  }

  begin(error: unknown): void {
    this.#count++;
    this.#since = this.#elapsedMs();
    if (this.#why === '') this.#why = error instanceof Error ? error.message : String(error);
  }

  end(): void {
    this.#awayMs += this.#elapsedMs() - (this.#since ?? this.#elapsedMs());
    this.#since = undefined;
  }

  notes(): readonly string[] {
    if (this.#count === 0) return [];
    const awayMs = this.#awayMs + (this.#since === undefined ? 0 : this.#elapsedMs() - this.#since);
    const often = this.#count === 1 ? '' : `${this.#count} times, `;
    const still = this.#since === undefined ? 'and came back' : 'until the end';
    return [
      `limits: the store was away ${often}${(awayMs / 1_000).toFixed(1)} s (${this.#why}) ${still}; meanwhile ${this.#meanwhile}`,
    ];
  }
}
