/** A number as JSON writes it. */
export const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Significant digits and the power of ten of the last one, by which two spellings of a number are compared. */
function normalOf(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().replace('-', '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`;
  let end = all.length;
  while (end > 0 && all[end - 1] === '0') end--;
  const exponent = Number(power) - fraction.length + (all.length - end);
  return { digits: all.slice(0, end).replace(/^0+/, ''), exponent };
}

/** Fifteen digits and no exponent always fit. */
const isShort = (text: string): boolean => text.length <= 15 && !/e/i.test(text);

/** Whether a double says the same as the text that it was read from. */
export function isExactNumber(text: string, rounded: number): boolean {
  if (isShort(text)) return true;
  const [written, read] = [normalOf(text), normalOf(String(Math.abs(rounded)))];
  return written.digits === read.digits && (written.digits === '' || written.exponent === read.exponent);
}

/** Whether a number that JSON writes so has digits after the point other than zeros. */
export function hasFraction(text: string): boolean {
  const { digits, exponent } = normalOf(text);
  return digits !== '' && exponent < 0;
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The doubles around a number that was rounded: its exact value lies between them. */
export function neighboursOf(rounded: number): readonly [below: number, above: number] {
  if (!Number.isFinite(rounded))
    return rounded > 0 ? [Number.MAX_VALUE, rounded] : [rounded, -Number.MAX_VALUE];
  if (rounded === 0) return [-Number.MIN_VALUE, Number.MIN_VALUE];
  const step = (by: bigint): number => {
    double[0] = rounded;
    bits[0]! += by;
    return double[0]!;
  };
  return rounded > 0 ? [step(-1n), step(1n)] : [step(1n), step(-1n)];
}
