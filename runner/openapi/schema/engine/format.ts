import { fullFormats } from 'ajv-formats/dist/formats.js';
import {
  type AnyNumber,
  compareExact,
  digitsOf,
  isAnyNumber,
  isWhole,
  readAnyNumber,
} from '../../document/exact.ts';
import {
  isAddressOf4,
  isAddressOf6,
  isBase64,
  isDate,
  isDateTime,
  isDuration,
  isEmail,
  isHostname,
  isTime,
  isUri,
  isUriReference,
} from './format-texts.ts';

/** How well a value fits its format: exactly, nearly, not at all, or the format is not checked. */
export type FormatVerdict = 'fits' | 'nearly' | 'misses' | 'unchecked';

type TextFormat = {
  readonly kind: 'text';
  readonly fits: (text: string) => boolean;
  readonly nearly?: RegExp;
};
type NumberFormat = { readonly kind: 'number'; readonly fits: (value: AnyNumber) => boolean };
/** A format for people or generators, which does not restrict values. */
type FreeFormat = { readonly kind: 'free' };

type Format = TextFormat | NumberFormat | FreeFormat;

const text = (fits: (text: string) => boolean, nearly?: RegExp): TextFormat => ({
  kind: 'text',
  fits,
  ...(nearly && { nearly }),
});
const whole = (least: bigint, most: bigint): NumberFormat => ({
  kind: 'number',
  fits: (value) => isWhole(value) && isBetween(value, least, most),
});
/** JavaScript compares a double and a bigint exactly. */
const isBetween = (value: AnyNumber, least: bigint, most: bigint): boolean =>
  typeof value === 'number'
    ? value >= least && value <= most
    : compareExact(value, readAnyNumber(`${least}`)) >= 0 &&
      compareExact(value, readAnyNumber(`${most}`)) <= 0;
const upTo = (most: number): NumberFormat => ({
  kind: 'number',
  fits: (value) =>
    typeof value === 'number'
      ? Math.abs(value) <= most
      : compareExact(readAnyNumber(digitsOf(value).replace('-', '')), most) <= 0,
});
const free: FreeFormat = { kind: 'free' };

/** A format of the library's table, whose entries are of several kinds. */
function ofLibrary(name: 'uri-template' | 'json-pointer' | 'relative-json-pointer') {
  const definition: unknown = fullFormats[name];
  return (value: string): boolean => {
    if (definition instanceof RegExp) {
      definition.lastIndex = 0;
      return definition.test(value);
    }
    return typeof definition === 'function' && definition(value) === true;
  };
}

/** An IRI is a URI with characters beyond ASCII (RFC 3987). */
const withoutIri = (value: string): string => value.replace(/[\u00A0-\u{10FFFF}]/gu, 'x');

function isRegExp(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

/**
 * The formats that are checked, and how; documented in docs/formats.md. `nearly` is what real APIs write instead: Rails'
 * "2026-01-01 00:00:00 UTC", times without an offset, dates with a time.
 */
const formats: Readonly<Record<string, Format>> = {
  'date-time': text(
    isDateTime,
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i,
  ),
  date: text(isDate, /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/),
  time: text(isTime, /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/),
  duration: text(isDuration, /^-?P(?=[\dT])(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?$/),
  email: text(isEmail),
  'idn-email': text((value) => isEmail(withoutIri(value))),
  hostname: text(isHostname),
  'idn-hostname': text((value) => isHostname(withoutIri(value))),
  ipv4: text(isAddressOf4),
  ipv6: text(isAddressOf6),
  uri: text(isUri, /^(?:\/\/|\/|www\.)\S+$/),
  'uri-reference': text(isUriReference),
  iri: text((value) => isUri(withoutIri(value)), /^(?:\/\/|\/|www\.)\S+$/),
  'iri-reference': text((value) => isUriReference(withoutIri(value))),
  'uri-template': text(ofLibrary('uri-template')),
  uuid: text(
    (value) => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value),
    /^(?:[0-9a-f]{32}|urn:uuid:[0-9a-f-]{36}|\{[0-9a-f-]{36}\})$/i,
  ),
  'json-pointer': text(ofLibrary('json-pointer')),
  'relative-json-pointer': text(ofLibrary('relative-json-pointer')),
  regex: text(isRegExp),
  byte: text(isBase64, /^[A-Za-z0-9+/_\s-]*={0,2}\s*$/),
  base64url: text(
    (value) => /^[A-Za-z0-9_-]*$/.test(value) && value.length % 4 !== 1,
    /^[A-Za-z0-9_-]*={0,2}$/,
  ),
  int8: whole(-128n, 127n),
  int16: whole(-(2n ** 15n), 2n ** 15n - 1n),
  int32: whole(-(2n ** 31n), 2n ** 31n - 1n),
  int64: whole(-(2n ** 63n), 2n ** 63n - 1n),
  uint8: whole(0n, 255n),
  uint16: whole(0n, 2n ** 16n - 1n),
  uint32: whole(0n, 2n ** 32n - 1n),
  uint64: whole(0n, 2n ** 64n - 1n),
  'double-int': whole(-(2n ** 53n) + 1n, 2n ** 53n - 1n),
  float: upTo(3.4028234663852886e38),
  double: upTo(Number.MAX_VALUE),
  binary: free,
  password: free,
};

const MAX_LENGTH = 4000;

/** The kind of values that a format restricts; `other` if it is not checked. */
export function kindOfFormat(format: string): Format['kind'] | 'other' {
  return Object.hasOwn(formats, format) ? formats[format]!.kind : 'other';
}

/** Checks a value against a format; a format for another kind of value fits. */
export function judgeFormat(format: string, value: unknown): FormatVerdict {
  if (!Object.hasOwn(formats, format)) return 'unchecked';
  const known = formats[format]!;
  if (known.kind === 'number' && isAnyNumber(value)) return known.fits(value) ? 'fits' : 'misses';
  if (known.kind !== 'text' || typeof value !== 'string' || value.length > MAX_LENGTH) return 'fits';
  if (known.fits(value)) return 'fits';
  return known.nearly?.test(value) ? 'nearly' : 'misses';
}
