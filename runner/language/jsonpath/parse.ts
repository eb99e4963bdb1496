import { FilterReader, MAX_DEPTH } from './parse-filter.ts';
import type { PathQuery, Segment, Selector } from './query.ts';
import { PathError, Scanner } from './scanner.ts';

/** No author writes a longer path. */
const MAX_LENGTH = 10_000;

/** Reads a whole text as a JSONPath by RFC 9535. Throws {@link PathError}. */
export function parsePath(source: string): PathQuery {
  if (source.length > MAX_LENGTH) throw new PathError(`the path is longer than ${MAX_LENGTH} characters`, 0);
  const scanner = new Scanner(source);
  if (!scanner.looksAt('$')) scanner.fail(`a JSONPath starts with $, found ${scanner.found}`);
  const query = readPathQuery(scanner, 0);
  if (scanner.at < source.length) scanner.fail(afterSegments(scanner));
  return query;
}

function afterSegments(scanner: Scanner): string {
  const rest = scanner.source.slice(scanner.at);
  if (scanner.looksAt('-')) return 'a name with a hyphen stands in brackets and quotes: $["a-b"]';
  if (/^\s*\|\|/.test(rest)) return 'behind || stands a text in quotes, a number, true, false or null';
  if (/^\s*\|/.test(rest)) return 'behind | stands an index such as [0]';
  if (/^[ \t]/.test(rest)) return 'a blank cannot stand at the end of the path';
  return `expected . or [, found ${scanner.found}`;
}

/** Reads `$…` or `@…` up to where its segments end; blanks behind the last segment are not part of it. */
export function readPathQuery(scanner: Scanner, depth: number): PathQuery {
  if (depth > MAX_DEPTH) scanner.fail(`filters are nested deeper than ${MAX_DEPTH} levels`);
  const start = scanner.at;
  const from = scanner.take('$') ? '$' : '@';
  if (from === '@') scanner.expect('@');
  const segments: Segment[] = [];
  for (;;) {
    const end = scanner.at;
    scanner.blank();
    if (!scanner.looksAt('.') && !scanner.looksAt('[')) {
      scanner.at = end;
      return { source: scanner.source.slice(start, end), from, segments };
    }
    segments.push(readSegment(scanner, depth));
  }
}

function readSegment(scanner: Scanner, depth: number): Segment {
  if (scanner.looksAt('[')) return { kind: 'child', selectors: readBrackets(scanner, depth) };
  const kind = scanner.take('..') ? 'descendant' : 'child';
  if (kind === 'child') scanner.expect('.');
  if (kind === 'descendant' && scanner.looksAt('[')) return { kind, selectors: readBrackets(scanner, depth) };
  if (scanner.take('*')) return { kind, selectors: [{ kind: 'wildcard' }] };
  const name = scanner.name();
  if (name === undefined) scanner.fail(adviceForName(scanner));
  return { kind, selectors: [{ kind: 'name', name, isWord: kind === 'child' }] };
}

function adviceForName(scanner: Scanner): string {
  if (scanner.at >= scanner.source.length) return 'the path ends in a dot';
  return `expected a name behind the dot, found ${scanner.found}; any other name stands in brackets and quotes: ["@id"]`;
}

function readBrackets(scanner: Scanner, depth: number): readonly Selector[] {
  const start = scanner.at;
  scanner.expect('[');
  const selectors: Selector[] = [];
  do {
    scanner.blank();
    selectors.push(readSelector(scanner, depth, start));
    scanner.blank();
  } while (scanner.take(','));
  scanner.close(']', start);
  return selectors;
}

/** `[(@.length-1)]` of older JSONPaths: counted from the end of a list. */
const FROM_END = /\(\s*@\.length\s*-\s*([1-9]\d{0,8})\s*\)/y;

function readSelector(scanner: Scanner, depth: number, bracket: number): Selector {
  const name = scanner.quoted();
  if (name !== undefined) return { kind: 'name', name, isWord: false };
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) {
    scanner.blank();
    return { kind: 'filter', test: new FilterReader(scanner, readPathQuery).logical(depth + 1) };
  }
  FROM_END.lastIndex = scanner.at;
  const fromEnd = FROM_END.exec(scanner.source);
  if (fromEnd !== null) {
    scanner.at = FROM_END.lastIndex;
    return { kind: 'index', index: -Number(fromEnd[1]) };
  }
  const start = scanner.integer();
  const end = scanner.at;
  scanner.blank();
  if (scanner.take(':')) return readSlice(scanner, start);
  scanner.at = end;
  if (start !== undefined) return { kind: 'index', index: start };
  return scanner.fail(adviceForSelector(scanner), scanner.at >= scanner.source.length ? bracket : scanner.at);
}

function readSlice(scanner: Scanner, start: number | undefined): Selector {
  scanner.blank();
  const end = scanner.integer();
  const afterEnd = scanner.at;
  scanner.blank();
  if (!scanner.take(':')) {
    scanner.at = afterEnd;
    return { kind: 'slice', start, end, step: 1 };
  }
  const afterColon = scanner.at;
  scanner.blank();
  const step = scanner.integer();
  if (step === undefined) scanner.at = afterColon;
  return { kind: 'slice', start, end, step: step ?? 1 };
}

function adviceForSelector(scanner: Scanner): string {
  if (scanner.at >= scanner.source.length) return 'the bracket [ is not closed';
  if (scanner.looksAt(']')) return 'the brackets [] hold nothing';
  if (scanner.looksAt('(')) return 'a script in brackets is not possible; the last item is [-1]';
  const word = scanner.name();
  return word === undefined
    ? `expected a name in quotes, an index, a slice, * or a filter, found ${scanner.found}`
    : `a name in brackets stands in quotes: ["${word}"]`;
}
