import { isPointer } from './shared/json-pointer.ts';

/** One way in which the sandbox misbehaves, as data. */
export type Fault = {
  /** `POST /v1/payment_links/{id}` with templates, on the path as requested (`/api2/…` for the fallback), or `*`. */
  readonly operation: string;
  /** Only responses with this status are broken; without it, all of them. */
  readonly when?: { readonly status?: number };
  readonly status?: number;
  /** JSON Pointer into the response; `*` stands for every item. */
  readonly remove?: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly body?: string;
  /** A null value removes the header. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly contentType?: string;
  readonly delayMs?: number;
  /** A gateway answers 502 in place of the API. */
  readonly unreachable?: true;
  /** Nothing answers. */
  readonly refused?: true;
  readonly anyToken?: true;
};

/** A fault parsed from a flag, or what is wrong with the flag. */
export type ParsedFault =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'invalid'; readonly message: string };

type MutableFault = { -readonly [Key in keyof Fault]: Fault[Key] };
type Setting = (fault: MutableFault, value: string, name: string) => string | undefined;

const usage =
  'Write an operation and what breaks in it: POST /v1/things status=200 remove=/id set:/count=5 anyToken';

const settings: Readonly<Record<string, Setting>> = {
  when: (fault, value) => takeStatus(value, (status) => Object.assign(fault, { when: { status } })),
  status: (fault, value) => takeStatus(value, (status) => Object.assign(fault, { status })),
  remove: (fault, value) => {
    if (!isPointer(value)) return notPointer(value);
    fault.remove = value;
    return undefined;
  },
  set: (fault, value, name) => {
    if (!isPointer(name)) return notPointer(name);
    fault.set = { ...fault.set, [name]: jsonOrText(value) };
    return undefined;
  },
  body: (fault, value) => {
    fault.body = value;
    return undefined;
  },
  header: (fault, value, name) => {
    if (!/^[\w-]+$/.test(name))
      return `"${name}" is not a header name; write header:Location=… or header:Location=null.`;
    fault.headers = { ...fault.headers, [name]: value === 'null' ? null : value };
    return undefined;
  },
  contentType: (fault, value) => {
    if (!value.includes('/')) return `"${value}" is not a media type such as text/html.`;
    fault.contentType = value;
    return undefined;
  },
  delayMs: (fault, value) => {
    if (!/^\d{1,6}$/.test(value)) return `delayMs is a whole number of milliseconds, not "${value}".`;
    fault.delayMs = Number(value);
    return undefined;
  },
};

const switches: Readonly<Record<string, Partial<MutableFault>>> = {
  unreachable: { unreachable: true },
  refused: { refused: true },
  anyToken: { anyToken: true },
};

/** Parses a fault from one line of text, such as `POST /v1/links status=200 remove=/id set:/total=5 anyToken`. */
export function parseFault(text: string): ParsedFault {
  const words = wordsOf(text);
  const operationWords = words[0] === '*' ? 1 : 2;
  const operation = words.slice(0, operationWords).join(' ');
  if (!/^(\*|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S*)$/.test(operation)) {
    return invalid(text, `"${operation}" is not an operation such as POST /v1/things/{id}, or *.`);
  }
  const changes = words.slice(operationWords);
  if (changes.length === 0) return invalid(text, 'It names an operation, and nothing that breaks in it.');

  const fault: MutableFault = { operation };
  for (const change of changes) {
    const complaint = applyWord(fault, change);
    if (complaint !== undefined) return invalid(text, complaint);
  }
  if (Object.keys(fault).every((key) => key === 'operation' || key === 'when')) {
    return invalid(text, 'It says when, and nothing that breaks then.');
  }
  return { kind: 'fault', fault };
}

function applyWord(fault: MutableFault, word: string): string | undefined {
  const turnedOn = Object.hasOwn(switches, word) ? switches[word] : undefined;
  if (turnedOn !== undefined) {
    Object.assign(fault, turnedOn);
    return undefined;
  }
  const [, key = '', name = '', value = ''] = /^(\w+)(?::([^=]+))?=(.*)$/s.exec(word) ?? [];
  const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
  if (setting === undefined) {
    const known = [...Object.keys(settings), ...Object.keys(switches)].join(', ');
    return `"${word}" is not one of ${known}.`;
  }
  if (Object.hasOwn(fault, key) && name === '') return `It says ${key} twice; write a second fault for that.`;
  return setting(fault, value, name);
}

/** Splits at spaces, except inside double quotes. */
function wordsOf(text: string): string[] {
  const words = text.match(/[^\s=]+="(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  return words.map((word) =>
    word.replace(/="((?:[^"\\]|\\.)*)"$/s, (_, value: string) => `=${dropEscapes(value)}`),
  );
}

function dropEscapes(value: string): string {
  return value.replaceAll(/\\(.)/g, '$1');
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function takeStatus(value: string, take: (status: number) => void): string | undefined {
  if (!/^[2-5]\d\d$/.test(value)) return `A status is a number from 200 to 599, not "${value}".`;
  take(Number(value));
  return undefined;
}

function notPointer(value: string): string {
  return `"${value}" is not a JSON Pointer; it starts with a slash, as in /data/0/id.`;
}

function invalid(text: string, message: string): ParsedFault {
  return { kind: 'invalid', message: `Cannot read the fault "${text}". ${message} ${usage}` };
}
