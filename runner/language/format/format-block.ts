import { isMap, isSeq, type Node, parseAllDocuments, visit, type YAMLSeq } from 'yaml';
import { withLineFeeds } from '../source.ts';
import { type BlockCollection, type BlockItem, BlockItems, isEmpty, isInBlock } from './block-items.ts';
import { inlineValue, listInBrackets } from './inline.ts';
import { inventory } from './inventory.ts';
import { inOrder, type KeyOrder, orderBelow } from './key-order.ts';
import {
  indented,
  isBlank,
  type Line,
  Lines,
  shifted,
  splitAbove,
  splitBelow,
  splitHead,
  textOfLines,
} from './lines.ts';

/** A block in its form, or why it stays as it is. */
export type FormattedBlock = { readonly text: string } | { readonly kept: string };

/** By how much what belongs to a key or a dash is indented. */
const INDENT = 2;
/** A list whose line would be longer has a line for each item. */
const WIDTH = 80;

/** Writes a block of YAML that can be read in the one form. Texts of several lines stay as they are. */
export function formatBlock(block: string, order: KeyOrder): FormattedBlock {
  const yaml = withLineFeeds(block);
  if (/^(?:---|\.\.\.|%)/m.test(yaml)) return { kept: 'it has marks of YAML documents' };
  const documents = parseAllDocuments(yaml, {
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const document = 'empty' in documents ? undefined : documents[0];
  const root = document?.contents;
  if (document === undefined || !isMap(root) || !isInBlock(root)) return { text: block };
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases++;
    },
  });
  return new Formatter(block, yaml, aliases > 0).format(root, order);
}

/** Where an item stands: the column of its mark, before and after, and the comments below that belong to it. */
type Place = {
  readonly column: { readonly old: number; readonly now: number };
  readonly order: KeyOrder | undefined;
  readonly below: readonly Line[];
};

/** Lines of a collection; those above its first key stand before the dash that it stands behind. */
type Rendered = { readonly above: readonly Line[]; readonly lines: readonly Line[] };

const NOTHING: Rendered = { above: [], lines: [] };

class Formatter {
  readonly #yaml: string;
  readonly #lines: Lines;
  readonly #items: BlockItems;
  /** What an alias stands for comes before it, so nothing changes its place. */
  readonly #hasAlias: boolean;
  #kept: string | undefined;

  constructor(block: string, yaml: string, hasAlias: boolean) {
    this.#yaml = yaml;
    this.#lines = new Lines(block);
    this.#items = new BlockItems(yaml, this.#lines);
    this.#hasAlias = hasAlias;
  }

