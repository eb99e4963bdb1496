/**
 * The one small expression language of specs: JSONPath filters, `when` and `until`. Comparisons, `&&`, `||`, `!`,
 * `+`, `-`, literals, and reads of own properties. No calls, no assignment, no patterns: nothing in it can run code.
 */
export type Expression<Context> = (context: Context) => unknown;

/** Reads one operand at `at`, such as `@.price` or `{{name}}`; undefined when none starts there. */
export type ReadOperand<Context> = (
  source: string,
  at: number,
) => { readonly end: number; readonly value: Expression<Context> } | undefined;

export class ExpressionError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(===|!==|==|!=|<=|>=|&&|\|\||[<>!().[\]+-])|([A-Za-z_]\w*))/y;
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
};
const COMPARE: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  // biome-ignore lint/suspicious/noDoubleEquals: JSONPath's == compares "5" and 5 as equal, and null with what is absent
  '==': (a, b) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: the negation of the above
  '!=': (a, b) => a != b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => (a as number) < (b as number),
  '>': (a, b) => (a as number) > (b as number),
  '<=': (a, b) => (a as number) <= (b as number),
  '>=': (a, b) => (a as number) >= (b as number),
};

/**
 * The values of an operand that can have several, such as those a JSONPath finds: what is said of it is said of each.
 * Without a value, nothing is known of it.
 */
