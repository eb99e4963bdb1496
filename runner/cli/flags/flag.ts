type Env = Readonly<Record<string, string | undefined>>;

/** What the command line parser found: `true` for a flag without a value, a list for one that was repeated. */
export type RawFlags = Readonly<Record<string, unknown>>;

/** What may be written behind a flag, and the value that it stands for. */
export type FlagShape<V> = {
  readonly kind:
    | 'switch'
    | 'text'
    | 'optional text'
    | 'count'
    | 'duration'
    | 'choice'
    | 'list'
    | 'repeatable';
  /** As help shows it: `<n>` is required, `[n]` may be left out. Empty for a switch. */
  readonly value: string;
  /** The words that are understood, where they are few. */
  readonly choices?: readonly string[];
  /** Throws a `UsageError` for what it cannot read; `flag` is the name as it is typed. */
  readonly read: (raw: unknown, flag: string, env: Env) => V;
};

/** A row of the table of flags: help, reading, the page of the manual and shell completion are derived from it. */
export type FlagRow<V> = {
  /** As it is typed, without the dashes; one that begins with `no-` switches off what is on by default. */
  readonly name: string;
  readonly shape: FlagShape<V>;
  /** `{default}` marks the place of the default; without it, the default comes last. */
  readonly help: string;
  /** What counts without the flag, as it would be typed. */
  readonly default?: string;
  /** The same in words, where no single value says it. Only shown. */
  readonly otherwise?: string;
  /** The variable of the process environment that counts without the flag. */
  readonly variable?: string;
};

/** The flags of a command, by the names of the values that are read from them, in the order of its help. */
export type FlagTable = Readonly<Record<string, FlagRow<unknown>>>;

/** What is read from a table: a flag with a default always has a value. */
export type FlagValues<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends { readonly shape: FlagShape<infer V> }
    ? T[K] extends { readonly default: string }
      ? Exclude<V, undefined>
      : V
    : never;
};

/** Reads all flags of a table. Throws a `UsageError` for the first one that cannot be read. */
export function readFlags<T extends FlagTable>(table: T, raw: RawFlags, env: Env): FlagValues<T> {
  return Object.fromEntries(
    Object.entries(table).map(([key, flag]) => [key, readFlag(flag, raw, env)]),
  ) as FlagValues<T>;
}

function readFlag(flag: FlagRow<unknown>, raw: RawFlags, env: Env): unknown {
  const typed = `--${flag.name}`;
  const found = flag.shape.read(raw[rawKeyOf(flag)], typed, env);
  const isGiven = found !== undefined && !(Array.isArray(found) && found.length === 0);
  if (isGiven) return found;
  if (flag.variable !== undefined && env[flag.variable] !== undefined) return env[flag.variable];
  return flag.default === undefined ? found : flag.shape.read(flag.default, typed, env);
}

/** The name under which the parser of the command line keeps a flag. */
const rawKeyOf = ({ name }: Pick<FlagRow<unknown>, 'name'>): string =>
  name.replace(/^no-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A flag as help shows it: `--jobs <n>`. */
export const labelOf = ({ name, shape }: FlagRow<unknown>): string =>
  shape.value === '' ? `--${name}` : `--${name} ${shape.value}`;

/** What help says of a flag. */
export function helpOf({ help, default: value, otherwise = value, variable }: FlagRow<unknown>): string {
  const shown = otherwise === undefined ? '' : `(default: ${otherwise})`;
  if (help.includes('{default}')) return help.replace('{default}', shown);
  return [help, variable !== undefined && `(or ${variable})`, shown].filter(Boolean).join(' ');
}
