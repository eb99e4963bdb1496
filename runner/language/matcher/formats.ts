import { isDay } from './day.ts';

/** No address is longer (RFC 5321), and the pattern takes quadratic time. */
const MAX_EMAIL_LENGTH = 320;

/** The formats of `{ format: … }`, and whether a text conforms. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  date: isDay,
  'date-time': isDateTime,
  uri: isUri,
  email: (text) => text.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
};

/** `date-time` of RFC 3339, section 5.6: with an offset; a leap second only at the end of a day in UTC. */
function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(
    text,
  );
  if (match === null || !isDay(match[1]!)) return false;
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const [offsetHour, offsetMinute] = [Number(match[6] ?? 0), Number(match[7] ?? 0)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (match[5] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const inUtc = (hour * 60 + minute - offset + 2 * 1440) % 1440;
  return inUtc === 1439;
}

const URI = /^[a-z][a-z0-9+.-]*:(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i;

/** A URI with any scheme (RFC 3986); one with a host, as in HTTP, must parse as a URL. */
function isUri(text: string): boolean {
  if (!URI.test(text) || text.indexOf('#') !== text.lastIndexOf('#')) return false;
  return /^[^:]+:\/\//.test(text) ? URL.canParse(text) : !/^https?:/i.test(text);
}
