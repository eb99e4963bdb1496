/** The kind of rule that a value breaks; each API has its own error format for it. */
export type Rule = 'missing' | 'type' | 'enum' | 'format' | 'range' | 'unique' | 'unknown' | 'conflict';

/** One thing wrong with a value, at a path inside it. */
export type FieldProblem = {
  readonly path: readonly (string | number)[];
  readonly rule: Rule;
  readonly message: string;
};

/** Checks a value; an empty list means that it is valid. */
export type Validate = (value: unknown) => readonly FieldProblem[];

type Bounds = { readonly min?: number; readonly max?: number };

/** An object parsed from JSON. */
export type JsonFields = Readonly<Record<string, unknown>>;

/** True for a JSON object: neither null, nor a list, nor a scalar. */
export function isJsonFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A problem with the value itself or, given a path, with a part of it. */
export function fieldProblem(rule: Rule, message: string, path: FieldProblem['path'] = []): FieldProblem {
  return { path, rule, message };
}

/** A string whose length lies within the bounds. */
export function text({ min = 0, max = Number.POSITIVE_INFINITY }: Bounds = {}): Validate {
  return (value) => {
    if (typeof value !== 'string') return [fieldProblem('type', 'must be a string')];
    if (value.length < min) return [fieldProblem('range', `must have at least ${min} characters`)];
    return value.length > max ? [fieldProblem('range', `must have at most ${max} characters`)] : [];
  };
}

/** A finite number within the bounds. */
export function number({
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
}: Bounds = {}): Validate {
  return (value) => {
    if (typeof value !== 'number') return [fieldProblem('type', 'must be a number')];
    if (value < min) return [fieldProblem('range', `must be greater than or equal to ${min}`)];
    return value > max ? [fieldProblem('range', `must be less than or equal to ${max}`)] : [];
  };
}

/** A whole number within the bounds. */
export function integer(bounds: Bounds = {}): Validate {
  const inBounds = number(bounds);
  return (value) =>
    Number.isSafeInteger(value) ? inBounds(value) : [fieldProblem('type', 'must be an integer')];
}

/** `true` or `false`, not a string or number in its place. */
export const flag: Validate = (value) =>
  typeof value === 'boolean' ? [] : [fieldProblem('type', 'must be a boolean')];

/** One of the given strings. */
export function oneOf(values: readonly string[]): Validate {
  return (value) =>
    typeof value === 'string' && values.includes(value)
      ? []
      : [
          fieldProblem(
            'enum',
            values.length > 20 ? 'is not a known value' : `must be one of: ${values.join(', ')}`,
          ),
        ];
}

/** A string that `accepts` recognises; `what` names the format in the message. */
export function format(what: string, accepts: (value: string) => boolean): Validate {
  return (value) => {
    if (typeof value !== 'string') return [fieldProblem('type', 'must be a string')];
    return accepts(value) ? [] : [fieldProblem('format', `must be ${what}`)];
  };
}

/** True for eight-four-four-four-twelve hexadecimal digits. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

// Date.parse rolls 30 February over to March, so the day is compared with the parsed one.
function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isDateTime(value: string): boolean {
  const shaped = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  return shaped !== null && isDate(shaped[1] ?? '') && !Number.isNaN(Date.parse(value));
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

/** A UUID. */
export const uuid = format('a UUID', isUuid);
/** An existing calendar day. */
export const date = format('a calendar date, YYYY-MM-DD', isDate);
/** A date and time with its time zone. */
export const dateTime = format('a date and time with a time zone (RFC 3339)', isDateTime);
/** An http or https URL. */
export const webAddress = format('an absolute http or https URL', isWebAddress);
/** Something that looks like an email address. */
export const email = format('an email address', (value) => /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/.test(value));
/** A phone number in international notation. */
export const phone = format('a phone number like +15550100200', (value) => /^\+[1-9]\d{6,14}$/.test(value));

/** The first check that finds a problem decides. */
export function all(...checks: readonly Validate[]): Validate {
  return (value) => checks.map((check) => check(value)).find((problems) => problems.length > 0) ?? [];
}

/** A list of at least `min` different items. */
export function distinct(item: Validate, { min }: { readonly min: number }): Validate {
  return (value) => {
    if (!Array.isArray(value)) return [fieldProblem('type', 'must be a list')];
    if (value.length < min) return [fieldProblem('range', `must have at least ${min} item`)];
    const wrong = value.flatMap((entry, index) => under(index, item(entry)));
    if (wrong.length > 0) return wrong;
    return new Set(value).size === value.length ? [] : [fieldProblem('unique', 'must not repeat an item')];
  };
}

/** An object with these fields and no others; a name with a trailing `*` is required. */
export function object(fields: Readonly<Record<string, Validate>>): Validate {
  const known = Object.entries(fields).map(([name, check]) => ({
    name: name.replace(/\*$/, ''),
    needed: name.endsWith('*'),
    check,
  }));
  const names = new Set(known.map(({ name }) => name));
  return (value) => {
    if (!isJsonFields(value)) return [fieldProblem('type', 'must be an object')];
    const unknown = Object.keys(value).filter((name) => !names.has(name));
    return [
      ...known.flatMap(({ name, needed, check }) => {
        if (Object.hasOwn(value, name)) return under(name, check(value[name]));
        return needed ? [fieldProblem('missing', 'is required', [name])] : [];
      }),
      ...unknown.map((name) => fieldProblem('unknown', 'is not a known field', [name])),
    ];
  };
}

function under(key: string | number, problems: readonly FieldProblem[]): readonly FieldProblem[] {
  return problems.map((each) => ({ ...each, path: [key, ...each.path] }));
}
