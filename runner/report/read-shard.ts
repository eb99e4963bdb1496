import { CUTS, type RunEvent } from '../run/events.ts';
import { problemOfResult } from './read-result.ts';
import {
  digestOfLine,
  planNameOf,
  type ShardContent,
  type ShardHead,
  type SourceLine,
} from './shard-file.ts';

export type ParsedShard = ShardContent & { readonly name: string };

type Problem = { readonly problem: string };
type Line = Readonly<Record<string, unknown>>;

/**
 * The one reader of a shard's file. The problem says, with the line, why it cannot be merged: it is damaged, unfinished,
 * changed, or something else.
 */
export function parseShard(name: string, text: string): ParsedShard | Problem {
  const lines = text.replace(/(\r?\n)+$/, '').split(/\r?\n/);
  const parsed: Line[] = [];
  for (const [index, line] of lines.entries()) {
    const value = parseLine(line);
    if (value === undefined)
      return { problem: `${name}:${index + 1} is damaged: expected an object in JSON` };
    parsed.push(value);
  }
  const [head, ...rest] = parsed;
  if (head?.['type'] !== 'shard') return { problem: `${name} is not the file of a shard` };
  if (head['version'] !== 1)
    return {
      problem: `${name}:1 is of version ${String(head['version'])}, and this program reads version 1`,
    };
  if (!isHead(head)) return { problem: `${name}:1 is damaged: the head of the file is not complete` };
  const end = rest.pop();
  if (end?.['type'] !== 'shard-finished') return { problem: `${name} ends in the middle of its run` };
  const content = new ContentReader(name, head);
  for (const [index, line] of rest.entries()) {
    const problem = content.add(line, index + 2);
    if (problem !== undefined) return { problem: `${name}:${index + 2} is damaged: ${problem}` };
  }
  const problem = content.incomplete();
  if (problem !== undefined) return { problem: `${name} is damaged: ${problem}` };
  const changed = changedLine(lines, end['digests']);
  return changed === undefined
    ? content.shard
    : { problem: `${name}:${changed} is damaged: expected the line that was written, found another` };
}

function parseLine(line: string): Line | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** The first line that was changed, even if it is still valid. */
function changedLine(lines: readonly string[], digests: unknown): number | undefined {
  const written: readonly unknown[] = Array.isArray(digests) ? digests : [];
  const count = Math.max(lines.length - 1, written.length);
  for (let index = 0; index < count; index++)
    if (index >= lines.length - 1 || digestOfLine(lines[index]!) !== written[index]) return index + 1;
  return undefined;
}

/** Reads the lines between head and end, each of which must be at its place. */
class ContentReader {
  readonly #name: string;
  readonly #head: ShardHead;
  readonly #sources = new Map<string, SourceLine>();
  readonly #events: RunEvent[] = [];
  /** The lines of what may occur once, by name. */
  readonly #lines = new Map<string, number>();

  constructor(name: string, head: ShardHead) {
    this.#name = name;
    this.#head = head;
  }

  add(line: Line, number: number): string | undefined {
    const { type } = line;
    switch (type) {
      case 'source':
        return this.#addSource(line, number);
      case 'run-started':
      case 'run-finished':
      case 'spec-finished':
        return this.#problemOf(line, type) ?? this.#addOnce(nameOf(line, type, this.#head), number, line);
      default:
        return `unknown type ${JSON.stringify(type) ?? 'nothing'}`;
    }
  }

