import { isNumber } from '../json/exact-number.ts';
import type { TestPattern } from '../matcher/match.ts';
import { compareOperands } from './compare.ts';
import { isPattern, sourceOfPattern } from './i-regexp.ts';
import type {
  Comparable,
  Logical,
  LogicalCall,
  Outer,
  PathQuery,
  Segment,
  Selector,
  ValueCall,
} from './query.ts';
import { NotChecked, Visits } from './visits.ts';

/** A value of a document with its key and parent; the root has no parent. */
export type Node = { readonly value: unknown; readonly key?: string | number; readonly parent?: Node };

/** The value of a path that selects nothing (RFC 9535, section 2.4.1). */
const NOTHING = Symbol('nothing');

/** Selects nodes as RFC 9535 says, in document order. Throws {@link NotChecked}. */
export class NodeSelection {
  readonly #root: Node;
  readonly #testPattern: TestPattern;
  readonly #outer: (outer: Outer) => unknown;
  readonly #visits: Visits;

  /** `outer` gives the values of operands that only conditions have. */
  constructor(root: unknown, testPattern: TestPattern, outer: (outer: Outer) => unknown = () => undefined) {
    this.#root = { value: root };
    this.#testPattern = testPattern;
    this.#visits = testPattern.visits ?? new Visits();
    this.#outer = outer;
  }

  nodes(query: PathQuery, current: Node = this.#root): readonly Node[] {
    let nodes: readonly Node[] = [query.from === '$' ? this.#root : current];
    let isBehindFilter = false;
    for (const segment of query.segments) {
      if (nodes.length === 0) return nodes;
      nodes = (isBehindFilter ? pickFrom(nodes, segment) : undefined) ?? this.#segment(nodes, segment);
      isBehindFilter = segment.selectors.every(({ kind }) => kind === 'filter');
    }
    return nodes;
  }

  #segment(nodes: readonly Node[], { kind, selectors }: Segment): readonly Node[] {
    const found: Node[] = [];
    const apply = (node: Node): void => {
      for (const selector of selectors) this.#select(node, selector, found);
    };
    for (const node of nodes)
      if (kind === 'child') apply(node);
      else this.#descend(node, apply);
    return found;
  }

  /** Visits a node and its descendants in document order; iterative, because a document may nest deep. */
  #descend(node: Node, visit: (node: Node) => void): void {
    const open = [node];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      visit(each);
      const children = this.#childrenOf(each);
      for (let at = children.length - 1; at >= 0; at--) open.push(children[at]!);
    }
  }

  /** Counts the children before it makes nodes of them. */
  #childrenOf(node: Node): readonly Node[] {
    const { value } = node;
    if (Array.isArray(value)) {
      this.#visits.count(value.length);
      return value.map((each: unknown, key) => ({ value: each, key, parent: node }));
    }
    if (typeof value !== 'object' || value === null) return NONE;
    const members = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(members);
    this.#visits.count(keys.length);
    return keys.map((key) => ({ value: members[key], key, parent: node }));
  }

  #select(node: Node, selector: Selector, found: Node[]): void {
    const { value } = node;
    this.#visits.count(1);
    switch (selector.kind) {
      case 'name': {
        const member = memberOf(value, selector.name, selector.isWord);
        if (member !== NOTHING) found.push({ value: member, key: selector.name, parent: node });
        return;
      }
      case 'index': {
        const item = itemOf(node, selector.index);
        if (item !== undefined) found.push(item);
        return;
      }
      case 'wildcard': {
        for (const child of this.#childrenOf(node)) found.push(child);
        return;
      }
      case 'slice':
        if (Array.isArray(value)) {
          const indices = sliceOf(value.length, selector);
          this.#visits.count(indices.length);
          for (const at of indices) found.push({ value: value[at], key: at, parent: node });
        }
        return;
      case 'filter':
        for (const child of this.#childrenOf(node)) if (this.#holds(selector.test, child)) found.push(child);
        return;
    }
  }

  #holds(test: Logical, current: Node): boolean {
    switch (test.kind) {
      case 'or':
        return test.parts.some((part) => this.#holds(part, current));
      case 'and':
        return test.parts.every((part) => this.#holds(part, current));
      case 'not':
        return !this.#holds(test.part, current);
      case 'exists':
        return this.nodes(test.query, current).length > 0;
      case 'truth':
        return Boolean(this.#outer(test.of));
      case 'call':
        return this.#matches(test.call, current);
      case 'compare':
        return compareOperands(
          test.operator,
          this.#value(test.left, current),
          this.#value(test.right, current),
          this.#visits,
        );
    }
  }

  #value(operand: Comparable, current: Node): unknown {
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'query': {
        const [node] = this.nodes(operand.query, current);
        return node === undefined ? NOTHING : node.value;
      }
      case 'outer':
        return given(this.#outer(operand.outer));
      case 'call':
        return this.#call(operand.call, current);
    }
  }

  /** The values of an operand outside of a filter; an empty list where it has none. */
  valuesOf(operand: Comparable): readonly unknown[] {
    const value = this.#value(operand, this.#root);
    return value === NOTHING ? [] : [value];
  }

  #call(call: ValueCall, current: Node): unknown {
    switch (call.name) {
      case 'length':
        return this.#lengthOf(this.#value(call.of, current));
      case 'count':
        return this.nodes(call.query, current).length;
      case 'value': {
        const nodes = this.nodes(call.query, current);
        return nodes.length === 1 ? nodes[0]!.value : NOTHING;
      }
    }
  }

  #lengthOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.length;
    this.#visits.countText(value);
    if (typeof value === 'string') return [...value].length;
    if (typeof value !== 'object' || value === null || isNumber(value)) return NOTHING;
    const { length } = Object.keys(value);
    this.#visits.count(length);
    return length;
  }

  #matches({ name, text, pattern }: LogicalCall, current: Node): boolean {
    return this.matches(name, this.#value(text, current), this.#value(pattern, current));
  }

  /** Throws {@link NotChecked} when the pattern would take too long. */
  matches(name: LogicalCall['name'], subject: unknown, source: unknown): boolean {
    if (typeof subject !== 'string' || typeof source !== 'string') return false;
    this.#visits.countText(source);
    if (source.length > MAX_PATTERN)
      throw new NotChecked(`a pattern has more than ${MAX_PATTERN} characters`);
    if (!isPattern(source)) return false;
    const found = this.#testPattern(sourceOfPattern(source, name === 'match'), subject);
    if (found === 'given-up') throw new NotChecked(`the pattern ${JSON.stringify(source)} takes too long`);
    return found === 'matches';
  }
}