export class Several {
  readonly values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

const valuesOf = (value: unknown): readonly unknown[] => (value instanceof Several ? value.values : [value]);

/** Says something of each value of two operands. */
function combine(a: unknown, b: unknown, say: (a: never, b: never) => unknown): unknown {
  if (!(a instanceof Several) && !(b instanceof Several)) return say(a as never, b as never);
  return new Several(
    valuesOf(a).flatMap((left) => valuesOf(b).map((right) => say(left as never, right as never))),
  );
}

/** Whether an operand holds, for each of its values; undefined when nothing is known of it. */
export function isTrue(value: unknown): boolean | undefined {
  if (!(value instanceof Several)) return Boolean(value);
  return value.values.length === 0 ? undefined : value.values.every(Boolean);
}

const UNKNOWN = new Several([]);

/** `a || b` and `a && b`, where `decisive` is what settles it alone. What is not known settles nothing. */
function connect(left: unknown, right: () => unknown, decisive: boolean): unknown {
  const known = isTrue(left);
  if (known === decisive) return left instanceof Several ? decisive : left;
  if (known !== undefined) return right();
  return isTrue(right()) === decisive ? decisive : UNKNOWN;
}

/** An own property of JSON data, or the length of an array or string; undefined for anything else. */
export function ownProperty(value: unknown, key: string): unknown {
  if (key === 'length' && (Array.isArray(value) || typeof value === 'string')) return value.length;
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** Throws {@link ExpressionError} when the source is not an expression. */
export function parseExpression<Context>(
  source: string,
  readOperand: ReadOperand<Context>,
): Expression<Context> {
  return new Parser(source, readOperand).whole();
}

type Token =
  | { readonly kind: 'literal'; readonly value: unknown; readonly at: number }
  | { readonly kind: 'symbol' | 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

class Parser<Context> {
  #at = 0;
  readonly #source: string;
  readonly #readOperand: ReadOperand<Context>;

  constructor(source: string, readOperand: ReadOperand<Context>) {
    this.#source = source;
    this.#readOperand = readOperand;
  }

  whole(): Expression<Context> {
    const value = this.#or();
    const rest = this.#next();
    if (rest.kind !== 'end') throw new ExpressionError('expected the end of the condition', rest.at);
    return value;
  }

  #next(): Token {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#source);
    const at = this.#at + (/^\s*/.exec(this.#source.slice(this.#at))?.[0].length ?? 0);
    if (match === null) {
      if (at >= this.#source.length) return { kind: 'end', at };
      throw new ExpressionError(`unexpected "${this.#source.slice(at, at + 12)}"`, at);
    }
    this.#at = TOKEN.lastIndex;
    const text = match[2] ?? match[3];
    if (match[1] !== undefined) return { kind: 'literal', value: Number(match[1]), at };
    if (text !== undefined) return { kind: 'literal', value: text.replace(/\\(.)/g, '$1'), at };
    if (match[4] !== undefined) return { kind: 'symbol', text: match[4], at };
    return { kind: 'word', text: match[5]!, at };
  }

  #take(symbols: (text: string) => boolean): string | undefined {
    const before = this.#at;
    if (this.#operandAhead() === undefined) {
      const token = this.#next();
      if (token.kind === 'symbol' && symbols(token.text)) return token.text;
    }
    this.#at = before;
    return undefined;
  }

  #operandAhead(): ReturnType<ReadOperand<Context>> {
    const blank = /^\s*/.exec(this.#source.slice(this.#at))![0].length;
    return this.#readOperand(this.#source, this.#at + blank);
  }

  #or(): Expression<Context> {
    let left = this.#and();
    while (this.#take((text) => text === '||')) {
      const [a, b] = [left, this.#and()];
      left = (context) => connect(a(context), () => b(context), true);
    }
    return left;
  }

  #and(): Expression<Context> {
    let left = this.#comparison();
    while (this.#take((text) => text === '&&')) {
      const [a, b] = [left, this.#comparison()];
      left = (context) => connect(a(context), () => b(context), false);
    }
    return left;
  }

  #comparison(): Expression<Context> {
    const left = this.#sum();
    const symbol = this.#take((text) => Object.hasOwn(COMPARE, text));
    if (symbol === undefined) return left;
    const compare = COMPARE[symbol]!;
    const right = this.#sum();
    return (context) => combine(left(context), right(context), compare);
  }

  #sum(): Expression<Context> {
    let left = this.#operand();
    for (;;) {
      const symbol = this.#take((text) => text === '+' || text === '-');
      if (symbol === undefined) return left;
      const [a, b] = [left, this.#operand()];
      left =
        symbol === '+'
          ? (context) => combine(a(context), b(context), (x: number, y: number) => x + y)
          : (context) => combine(a(context), b(context), (x: number, y: number) => x - y);
    }
  }

  #operand(): Expression<Context> {
    const operand = this.#operandAhead();
    if (operand !== undefined) {
      this.#at = operand.end;
      return this.#properties(operand.value);
    }
    const token = this.#next();
    if (token.kind === 'literal') return () => token.value;
    if (token.kind === 'word') {
      if (!Object.hasOwn(WORDS, token.text))
        throw new ExpressionError(`"${token.text}" means nothing here`, token.at);
      return () => WORDS[token.text];
    }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = this.#or();
      if (!this.#take((text) => text === ')')) throw new ExpressionError('expected )', this.#at);
      return this.#properties(inner);
    }
    if (token.kind === 'symbol' && token.text === '!') {
      const inner = this.#operand();
      return (context) => combine(inner(context), undefined, (value: unknown) => !value);
    }
    if (token.kind === 'symbol' && token.text === '-') {
      const inner = this.#operand();
      return (context) => combine(inner(context), undefined, (value: number) => -value);
    }
    throw new ExpressionError(
      token.kind === 'end' ? 'expected a value, found the end' : `unexpected "${token.text}"`,
      token.at,
    );
  }

  #properties(base: Expression<Context>): Expression<Context> {
    let value = base;
    for (;;) {
      const symbol = this.#take((text) => text === '.' || text === '[' || text === '(');
      if (symbol === undefined) return value;
      const object = value;
      if (symbol === '(') throw new ExpressionError('function calls are not possible here', this.#at - 1);
      if (symbol === '.') {
        const name = this.#next();
        if (name.kind !== 'word') throw new ExpressionError('expected a name after the dot', name.at);
        value = (context) => combine(object(context), name.text, ownProperty);
      } else {
        const index = this.#or();
        if (!this.#take((text) => text === ']')) throw new ExpressionError('expected ]', this.#at);
        value = (context) =>
          combine(object(context), index(context), (each: unknown, key: unknown) =>
            ownProperty(each, String(key)),
          );
      }
    }
  }
}