  incomplete(): string | undefined {
    const { places } = this.#head;
    const lost = places.filter((_, index) => !this.#lines.has(resultName(this.#head, index))).length;
    if (lost > 0) return `${lost} of its ${places.length} results are gone`;
    return ['run-started', 'run-finished'].find((name) => !this.#lines.has(name))?.concat(' is gone');
  }

  get shard(): ParsedShard {
    const sources = [...this.#sources.values()].map(({ path, text }) => ({ path, text }));
    return { name: this.#name, head: this.#head, sources, events: this.#events };
  }

  #addSource(line: Line, number: number): string | undefined {
    const { path, text } = line as Partial<SourceLine>;
    if (typeof path !== 'string' || typeof text !== 'string') return 'expected a path and a text';
    this.#sources.set(path, line as SourceLine);
    return this.#onlyOnce(`the text of ${path}`, number);
  }

  #addOnce(what: string, number: number, line: Line): string | undefined {
    this.#events.push(line as RunEvent);
    return this.#onlyOnce(what, number);
  }

  #onlyOnce(what: string, number: number): string | undefined {
    const first = this.#lines.get(what);
    if (first !== undefined) return `${what} is in line ${first} already`;
    this.#lines.set(what, number);
    return undefined;
  }

  #problemOf(line: Line, type: RunEvent['type']): string | undefined {
    switch (type) {
      case 'run-started':
        return Number.isNaN(Date.parse(String(line['startedAt']))) || typeof line['seed'] !== 'string'
          ? 'expected the start of the run and its seed'
          : undefined;
      case 'run-finished':
        return problemOfEnd(line);
      case 'spec-finished':
        return problemOfResultLine(line, this.#head);
      case 'spec-started':
      case 'step-finished':
        return undefined;
    }
  }
}

/** With its index: rows may share a name. */
const resultName = ({ plan, places }: ShardHead, index: number): string =>
  `the result of ${plan[places[index]!] ?? ''} (index ${index})`;

const nameOf = (line: Line, type: string, head: ShardHead): string =>
  type === 'spec-finished' ? resultName(head, line['index'] as number) : type;

function problemOfEnd({ durationMs, interrupted, cutBy }: Line): string | undefined {
  if (typeof durationMs !== 'number' || typeof interrupted !== 'boolean')
    return 'expected how long the run took, and whether it was interrupted';
  if (cutBy !== undefined && !CUTS.some((each) => each === cutBy))
    return `unknown cutBy ${JSON.stringify(cutBy)}, expected one of ${CUTS.join(', ')}`;
  return interrupted && cutBy === undefined ? 'the run was interrupted, and nothing says by what' : undefined;
}

function problemOfResultLine({ index, result }: Line, head: ShardHead): string | undefined {
  const place = Number.isInteger(index) ? head.places[index as number] : undefined;
  if (place === undefined)
    return `expected the index of one of its ${head.places.length} specs, found ${JSON.stringify(index)}`;
  const problem = problemOfResult(result);
  if (problem !== undefined) return `${head.plan[place]}: ${problem}`;
  const found = planNameOf(result as Parameters<typeof planNameOf>[0]);
  return found === head.plan[place]
    ? undefined
    : `it is the result of ${found}, where the plan has ${head.plan[place]}`;
}

function isHead(head: Line): head is Line & ShardHead {
  const { index, total, plan, places, unselected, learned, run, seed } = head as Partial<ShardHead>;
  const areTexts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each) => typeof each === 'string');
  const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
  return (
    Number.isInteger(index) &&
    Number.isInteger(total) &&
    index! >= 1 &&
    index! <= total! &&
    ['digest', 'variables', 'options'].every((key) => typeof head[key] === 'string') &&
    isTextOrNull(run) &&
    isTextOrNull(seed) &&
    [plan, head['changed'], head['proven'], head['vanished'], head['idleFaults'] ?? []].every(areTexts) &&
    ['boolean', 'undefined'].includes(typeof head['isBroken']) &&
    (head['observed'] === undefined || Object(head['observed']) === head['observed']) &&
    Number.isInteger(unselected) &&
    isDocuments(head['documents']) &&
    typeof learned === 'object' &&
    learned !== null &&
    Object.values(learned).every((each) => typeof (each as { saved?: unknown } | null)?.saved === 'string') &&
    Array.isArray(places) &&
    new Set(places).size === places.length &&
    places.every((place) => Number.isInteger(place) && place >= 0 && place < plan!.length)
  );
}

function isDocuments(value: unknown): boolean {
  if (value === null) return true;
  const swagger = (value as { readonly swagger?: unknown } | undefined)?.swagger;
  return swagger === null || typeof swagger === 'string';
}
