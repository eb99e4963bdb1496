import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { inlineScalar } from './inline.ts';
import { isBlank, isComment, type Lines } from './lines.ts';

/** A list or map of which each item has lines of its own. */
export type BlockCollection = (YAMLMap | YAMLSeq) & { readonly range: readonly [number, number, number] };

export const isInBlock = (node: unknown): node is BlockCollection =>
  isCollection(node) && node.flow !== true && node.range != null && node.items.length > 0;

/** A key of a map or a dash of a list, with what belongs to it. */
export type BlockItem = {
  /** Empty for a dash. */
  readonly key: string;
  /** The key in its form with a colon, or the dash. */
  readonly mark: string;
  readonly line: number;
  /** Where what stands behind the mark begins. */
  readonly from: number;
  readonly value: Node | null;
};

/** Nothing is written: an empty place. */
export const isEmpty = (node: Node | null): boolean =>
  node === null || (isScalar(node) && (node.range == null || node.range[1] === node.range[0]));

/** Finds the items of collections, and the lines that these take. */
export class BlockItems {
  readonly #yaml: string;
  readonly #lines: Lines;
  /** Each level of nesting asks for those of all levels below. */
  readonly #known = new Map<BlockCollection, readonly BlockItem[] | undefined>();

  constructor(yaml: string, lines: Lines) {
    this.#yaml = yaml;
    this.#lines = lines;
  }

  /** The items of a collection; undefined when one is written in a way that is left alone, such as `? key`. */
  of(node: BlockCollection): readonly BlockItem[] | undefined {
    if (!this.#known.has(node)) this.#known.set(node, this.#read(node));
    return this.#known.get(node);
  }

  #read(node: BlockCollection): readonly BlockItem[] | undefined {
    const items: BlockItem[] = [];
    const column = this.#lines.columnOf(node.range[0]);
    let line = this.#lines.at(node.range[0]);
    for (const each of node.items) {
      while (items.length > 0 && this.#isTrivia(line)) line++;
      const start = this.#lines.startOf(line) + column;
      const isIndented = items.length === 0 || this.#lines.indentOf(line) === column;
      const item = isIndented ? this.#item(each, line, start) : undefined;
      if (item === undefined) return undefined;
      items.push(item);
      const end = this.endOf(item);
      if (end === undefined) return undefined;
      line = end + 1;
    }
    return items;
  }

  #item(each: unknown, line: number, start: number): BlockItem | undefined {
    if (!isMap(each) && !isSeq(each) && typeof each === 'object' && each !== null && 'key' in each)
      return this.#pair(each as Pair, line, start);
    if (this.#yaml[start] !== '-') return undefined;
    return { key: '', mark: '-', line, from: start + 1, value: each as Node | null };
  }

  #pair({ key, value }: Pair, line: number, start: number): BlockItem | undefined {
    if (!isScalar(key) || key.anchor !== undefined || key.tag !== undefined || key.range?.[0] !== start)
      return undefined;
    const [, end] = key.range;
    const colon = /^[ \t]*:/.exec(this.#yaml.slice(end, end + 1_000));
    if (colon === null || this.#lines.at(end) !== line) return undefined;
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    const from = end + colon[0].length;
    return {
      key: name,
      mark: `${inlineScalar(this.#yaml, key, 'block')}:`,
      line,
      from,
      value: value as Node | null,
    };
  }

  /** The last line of an item; undefined when that cannot be found. */
  endOf({ line, value }: BlockItem): number | undefined {
    if (isEmpty(value)) return line;
    const end = this.endOfValue(value!);
    return end === undefined ? undefined : Math.max(line, end);
  }

  endOfValue(value: Node): number | undefined {
    if (isInBlock(value)) {
      const last = this.of(value)?.at(-1);
      return last === undefined ? undefined : this.endOf(last);
    }
    if (value.range == null) return undefined;
    const end = this.#lines.at(Math.max(value.range[0], value.range[1] - 1));
    if (isAlias(value) || !isScalar(value) || value.type?.startsWith('BLOCK') !== true) return end;
    const header = this.#lines.rest(value.range[0]);
    // Blank lines at its end are a part of it where it keeps them.
    if (/^.\d?\+/.test(header)) return end;
    let last = end;
    while (last > this.#lines.at(value.range[0]) && isBlank(this.#lines.all[last]!)) last--;
    return last;
  }

  #isTrivia(line: number): boolean {
    const found = this.#lines.all[line];
    return found !== undefined && (isBlank(found) || isComment(found));
  }
}
