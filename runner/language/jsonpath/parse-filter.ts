import { readNumber } from '../json/exact-number.ts';
import { isPattern } from './i-regexp.ts';
import type { Comparable, Logical, LogicalCall, Operator, PathQuery, ValueCall } from './query.ts';
import { isSingular } from './query.ts';
import { PathError, type Scanner } from './scanner.ts';

/** No author nests filters deeper. */
export const MAX_DEPTH = 50;

const OPERATORS: readonly Operator[] = ['==', '!=', '<=', '>=', '<', '>'];
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** An operand before its use is known. */
type Operand =
  | { readonly kind: 'value'; readonly value: Comparable; readonly at: number }
  | { readonly kind: 'logical'; readonly value: LogicalCall; readonly at: number };

/** Reads a path that starts at the scanner's position; `depth` counts the filters around it. */
export type ReadQuery = (scanner: Scanner, depth: number) => PathQuery;

/** Reads the expressions of filters (RFC 9535, section 2.3.5). Its methods throw {@link PathError}. */
export class FilterReader {
  readonly #scanner: Scanner;
  readonly #readQuery: ReadQuery;
  readonly #mayFindSeveral: boolean;

  /** In a condition, paths that are compared may find several nodes; in a filter they must be singular. */
  constructor(scanner: Scanner, readQuery: ReadQuery, mayFindSeveral = false) {
    this.#scanner = scanner;
    this.#readQuery = readQuery;
    this.#mayFindSeveral = mayFindSeveral;
  }

  logical(depth: number): Logical {
    if (depth > MAX_DEPTH) this.#scanner.fail(`filters are nested deeper than ${MAX_DEPTH} levels`);
    return this.#joined('or', '||', () => this.#joined('and', '&&', () => this.#basic(depth)));
  }