/**
 * An index or slice directly behind a filter picks from the list of its matches, where RFC 9535 would look into each match:
 * `[?(@.isDefault)][0].id` is how authors ask for the first match. Undefined for any other segment.
 */
function pickFrom(nodes: readonly Node[], { kind, selectors }: Segment): readonly Node[] | undefined {
  const [selector, ...others] = selectors;
  if (kind !== 'child' || selector === undefined || others.length > 0) return undefined;
  if (selector.kind === 'index') {
    const node = nodes.at(selector.index);
    return node === undefined ? [] : [node];
  }
  if (selector.kind !== 'slice') return undefined;
  return sliceOf(nodes.length, selector).map((at) => nodes[at]!);
}

/** Selects the node of a singular query from the root, without recording its place. */
export function stepperOf({ segments }: PathQuery): (root: unknown) => readonly unknown[] {
  const steps = segments.map(({ selectors: [selector] }) => selector!);
  return (root) => {
    let value = root;
    for (const step of steps) {
      if (step.kind === 'name') value = memberOf(value, step.name, step.isWord);
      else if (step.kind === 'index') value = itemAt(value, step.index);
      if (value === NOTHING) return [];
    }
    return [value];
  };
}

function memberOf(value: unknown, name: string, isWord: boolean): unknown {
  if (Array.isArray(value)) return isWord && name === 'length' ? value.length : NOTHING;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return NOTHING;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function itemOf(node: Node, index: number): Node | undefined {
  const value = itemAt(node.value, index);
  if (value === NOTHING) return undefined;
  const key = index < 0 ? (node.value as readonly unknown[]).length + index : index;
  return { value, key, parent: node };
}

function itemAt(list: unknown, index: number): unknown {
  if (!Array.isArray(list)) return NOTHING;
  const at = index < 0 ? list.length + index : index;
  return at < 0 || at >= list.length ? NOTHING : (list as readonly unknown[])[at];
}

/** Longer patterns come from answers, and are compiled for each value. */
const MAX_PATTERN = 10_000;

const NONE: readonly Node[] = [];

const given = (value: unknown): unknown => (value === undefined ? NOTHING : value);

/** The indices of a slice, in its order (RFC 9535, section 2.3.4.2.2). */
function sliceOf(
  length: number,
  { start, end, step }: Extract<Selector, { kind: 'slice' }>,
): readonly number[] {
  if (step === 0) return [];
  const normal = (at: number): number => (at < 0 ? length + at : at);
  const within = (at: number, low: number, high: number): number => Math.min(Math.max(at, low), high);
  const indices: number[] = [];
  if (step > 0) {
    const last = within(normal(end ?? length), 0, length);
    for (let at = within(normal(start ?? 0), 0, length); at < last; at += step) indices.push(at);
  } else {
    const last = within(end === undefined ? -1 : normal(end), -1, length - 1);
    for (let at = within(normal(start ?? length - 1), -1, length - 1); at > last; at += step)
      indices.push(at);
  }
  return indices;
}
