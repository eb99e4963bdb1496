/** A line whose indentation is invalid, or that lacks the blank that makes it a key or an item. */
export type IndentMistake = {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
};

/** An open map or list: its column, and the key last read in it. */
type Level = { readonly column: number; readonly isList: boolean; key: string; hasValue: boolean };

type Line = { readonly start: number; readonly column: number; readonly text: string };

const KEY = /^("[^"\n]*"|'[^'\n]*'|[^\s#:"'[\]{},&*!|>%@`-][^:\n]*?|-[^\s:][^:\n]*?) *:(?: +(.*))?$/;

/**
 * The first line whose indentation fits none of the open maps and lists; undefined when all fit. Used after the YAML library has
 * refused a text, because its messages name the parser's state instead of the line to mend.
 */
export function findIndentMistake(yaml: string): IndentMistake | undefined {
  const open: Level[] = [];
  for (const line of linesOf(yaml)) {
    const mistake = missingBlank(line) ?? take(line, open);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** Lines with keys or items: no blank lines, comments, block texts, or continued brackets. */
function linesOf(yaml: string): readonly Line[] {
  const lines: Line[] = [];
  let textBelow: number | undefined;
  let depth = 0;
  let start = 0;
  for (const whole of yaml.split('\n')) {
    const text = whole.trimEnd();
    const column = text.search(/[^ ]/);
    const isText = textBelow !== undefined && column > textBelow;
    if (column !== -1 && !isText && text[column] !== '#') {
      textBelow = /(?:^|[:-] )[|>][-+\d]*$/.test(text) ? column : undefined;
      if (depth === 0) lines.push({ start: start + column, column, text: text.slice(column) });
      depth = Math.max(0, depth + bracketsIn(text));
    }
    start += whole.length + 1;
  }
  return lines;
}

function bracketsIn(text: string): number {
  const bare = text.replace(/"[^"]*"|'[^']*'/g, '');
  return (bare.match(/[[{]/g)?.length ?? 0) - (bare.match(/[\]}]/g)?.length ?? 0);
}

function missingBlank({ start, text }: Line): IndentMistake | undefined {
  const dash = /^-[A-Za-z]\w*(?=:(?: |$))/.exec(text);
  if (dash !== null)
    return {
      start,
      end: start + dash[0].length,
      message: `expected a blank behind the dash of an item, found "${dash[0]}"`,
      hint: `write it like: - ${dash[0].slice(1)}:`,
    };
  const item = /^- +/.exec(text)?.[0].length ?? 0;
  const colon = /^([A-Za-z]\w*):(?![\s/:]|$)\S*/.exec(text.slice(item));
  if (colon === null || / *: /.test(text.slice(item))) return undefined;
  return {
    start: start + item,
    end: start + item + colon[0].length,
    message: `expected a blank behind the colon of a key, found "${colon[0]}"`,
    hint: `write it like: ${colon[1]}: ${colon[0].slice(colon[1]!.length + 1)}`,
  };
}

/** Assigns a line to the level that it belongs to. */
function take(line: Line, open: Level[]): IndentMistake | undefined {
  const isItem = /^-(?: |$)/.test(line.text);
  const key = isItem ? undefined : KEY.exec(line.text);
  if (!isItem && key === null) return undefined;
  const closed: Level[] = [];
  while (open.length > 0 && open.at(-1)!.column > line.column) closed.unshift(open.pop()!);
  const top = open.at(-1);
  if (top?.column === line.column && top.isList && !isItem) {
    // A list may start at the column of its key.
    const parent = open.at(-2);
    if (parent?.column !== line.column) return misplaced(line, closed[0] ?? top);
    open.pop();
  } else if (top?.column === line.column && !top.isList && isItem && top.hasValue)
    return misplaced(
      line,
      closed.find(({ isList }) => isList) ?? open.findLast(({ isList }) => isList) ?? top,
    );
  else if (top !== undefined && top.column < line.column && (closed.length > 0 || top.hasValue))
    return misplaced(line, nearestTo(line, isItem, [...open, ...closed]));
  push(line, isItem, open);
  return undefined;
}

function push(line: Line, isItem: boolean, open: Level[]): void {
  let { column, text } = line;
  for (let item = isItem; item; item = /^-(?: |$)/.test(text)) {
    enter({ column, isList: true, key: '-', hasValue: !/^- *$/.test(text) }, open);
    const inside = /^- */.exec(text)![0].length;
    column += inside;
    text = text.slice(inside);
  }
  const [, key, value] = KEY.exec(text) ?? [];
  if (key !== undefined)
    enter(
      { column, isList: false, key, hasValue: value !== undefined && !/^(?:#|[&!]\S+$)/.test(value) },
      open,
    );
}

function enter(level: Level, open: Level[]): void {
  const top = open.at(-1);
  if (top?.column === level.column && top.isList === level.isList) open.pop();
  open.push(level);
}

function nearestTo(line: Line, isItem: boolean, levels: readonly Level[]): Level {
  const alike = levels.filter(({ isList }) => isList === isItem);
  return (alike.length === 0 ? levels : alike).reduce((best, each) =>
    Math.abs(each.column - line.column) < Math.abs(best.column - line.column) ? each : best,
  );
}

function misplaced({ start, column, text }: Line, { column: wanted, key }: Level): IndentMistake {
  const name = /^-(?: |$)/.test(text) ? '-' : KEY.exec(text)![1]!;
  const above = key === name && name === '-' ? 'as the item above' : `as "${key}" above`;
  return {
    start,
    end: start + name.length,
    message: `the indentation does not fit: expected "${name}" ${wanted === column ? 'inside the item above' : `behind ${count(wanted)}, ${above}`}, found it behind ${count(column)}`,
    hint: `indent this line by ${count(wanted)}; the lines of one map start at the same column`,
  };
}

const count = (blanks: number): string =>
  blanks === 0 ? 'no blank' : blanks === 1 ? '1 blank' : `${blanks} blanks`;
