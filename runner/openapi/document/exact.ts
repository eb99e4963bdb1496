/**
 * A number with more digits than a double holds: a symbol with the digits as its description. Neither the validator's keywords
 * nor `isObject` take a symbol for a text, a list or an object.
 */
export type NumberSymbol = symbol;

/** A number of a document or a response. */
export type AnyNumber = number | NumberSymbol;

/** Whether any was created: most runs have none, and then nothing is searched for them. */
let isInUse = false;

/** A number from its JSON digits: a double if that is exact. */
export function readAnyNumber(digits: string): AnyNumber {
  const rounded = Number(digits);
  const plain = String(rounded);
  if (isShort(digits) || plain === digits || normalOf(digits) === normalOf(plain)) return rounded;
  isInUse = true;
  return Symbol(digits);
}

/** Fifteen digits without an exponent always fit. */
const isShort = (digits: string): boolean => digits.length <= 15 && !/e/i.test(digits);

export const isExact = (value: unknown): value is NumberSymbol => typeof value === 'symbol';

export const isAnyNumber = (value: unknown): value is AnyNumber =>
  typeof value === 'number' || typeof value === 'symbol';

/** The digits of a number in JSON. */
export const digitsOf = (value: AnyNumber): string =>
  typeof value === 'symbol' ? (value.description ?? '') : String(value);

/** Whether a value holds a number beyond doubles. */
export function holdsExact(value: unknown): boolean {
  if (!isInUse) return false;
  const open = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each === 'symbol') return true;
    if (typeof each === 'object' && each !== null)
      for (const inside of Object.values(each)) open.push(inside);
  }
  return false;
}

/** A value with exact numbers replaced by their digits as texts. */
export function withDigits(value: unknown): unknown {
  if (isExact(value)) return digitsOf(value);
  if (typeof value !== 'object' || value === null || !holdsExact(value)) return value;
  if (Array.isArray(value)) return value.map(withDigits);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withDigits(each)]));
}

export const isWhole = (value: AnyNumber): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : decimalOf(digitsOf(value)).exponent >= 0n;

/** Negative, zero or positive, by exact values. */
export function compareExact(a: AnyNumber, b: AnyNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [first, second] = [decimalOf(digitsOf(a)), decimalOf(digitsOf(b))];
  if (first.sign !== second.sign) return first.sign - second.sign;
  return first.sign * compareSizes(first, second);
}

/** Tests whether numbers are multiples of another, in decimals: 19.99 is a multiple of 0.01. */
export function multiplesOf(of: AnyNumber): (value: AnyNumber) => boolean {
  const scale = 10 ** Math.max(0, -Number(decimalOf(digitsOf(of)).exponent));
  const whole = typeof of === 'number' && scale <= MAX_SCALE ? Math.round(of * scale) : 0;
  const isPlain = whole > 0 && whole < MAX_SCALED;
  return (value) => {
    // With up to fifteen digits, a double reads back as the decimal it was written as.
    const scaled = isPlain && typeof value === 'number' ? Math.round(value * scale) : Number.NaN;
    return Math.abs(scaled) < MAX_SCALED && scaled / scale === value
      ? scaled % whole === 0
      : isMultiple(value, of);
  };
}

const MAX_SCALE = 1e9;
const MAX_SCALED = 1e15;

function isMultiple(value: AnyNumber, of: AnyNumber): boolean {
  const [a, b] = [decimalOf(digitsOf(value)), decimalOf(digitsOf(of))];
  if (a.sign === 0) return true;
  const power = a.exponent - b.exponent;
  // The digits do not end in zero, so they are not a multiple of ten.
  if (b.sign === 0 || power < 0n) return false;
  const by = BigInt(b.digits);
  return ((BigInt(a.digits) % by) * powerOfTen(power, by)) % by === 0n;
}

/** 10^power modulo a number, for any power. */
function powerOfTen(power: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  let base = 10n % modulus;
  for (let left = power; left > 0n; left /= 2n) {
    if (left % 2n === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

/** `digits × 10^exponent`; the digits have no zeros at either end. */
type Decimal = { readonly sign: -1 | 0 | 1; readonly digits: string; readonly exponent: bigint };

function decimalOf(text: string): Decimal {
  const [, minus, whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  let end = all.length;
  while (end > 0 && all[end - 1] === '0') end--;
  if (end === 0) return { sign: 0, digits: '', exponent: 0n };
  const exponent = BigInt(power) + BigInt(all.length - end - fraction.length);
  return { sign: minus === '-' ? -1 : 1, digits: all.slice(0, end), exponent };
}

/** One text for all spellings of a number. */
export function normalOf(text: string): string {
  const { sign, digits, exponent } = decimalOf(text);
  return `${sign} ${digits} ${exponent}`;
}

/** The place of the leading digit decides; if equal, the digits do, padded to one length. */
function compareSizes(a: Decimal, b: Decimal): number {
  const places = BigInt(a.digits.length - b.digits.length) + a.exponent - b.exponent;
  if (places !== 0n) return places < 0n ? -1 : 1;
  const length = Math.max(a.digits.length, b.digits.length);
  const [first, second] = [a.digits.padEnd(length, '0'), b.digits.padEnd(length, '0')];
  return first === second ? 0 : first < second ? -1 : 1;
}
