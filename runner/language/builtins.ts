/** Seeded randomness: the same seed gives the same numbers, independent of earlier runs. */
export type Random = {
  /** From 0, below 1. */
  readonly next: () => number;
};

const SYLLABLES = [
  'ba',
  'da',
  'el',
  'fi',
  'go',
  'ha',
  'jo',
  'ka',
  'li',
  'mo',
  'na',
  'or',
  'pe',
  'ri',
  'sa',
  'tu',
  'va',
  'wi',
  'ya',
  'zo',
];
const STREETS = [
  'Canal Street',
  'Harbour Road',
  'High Street',
  'Mill Lane',
  'Orchard Avenue',
  'Station Road',
];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Moment = {
  readonly nowMs: number;
  readonly ordinal: number;
  readonly offset: number;
  readonly random: Random;
  readonly unique: string;
};

/** Which run of which spec the built-ins are for. */
export type Identity = {
  /** The spec's path and, for rows or repeats, the turn. */
  readonly key: string;
  /** The place in the plan: keeps values from a small range, such as phone numbers, unique within a run. */
  readonly ordinal: number;
  readonly seed: string;
  readonly nowMs: number;
};

/** The built-in variables, by name. Each is computed once per run of a spec and keeps its value there. Dates are in UTC. */
const builtins: Readonly<Record<string, (moment: Moment) => unknown>> = {
  random_firstname: ({ random }) => name(random),
  random_lastname: ({ random }) => name(random),
  random_email: ({ unique }) => `qa.${unique}@example.com`,
  random_phone: ({ ordinal, offset }) =>
    `+1555${String((offset + ordinal * 7_919) % 10_000_000).padStart(7, '0')}`,
  random_string: ({ random }) => letters(random, 10),
  random_number: ({ ordinal, offset }) => 100_000_000 + ((offset * 89 + ordinal * 7_919) % 900_000_000),
  random_address: ({ random }) =>
    `${1 + below(random, 9_999)} ${pick(random, STREETS)}, Unit ${1 + below(random, 99_999)}`,
  random_url: ({ unique }) => `https://example.com/${unique}`,
  unique_id: ({ unique }) => unique,
  uuid: ({ random }) => uuidFrom(random),
  timestamp: ({ nowMs, ordinal }) => nowMs + ordinal,
  future_datetime: ({ nowMs }) => iso(nowMs + DAY_MS),
  future_datetime_48h: ({ nowMs }) => iso(nowMs + 2 * DAY_MS),
  current_date: ({ nowMs }) => date(nowMs),
  today_date: ({ nowMs }) => date(nowMs),
  tomorrow_date: ({ nowMs }) => date(nowMs + DAY_MS),
  yesterday_date: ({ nowMs }) => date(nowMs - DAY_MS),
  next_week_date: ({ nowMs }) => date(nowMs + 7 * DAY_MS),
  next_month_date: ({ nowMs }) => date(nextMonth(nowMs)),
  start_of_month_date: ({ nowMs }) => `${date(nowMs).slice(0, 8)}01`,
  end_of_month_date: ({ nowMs }) => date(endOfMonth(nowMs, 0)),
  now_datetime: ({ nowMs }) => iso(nowMs),
  tomorrow_datetime: ({ nowMs }) => `${date(nowMs + DAY_MS)}T17:00:00.000Z`,
  next_week_datetime: ({ nowMs }) => `${date(nowMs + 7 * DAY_MS)}T17:00:00.000Z`,
  now_timestamp: ({ nowMs }) => Math.floor(nowMs / 1000),
  tomorrow_timestamp: ({ nowMs }) => Math.floor((nowMs + DAY_MS) / 1000),
  current_year: ({ nowMs }) => new Date(nowMs).getUTCFullYear(),
  current_month: ({ nowMs }) => new Date(nowMs).getUTCMonth() + 1,
};

export const builtinNames: readonly string[] = Object.keys(builtins);

/** The built-ins of one run of one spec: equal identities give equal values, different identities give different ones. */
export function createBuiltins({ key, ordinal, seed, nowMs }: Identity): (name: string) => unknown {
  const values = new Map<string, unknown>();
  const randomFor = (use: string): Random => createRandom(`${seed}\0${key}\0${use}`);
  return (name) => {
    if (!Object.hasOwn(builtins, name)) return undefined;
    if (!values.has(name)) {
      const moment = {
        nowMs,
        ordinal,
        offset: Math.floor(createRandom(seed).next() * 10_000_000),
        random: randomFor(name),
        unique: letters(randomFor('unique'), 12, '0123456789abcdefghijklmnopqrstuvwxyz'),
      };
      values.set(name, builtins[name]!(moment));
    }
    return values.get(name);
  };
}

/** sfc32, started from a 128-bit hash of the text: small, and passes the usual statistical tests. */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = hash128(seed);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let turn = 0; turn < 12; turn++) next();
  return { next };
}

/** Four differently started FNV-1a hashes, mixed. */
function hash128(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] =
        Math.imul(lanes[lane]! ^ (code + lane * 0x61), 0x01000193 + lane * 2) ^ (lanes[lane]! >>> 13);
    }
  }
  return lanes;
}

const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);

const pick = (random: Random, list: readonly string[]): string => list[below(random, list.length)]!;

function letters(random: Random, length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz'): string {
  return Array.from({ length }, () => alphabet[Math.floor(random.next() * alphabet.length)]).join('');
}

function name(random: Random): string {
  const lower = Array.from({ length: 7 }, () => pick(random, SYLLABLES)).join('');
  return lower[0]!.toUpperCase() + lower.slice(1);
}

/** RFC 9562 version 4, from the given randomness. */
export function uuidFrom(random: Random): string {
  const hex = letters(random, 32, '0123456789abcdef');
  const variant = '89ab'[Math.floor(random.next() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const date = (ms: number): string => iso(ms).slice(0, 10);

function endOfMonth(ms: number, monthsAhead: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1 + monthsAhead, 0);
}

/** The same day of the next month, or its last day when it has no such day. */
function nextMonth(ms: number): number {
  const at = new Date(ms);
  const last = new Date(endOfMonth(ms, 1)).getUTCDate();
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, Math.min(at.getUTCDate(), last));
}
