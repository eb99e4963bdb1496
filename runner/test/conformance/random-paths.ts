import { createRandom, type Random } from '../../language/builtins.ts';

const NAMES = [
  'a',
  'b',
  'id',
  'items',
  'name',
  'total',
  'état',
  'x-y',
  '@id',
  'a b',
  '0',
  "it's",
  'constructor',
  '__proto__',
];
const WORDS = NAMES.slice(0, 7);
const VALUES = [0, 1, 2, 3, -1, 1.5, 'a', 'b', '', 'x1', 'Ab', 'é', '😀', true, false, null];
const LITERALS = ['0', '1', '-1', '1.5', '1e0', "'a'", '"b"', "''", 'true', 'false', 'null'];
const PATTERNS = ['a', '.', '[a-z]+', 'x.', 'A.*', '(a|b)', 'é'];

/** Documents and paths of the kind that authors write, drawn from a seed. */
export class RandomPaths {
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = createRandom(seed);
  }

  document(depth = 4): unknown {
    if (depth === 0 || this.#is(0.35)) return this.#pick(VALUES);
    if (this.#is(0.4)) return this.#times(4, () => this.document(depth - 1));
    return Object.fromEntries(this.#times(5, () => [this.#pick(NAMES), this.document(depth - 1)]));
  }

  path(depth = 2, root = '$'): string {
    return root + this.#times(4, () => this.#segment(depth)).join('');
  }

  #segment(depth: number): string {
    if (this.#is(0.45)) return `${this.#is(0.2) ? '..' : '.'}${this.#is(0.1) ? '*' : this.#pick(WORDS)}`;
    const selectors = [this.#selector(depth), ...(this.#is(0.15) ? [this.#selector(depth)] : [])];
    const blank = this.#blank();
    return `${this.#is(0.15) ? '..' : ''}[${blank}${selectors.join(`${blank},${this.#blank()}`)}${blank}]`;
  }

  #selector(depth: number): string {
    if (this.#is(0.3)) return this.#quote(this.#pick(NAMES));
    if (this.#is(0.3)) return this.#integer();
    if (this.#is(0.2)) return '*';
    return this.#is(0.4) ? this.#slice() : `?${this.#blank()}${this.#filter(depth)}`;
  }

  #slice(): string {
    const bound = (): string => (this.#is(0.6) ? this.#integer() : '');
    return `${bound()}${this.#blank()}:${this.#blank()}${bound()}${this.#is(0.4) ? `:${bound()}` : ''}`;
  }

  #filter(depth: number): string {
    if (depth > 0 && this.#is(0.25))
      return `${this.#filter(depth - 1)}${this.#pick(['&&', ' && ', '||', ' || '])}${this.#filter(depth - 1)}`;
    if (depth > 0 && this.#is(0.25)) return `${this.#is(0.4) ? '!' : ''}(${this.#filter(depth - 1)})`;
    const not = this.#is(0.3) ? '!' : '';
    if (this.#is(0.2)) return `${not}${this.path(Math.max(depth - 1, 0), '@')}`;
    if (this.#is(0.15))
      return `${not}${this.#pick(['match', 'search'])}(${this.#singular()}, ${this.#quote(this.#pick(PATTERNS))})`;
    const operator = this.#pick(['==', '!=', '<', '<=', '>', '>=']);
    return `${this.#comparable(depth)}${this.#blank()}${operator}${this.#blank()}${this.#comparable(depth)}`;
  }

  #comparable(depth: number): string {
    if (this.#is(0.4)) return this.#singular();
    if (this.#is(0.7)) return this.#pick(LITERALS);
    if (this.#is(0.4)) return `length(${this.#singular()})`;
    return `${this.#pick(['count', 'value'])}(${this.path(Math.max(depth - 1, 0), '@')})`;
  }

  #singular(): string {
    const step = (): string =>
      this.#is(0.6)
        ? `.${this.#pick(WORDS)}`
        : `[${this.#is(0.5) ? this.#quote(this.#pick(NAMES)) : this.#integer()}]`;
    return (this.#is(0.15) ? '$' : '@') + this.#times(3, step).join('');
  }

  #quote(text: string): string {
    return this.#is(0.5) ? JSON.stringify(text) : `'${text.replace(/['\\]/g, '\\$&')}'`;
  }

  #integer = (): string => String(Math.floor(this.#random.next() * 7) - 3);
  #blank = (): string => (this.#is(0.1) ? ' ' : '');
  #is = (share: number): boolean => this.#random.next() < share;
  #pick = <T>(list: readonly T[]): T => list[Math.floor(this.#random.next() * list.length)]!;
  #times = <T>(below: number, make: () => T): readonly T[] =>
    Array.from({ length: Math.floor(this.#random.next() * below) }, make);
}
