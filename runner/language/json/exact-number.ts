/**
 * A number that a double would round, such as the id 990000000262240065. All code that reads, compares or writes numbers
 * supports it; in the JSON of a report it is a text, because most readers of JSON would round it.
 */
export class ExactNumber {
  /** Private, so that no path finds it as a member. */
  readonly #digits: string;

  /** Whether one was created in this process: few runs ever meet one, and without one no value needs to be searched for them. */
  static isInUse = false;

  constructor(digits: string) {
    this.#digits = digits;
    ExactNumber.isInUse = true;
  }

  /** The digits as JSON writes them, unchanged from the source. */
  get digits(): string {
    return this.#digits;
  }

  toJSON(): string {
    return this.#digits;
  }

  toString(): string {
    return this.#digits;
  }
}

/** A number from its JSON digits: a double where that has the same value, else an {@link ExactNumber}. */
export function readNumber(digits: string): number | ExactNumber {
  const rounded = Number(digits);
  const plain = String(rounded);
  return isShort(digits) || plain === digits || normalOf(digits) === normalOf(plain)
    ? rounded
    : new ExactNumber(digits);
}

/** Fifteen digits and a small exponent always fit. */
const isShort = (digits: string): boolean => digits.length <= 15 && !/[eE]/.test(digits);

/** Whether two numbers have the same value, however they are written. */
export const isSameNumber = (a: number | ExactNumber, b: number | ExactNumber): boolean =>
  typeof a === 'number' || typeof b === 'number' ? a === b : normalOf(a.digits) === normalOf(b.digits);

export const isNumber = (value: unknown): value is number | ExactNumber =>
  typeof value === 'number' || value instanceof ExactNumber;

export const isInteger = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isInteger(value)
    : value instanceof ExactNumber && decimalOf(value.digits).exponent >= 0n;

/** Below, at or above zero, by the exact values. */
export function compareNumbers(a: number | ExactNumber, b: number | ExactNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [first, second] = [decimalOf(String(a)), decimalOf(String(b))];
  if (first.sign !== second.sign) return first.sign - second.sign;
  return first.sign * compareSizes(first, second);
}

/**
 * `0.digits × 10^(exponent + number of digits)`, the digits without zeros at either end. Exponents may be
 * longer than a double holds.
 */
type Decimal = { readonly sign: -1 | 0 | 1; readonly digits: string; readonly exponent: bigint };

function decimalOf(text: string): Decimal {
  const [, minus, whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.slice(0, lastOther(all, '0') + 1);
  if (digits === '') return { sign: 0, digits, exponent: 0n };
  const exponent = BigInt(power) + BigInt(all.length - digits.length - fraction.length);
  return { sign: minus === '-' ? -1 : 1, digits, exponent };
}

/** The index of the last other character; a regular expression would take the square of a run of zeros. */
function lastOther(text: string, char: string): number {
  let at = text.length - 1;
  while (text[at] === char) at--;
  return at;
}

const normalOf = (text: string): string => {
  const { sign, digits, exponent } = decimalOf(text);
  return `${sign} ${digits} ${exponent}`;
};

/** The place of the leading digit decides; else the digits do, as texts of one length. */
function compareSizes(a: Decimal, b: Decimal): number {
  const places = BigInt(a.digits.length - b.digits.length) + a.exponent - b.exponent;
  if (places !== 0n) return places < 0n ? -1 : 1;
  const length = Math.max(a.digits.length, b.digits.length);
  const [first, second] = [a.digits.padEnd(length, '0'), b.digits.padEnd(length, '0')];
  return first === second ? 0 : first < second ? -1 : 1;
}