  #joined(kind: 'or' | 'and', symbol: string, read: () => Logical): Logical {
    const scanner = this.#scanner;
    const parts = [read()];
    for (;;) {
      const end = scanner.at;
      scanner.blank();
      if (!scanner.take(symbol)) {
        scanner.at = end;
        return parts.length === 1 ? parts[0]! : { kind, parts };
      }
      scanner.blank();
      parts.push(read());
    }
  }

  #basic(depth: number): Logical {
    const scanner = this.#scanner;
    if (scanner.looksAt('(')) return this.#group(depth);
    if (scanner.take('!')) {
      scanner.blank();
      return { kind: 'not', part: scanner.looksAt('(') ? this.#group(depth) : this.#negated(depth) };
    }
    const left = this.#operand(depth);
    const operator = this.#operator();
    if (operator === undefined) return this.#asTest(left);
    scanner.blank();
    return {
      kind: 'compare',
      operator,
      left: this.#asValue(left),
      right: this.#asValue(this.#operand(depth)),
    };
  }

  #group(depth: number): Logical {
    const scanner = this.#scanner;
    const start = scanner.at;
    scanner.expect('(');
    scanner.blank();
    const inner = this.logical(depth + 1);
    scanner.blank();
    scanner.close(')', start);
    return inner;
  }

  #negated(depth: number): Logical {
    const start = this.#scanner.at;
    const test = this.#asTest(this.#operand(depth));
    if (this.#operator() !== undefined)
      this.#scanner.fail('a comparison behind ! stands in parentheses: !(@.a == 1)', start);
    return test;
  }

  #operator(): Operator | undefined {
    const scanner = this.#scanner;
    const end = scanner.at;
    scanner.blank();
    const start = scanner.at;
    const operator = OPERATORS.find((each) => scanner.take(each));
    if (operator !== undefined && scanner.looksAt('=')) scanner.fail(`write ${operator} to compare`, start);
    if (operator !== undefined) return operator;
    if (scanner.looksAt('=~')) scanner.fail('a pattern is written match(@.a, "x.*") or search(@.a, "x")');
    if (scanner.looksAt('=')) scanner.fail('write == to compare');
    if (/^[-+*/%]/.test(scanner.source.slice(scanner.at, scanner.at + 1)))
      scanner.fail('a filter cannot calculate');
    scanner.at = end;
    return undefined;
  }

  #operand(depth: number): Operand {
    const scanner = this.#scanner;
    const at = scanner.at;
    const value = (found: Comparable): Operand => ({ kind: 'value', value: found, at });
    const outer = scanner.readOuter?.(scanner);
    if (outer !== undefined) return value({ kind: 'outer', outer });
    if (scanner.looksAt('@') || scanner.looksAt('$'))
      return value({ kind: 'query', query: this.#readQuery(scanner, depth) });
    const text = scanner.quoted();
    if (text !== undefined) return value({ kind: 'literal', value: text });
    const number = scanner.number();
    if (number !== undefined) return value({ kind: 'literal', value: readNumber(number) });
    const word = scanner.word();
    if (word === undefined) return scanner.fail(`expected a value, found ${scanner.found}`);
    if (scanner.looksAt('(')) return this.#call(word, at, depth + 1);
    if (Object.hasOwn(WORDS, word)) return value({ kind: 'literal', value: WORDS[word]! });
    return scanner.fail(`"${word}" means nothing here; a text stands in quotes`, at);
  }

  /** The functions of RFC 9535, section 2.4, with the types of their arguments. */
  #call(name: string, at: number, depth: number): Operand {
    const value = (call: ValueCall): Operand => ({ kind: 'value', value: { kind: 'call', call }, at });
    switch (name) {
      case 'length': {
        const [of] = this.#arguments(name, 1, depth);
        return value({ name, of: this.#asValue(of!) });
      }
      case 'count':
      case 'value': {
        const [nodes] = this.#arguments(name, 1, depth);
        if (nodes!.kind === 'logical' || nodes!.value.kind !== 'query')
          throw new PathError(`${name}(…) takes a path`, nodes!.at);
        return value({ name, query: nodes!.value.query });
      }
      case 'match':
      case 'search': {
        const [text, pattern] = this.#arguments(name, 2, depth);
        refuseBrokenPattern(pattern!);
        return {
          kind: 'logical',
          value: { name, text: this.#asValue(text!), pattern: this.#asValue(pattern!) },
          at,
        };
      }
      default:
        return this.#scanner.fail(
          `unknown function "${name}"; known are length, count, match, search, value`,
          at,
        );
    }
  }

  #arguments(name: string, count: number, depth: number): readonly Operand[] {
    const scanner = this.#scanner;
    const start = scanner.at;
    if (depth > MAX_DEPTH) scanner.fail(`functions are nested deeper than ${MAX_DEPTH} levels`);
    scanner.expect('(');
    const found: Operand[] = [];
    scanner.blank();
    if (!scanner.looksAt(')'))
      do {
        scanner.blank();
        found.push(this.#operand(depth));
        scanner.blank();
      } while (scanner.take(','));
    scanner.close(')', start);
    if (found.length !== count)
      scanner.fail(
        `${name}(…) takes ${count === 1 ? 'one argument' : `${count} arguments`}, found ${found.length}`,
        start,
      );
    return found;
  }

  #asTest({ kind, value, at }: Operand): Logical {
    if (kind === 'logical') return { kind: 'call', call: value };
    if (value.kind === 'query') return { kind: 'exists', query: value.query };
    if (value.kind === 'literal' && this.#mayFindSeveral)
      return { kind: 'truth', of: { kind: 'constant', value: value.value } };
    if (value.kind === 'outer') return { kind: 'truth', of: value.outer };
    throw new PathError(
      value.kind === 'literal'
        ? 'a value alone asks nothing; compare it: @.a == 1'
        : `${value.call.name}(…) gives a value; compare it: ${value.call.name}(…) == 1`,
      at,
    );
  }

  #asValue({ kind, value, at }: Operand): Comparable {
    if (kind === 'logical')
      throw new PathError(`${value.name}(…) is true or false, and cannot be compared`, at);
    if (value.kind === 'query' && !this.#mayFindSeveral && !isSingular(value.query))
      throw new PathError(
        'a path that can select several nodes cannot be compared; count(…) and value(…) can',
        at,
      );
    return value;
  }
}

function refuseBrokenPattern({ kind, value, at }: Operand): void {
  if (
    kind === 'value' &&
    value.kind === 'literal' &&
    typeof value.value === 'string' &&
    !isPattern(value.value)
  )
    throw new PathError(`${JSON.stringify(value.value)} is not a pattern`, at);
}
