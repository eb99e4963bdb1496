const DATE = /^\d{4}-\d\d-\d\d$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A full-date of RFC 3339, by the calendar. */
export function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

const TIME = /^\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** A full-time of RFC 3339: an offset has hours and minutes, and second 60 is only valid at the end of a day in UTC. */
export function isTime(text: string): boolean {
  if (!TIME.test(text)) return false;
  const hour = Number(text.slice(0, 2));
  const minute = Number(text.slice(3, 5));
  const second = Number(text.slice(6, 8));
  const isUtc = text.endsWith('Z') || text.endsWith('z');
  const offsetHour = isUtc ? 0 : Number(text.slice(-5, -3));
  const offsetMinute = isUtc ? 0 : Number(text.slice(-2));
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (offsetHour * 60 + offsetMinute) * (text.at(-6) === '-' ? -1 : 1);
  return (hour * 60 + minute - offset + 1) % 1440 === 0;
}

/** A date-time of RFC 3339. */
export const isDateTime = (text: string): boolean =>
  (text[10] === 'T' || text[10] === 't') && isDate(text.slice(0, 10)) && isTime(text.slice(11));

/** An IPv4 address in dotted decimals, without leading zeros (RFC 2673, section 3.2). */
export const isAddressOf4 = (text: string): boolean =>
  /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);

/** An IPv6 address (RFC 4291, section 2.2), without a zone. */
export function isAddressOf6(text: string): boolean {
  const last = text.slice(text.lastIndexOf(':') + 1);
  const hasAddressOf4 = last.includes('.');
  if (hasAddressOf4 && !isAddressOf4(last)) return false;
  const groups = hasAddressOf4 ? `${text.slice(0, -last.length)}0:0` : text;
  const halves = groups.split('::');
  if (halves.length > 2) return false;
  const parts = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = parts.flat().length;
  return (
    parts.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (halves.length === 2 ? count < 8 : count === 8)
  );
}

/** A host name (RFC 1123, section 2.1). */
export const isHostname = (text: string): boolean =>
  text.length > 0 &&
  text.length <= 253 &&
  text.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LOCAL_PART = new RegExp(`^(?:${ATOM}(?:\\.${ATOM})*|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*")$`, 'i');

/** A mailbox (RFC 5321, section 4.1.2): a name, or an address in brackets after the `@`. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || !LOCAL_PART.test(text.slice(0, at))) return false;
  const domain = text.slice(at + 1);
  const literal = /^\[(IPv6:)?(.*)\]$/i.exec(domain);
  if (!literal) return isHostname(domain);
  return literal[1] === undefined ? isAddressOf4(literal[2] ?? '') : isAddressOf6(literal[2] ?? '');
}

const DURATION = (() => {
  const minute = '\\d+M(?:\\d+S)?';
  const time = `T(?:\\d+H(?:${minute})?|${minute}|\\d+S)`;
  const month = '\\d+M(?:\\d+D)?';
  const date = `(?:\\d+D|${month}|\\d+Y(?:${month})?)(?:${time})?`;
  return new RegExp(`^P(?:${date}|${time}|\\d+W)$`, 'i');
})();

/** A duration (RFC 3339, appendix A): no unit between others is left out; letters in any case. */
export const isDuration = (text: string): boolean => DURATION.test(text);

/** The parts of any text (RFC 3986, appendix B). */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const SCHEME = /^[a-z][a-z0-9+.-]*$/i;
const PATH = /^(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9a-f]{2})*$/i;
const QUERY = /^(?:[\w\-.~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*$/i;
const AUTHORITY =
  /^(?:(?:[\w\-.~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?(?:\[([^\]]*)\]|(?:[\w\-.~!$&'()*+,;=]|%[0-9a-f]{2})*)(?::\d*)?$/i;
const FUTURE_ADDRESS = /^v[0-9a-f]+\.[\w\-.~!$&'()*+,;=:]+$/i;

function isAuthority(text: string): boolean {
  const found = AUTHORITY.exec(text);
  const address = found?.[1];
  return found !== null && (address === undefined || isAddressOf6(address) || FUTURE_ADDRESS.test(address));
}

/** A URI or a relative reference (RFC 3986, section 4.1). */
export function isUriReference(text: string): boolean {
  const [, scheme, authority, path = '', query = '', fragment = ''] = PARTS.exec(text) ?? [];
  return (
    (scheme === undefined || SCHEME.test(scheme)) &&
    (authority === undefined || isAuthority(authority)) &&
    PATH.test(path) &&
    QUERY.test(query) &&
    QUERY.test(fragment)
  );
}

/** A URI with its scheme (RFC 3986, section 3). */
export const isUri = (text: string): boolean => /^[^:/?#]+:/.test(text) && isUriReference(text);

/** Base64 with its padding (RFC 4648, section 4). */
export const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