  format(root: BlockCollection, order: KeyOrder): FormattedBlock {
    const first = this.#lines.at(root.range[0]);
    const column = this.#lines.columnOf(root.range[0]);
    const { above, lines } = this.#collection(root, {
      order,
      column: { old: column, now: column },
      above: this.#lines.range(0, first - 1),
      below: this.#lines.range((this.#items.endOfValue(root) ?? 0) + 1, this.#lines.all.length - 1),
    });
    return this.#kept === undefined ? { text: textOfLines([...above, ...lines]) } : { kept: this.#kept };
  }

  #keep(why: string): Rendered {
    this.#kept ??= why;
    return NOTHING;
  }

  #collection(node: BlockCollection, place: Place & { readonly above: readonly Line[] }): Rendered {
    const { order, column, above, below } = place;
    const items = this.#items.of(node);
    if (items === undefined) return this.#keep('it has keys that are not written as "key: value"');
    const isList = isSeq(node);
    const [head, leadOfFirst] = splitHead(above);
    const gaps: (readonly Line[])[] = [];
    let lead = leadOfFirst;
    let tail: readonly Line[] = [];
    const chunks = items.map((item, at) => {
      const next = items[at + 1];
      const end = this.#items.endOf(item) ?? item.line;
      const trivia = next === undefined ? below : this.#lines.range(end + 1, next.line - 1);
      const [own, others] = splitBelow(trivia, column.old);
      const orderOfItem = isList ? order?.each : orderBelow(order, item.key);
      const rendered = this.#item(item, { column, order: orderOfItem, below: own });
      const chunk = { key: item.key, lead: [...lead, ...rendered.above], lines: rendered.lines };
      if (next === undefined) tail = others;
      else {
        const [gap, leadOfNext] = splitAbove(others);
        gaps.push(gap);
        lead = leadOfNext;
      }
      return chunk;
    });
    const [first, ...rest] = isList || this.#hasAlias ? chunks : inOrder(chunks, order, ({ key }) => key);
    const atColumn = (lines: readonly Line[]): readonly Line[] =>
      lines.map((line) => indented(line, column.now));
    return {
      above: atColumn([...head, ...first!.lead]),
      lines: [
        ...first!.lines,
        ...rest.flatMap((chunk, at) => [...atColumn([...gaps[at]!, ...chunk.lead]), ...chunk.lines]),
        ...atColumn(tail),
      ],
    };
  }

  /** The lines of a key or a dash with its value. */
  #item(item: BlockItem, place: Place): Rendered {
    const { line, from, value } = item;
    if (isInBlock(value)) return this.#nested(item, value, place);
    const start = startOf(item, place);
    const { end } = this.#lines.all[line]!;
    const rest = this.#lines.rest(from);
    if (value === null || isEmpty(value))
      return this.#withComments([{ text: start + spaced(rest), end }], place);
    const lastLine = this.#items.endOfValue(value);
    if (lastLine === undefined || value.range == null) return this.#keep('a value has no place');
    if (lastLine === line) {
      const text = this.#inline(value, from, place.order);
      const comment = this.#lines.rest(value.range[1]);
      if (!/^(?:[ \t]+#.*)?$/.test(comment)) return this.#keep('a line cannot be taken apart');
      return this.#withComments([{ text: `${start} ${text}${comment}`, end }], place);
    }
    const inBrackets = isSeq(value) ? this.#inBrackets(value, item, place) : undefined;
    if (inBrackets !== undefined) return { above: [], lines: [inBrackets] };
    const written = this.#lines.all[line]!.text.slice(from - this.#lines.startOf(line));
    return this.#withComments(
      [{ text: start + spaced(written), end }],
      place,
      this.#lines.range(line + 1, lastLine),
    );
  }

  /** A value on the line of its mark; with an anchor or a tag before it, it stays as it is written. */
  #inline(value: Node, from: number, order: KeyOrder | undefined): string {
    const [start, end] = value.range!;
    const properties = this.#yaml.slice(from, start).trim();
    return properties === ''
      ? inlineValue(this.#yaml, value, order)
      : `${properties} ${this.#yaml.slice(start, end)}`;
  }

  /** Lines of an item, with those that only move together: of a text or a list in brackets, and of comments. */
  #withComments(lines: readonly Line[], { column, below }: Place, others: readonly Line[] = []): Rendered {
    const moved = shifted([...others, ...below], column.now - column.old);
    if (moved === undefined) return this.#keep('a text of several lines begins further left than its key');
    return { above: [], lines: [...lines, ...moved] };
  }

  /** A list or map by lines: behind a dash on its line, or below the mark. */
  #nested(item: BlockItem, value: BlockCollection, place: Place): Rendered {
    const { line, from } = item;
    const { column, order, below } = place;
    const start = startOf(item, place);
    const first = this.#lines.at(value.range[0]);
    const inBrackets = isSeq(value) && first > line ? this.#inBrackets(value, item, place) : undefined;
    if (inBrackets !== undefined) return { above: [], lines: [inBrackets] };
    const now = column.now + INDENT;
    const child = this.#collection(value, {
      order,
      column: { old: this.#lines.columnOf(value.range[0]), now },
      above: this.#lines.range(line + 1, first - 1),
      below,
    });
    if (this.#kept !== undefined) return NOTHING;
    const [head, ...others] = child.lines;
    const joined = [{ ...head!, text: `${start} ${head!.text.slice(now)}` }, ...others];
    if (first === line) {
      const isBehindMark = this.#yaml.slice(from, value.range[0]).trim() === '';
      return isBehindMark
        ? { above: child.above, lines: joined }
        : this.#keep('it has an anchor behind a dash');
    }
    const rest = spaced(this.#lines.rest(from));
    if (item.mark === '-' && rest === '' && child.above.length === 0) return { above: [], lines: joined };
    const mark = { text: start + rest, end: this.#lines.all[line]!.end };
    return { above: [], lines: [mark, ...child.above, ...child.lines] };
  }

  /** A list of short scalars on one line; undefined where it says more, as comments do, or would be too long. */
  #inBrackets(list: YAMLSeq, item: BlockItem, place: Place): Line | undefined {
    if (list.anchor !== undefined || list.tag !== undefined || place.below.length > 0) return undefined;
    const lines = this.#lines.range(item.line, this.#items.endOf(item) ?? item.line);
    const text = listInBrackets(this.#yaml, list.items);
    const start = startOf(item, place);
    if (lines.some(isBlank) || text === undefined || start.length + 1 + text.length > WIDTH) return undefined;
    const written = textOfLines(lines).slice(item.from - this.#lines.startOf(item.line));
    return inventory(written) === inventory(text)
      ? { text: `${start} ${text}`, end: lines.at(-1)!.end }
      : undefined;
  }
}

const startOf = ({ mark }: BlockItem, { column }: Place): string => ' '.repeat(column.now) + mark;

/** What stands behind a mark: one blank before it, but before a comment as many as are written. */
const spaced = (rest: string): string =>
  rest.trim() === '' || /^[ \t]+#/.test(rest) ? rest.trimEnd() : ` ${rest.trimStart()}`;
