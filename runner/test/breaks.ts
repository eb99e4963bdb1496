import type { Report } from '../report/report.ts';

/** One field in the responses of an operation, broken in one way. */
export type Break = {
  readonly operation: string;
  readonly status: number;
  /** JSON Pointer; `*` stands for every item of a list. */
  readonly pointer: string;
  readonly kind: 'removed' | 'null' | 'another type' | 'another value' | 'value of another answer';
  /** In the syntax of `--fault`. */
  readonly fault: string;
  /** The specs that receive such a response. */
  readonly files: readonly string[];
};

/**
 * Texts for people, which an API may reword at any time; a spec that expects their value would fail without reason. Their type
 * and presence are not free.
 */
const freeTexts = new Set([
  'message',
  'description',
  'detail',
  'errorMessage',
  'errorDescription',
  'warningMessage',
  'warningDescription',
  'msg',
]);

/** Whether a break only rewords a text for people. */
export const isFreeText = ({ pointer, kind }: Break): boolean =>
  kind.includes('value') && freeTexts.has(pointer.split('/').at(-1) ?? '');

/** The values of a response's fields, by pointer, and the specs that receive it. */
type Answer = { readonly fields: Map<string, unknown[]>; readonly files: Set<string> };
type Answers = Map<string, Answer>;

/** Every single-field break of every JSON response in a report, in a fixed order. */
export function breaksOf(report: Report, operations: readonly string[]): readonly Break[] {
  const answers = answersOf(report, operations);
  const named = valuesByName(answers);
  return [...answers].flatMap(([answer, { fields, files }]) => {
    const [operation = '', status = ''] = answer.split(' when=');
    return [...fields].flatMap(([pointer, values]) =>
      changesOf(pointer, values, named.get(nameIn(pointer)) ?? []).map(
        ([kind, change]): Break => ({
          operation,
          status: Number(status),
          pointer,
          kind,
          fault: `${answer} ${change}`,
          files: [...files].sort(),
        }),
      ),
    );
  });
}

function answersOf(report: Report, operations: readonly string[]): Answers {
  const answers: Answers = new Map();
  for (const { file, steps } of report.specs)
    for (const { request, response } of steps) {
      const body = parseJson(response?.body);
      if (request === null || response === null || body === undefined) continue;
      const operation = operationOf(request.method, new URL(request.url).pathname, operations);
      const answer = `${operation} when=${response.status}`;
      const { fields, files } = answers.get(answer) ?? {
        fields: new Map<string, unknown[]>(),
        files: new Set(),
      };
      answers.set(answer, { fields, files });
      files.add(file);
      visit(body, '', (pointer, value) => fields.set(pointer, [...(fields.get(pointer) ?? []), value]));
    }
  return new Map([...answers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function operationOf(method: string, path: string, operations: readonly string[]): string {
  const known = operations.find((operation) => {
    const [knownMethod, template = ''] = operation.split(' ');
    return knownMethod === method && new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  });
  return known ?? `${method} ${path}`;
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** How many items of a list are broken one by one. */
const NAMED = 3;

/** All members below a value; items of a list under `*`, and the first of several under their index too. */
function visit(value: unknown, pointer: string, act: (pointer: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.flatMap((item, index) =>
        value.length > 1 && index < NAMED
          ? [
              [String(index), item],
              ['*', item],
            ]
          : [['*', item]],
      )
    : Object.entries(value);
  for (const [name, member] of members) {
    const below = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    act(below, member);
    visit(member, below, act);
  }
}

const nameIn = (pointer: string): string => /\/([^/]*?)(?:\/(?:\*|\d))*$/.exec(pointer)?.[1] ?? '';

/** The values of fields with the same name in any response. */
function valuesByName(answers: Answers): ReadonlyMap<string, readonly unknown[]> {
  const named = new Map<string, unknown[]>();
  for (const { fields } of answers.values())
    for (const [pointer, values] of fields) {
      const name = nameIn(pointer);
      named.set(name, [...(named.get(name) ?? []), ...values]);
    }
  return named;
}

type Change = readonly [kind: Break['kind'], change: string];

function changesOf(
  pointer: string,
  values: readonly unknown[],
  named: readonly unknown[],
): readonly Change[] {
  const value = values.find((each) => each !== null) ?? null;
  const set = (to: unknown) => `set:${pointer}="${JSON.stringify(to).replaceAll(/[\\"]/g, '\\$&')}"`;
  const own = new Set(values.map((each) => JSON.stringify(each)));
  const foreign = repeatable(value)
    ? named.find((each) => !own.has(JSON.stringify(each)) && typeof each === typeof value && each !== null)
    : undefined;
  const other = anotherValue(value);
  return [
    ['removed', `remove=${pointer}`],
    ...(values.some((each) => each !== null) ? [['null', set(null)] as const] : []),
    ['another type', set(anotherType(value))],
    ...(other === undefined ? [] : [['another value', set(other)] as const]),
    ...(foreign === undefined || value === null ? [] : [['value of another answer', set(foreign)] as const]),
  ];
}

/** Another response may well have the same date; values with members are broken member by member. */
const repeatable = (value: unknown): boolean =>
  Array.isArray(value) || (typeof value !== 'object' && !isDate(value));

const isDate = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);

function anotherType(value: unknown): unknown {
  if (typeof value === 'string') return 12_345;
  if (Array.isArray(value)) return {};
  return 'a text';
}

/** A value of the same type and form; undefined for values with members. */
function anotherValue(value: unknown): unknown {
  switch (typeof value) {
    case 'boolean':
      return !value;
    case 'number':
      return value + 1;
    case 'string':
      return anotherText(value);
    default:
      return Array.isArray(value) && value.length > 0 ? [] : undefined;
  }
}

/** Another year of a date; in other texts, the last letter or digit is changed. */
function anotherText(text: string): string {
  const date = /^(\d{4})(-\d\d-\d\d.*)$/s.exec(text);
  if (date !== null) return `${Number(date[1]) + 3}${date[2]}`;
  const last = /[a-z0-9](?=[^a-z0-9]*$)/i.exec(text);
  if (last === null) return `${text}x`;
  const kind = ['0123456789', 'abcdef', 'ABCDEF', 'ghijklmnopqrstuvwxyz', 'GHIJKLMNOPQRSTUVWXYZ'].find(
    (each) => each.includes(last[0]),
  )!;
  const swapped = kind[(kind.indexOf(last[0]) + 1) % kind.length]!;
  return text.slice(0, last.index) + swapped + text.slice(last.index + 1);
}
