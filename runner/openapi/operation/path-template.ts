import { decodePercent } from '../document/pointer.ts';

/** A templated path such as `/files/{id}.json`, cut into segments. */
export type PathTemplate = readonly Segment[];

/** Literal pieces around parameters: `{id}.json` is pieces `''`, `.json` and names `id`. */
type Segment = { readonly pieces: readonly string[]; readonly names: readonly string[] };

/** Cuts a path, templated or not, into segments; a trailing slash, a query and a fragment do not count. */
export const splitPath = (path: string): readonly string[] => splitWrittenPath(path).map(decodePercent);

/** The same segments as they are written, percent-encoded. */
export function splitWrittenPath(path: string): readonly string[] {
  const end = path.search(/[?#]/);
  return (end === -1 ? path : path.slice(0, end)).split('/').filter((segment) => segment !== '');
}

/** Reads a path template. */
export const parseTemplate = (template: string): PathTemplate =>
  splitPath(template).map((segment) => {
    if (!segment.includes('{')) return { pieces: [segment], names: NO_NAMES };
    const parts = segment.split(/\{([^{}]*)\}/);
    return {
      pieces: parts.filter((_, index) => index % 2 === 0),
      names: parts.filter((_, index) => index % 2 === 1),
    };
  });

const NO_NAMES: readonly string[] = [];

/** Whether a path has as many segments as the template, and the same words: most templates differ in one. */
function hasWords(template: PathTemplate, path: readonly string[]): boolean {
  if (template.length !== path.length) return false;
  for (let index = 0; index < template.length; index++) {
    const { names, pieces } = template[index]!;
    if (names.length === 0 && pieces[0] !== path[index]) return false;
  }
  return true;
}

/** Whether a path fits a template; nothing is made of its values. */
export const fitsTemplate = (template: PathTemplate, path: readonly string[]): boolean =>
  hasWords(template, path) &&
  template.every(
    (segment, at) => segment.names.length === 0 || matchSegment(segment.pieces, path[at]!) !== undefined,
  );

/** The values of the parameters when the path fits the template, else `undefined`. */
export function matchTemplate(
  template: PathTemplate,
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (!hasWords(template, path)) return undefined;
  const values = new Map<string, string>();
  for (const [index, segment] of template.entries()) {
    const found = matchSegment(segment.pieces, path[index] ?? '');
    if (!found) return undefined;
    for (const [at, name] of segment.names.entries()) values.set(name, found[at] ?? '');
  }
  return values;
}

/** The values of a path that fits, percent-encoded as they are written. */
export function writtenValues(
  template: PathTemplate,
  path: readonly string[],
  decoded: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [index, { pieces, names }] of template.entries()) {
    if (names.length === 0) continue;
    // Where a word beside the value is percent-encoded, the value is told apart only in the decoded segment.
    const found = matchSegment(pieces, path[index] ?? '');
    for (const [at, name] of names.entries())
      values.set(name, found?.[at] ?? (decoded.get(name) ?? '').replaceAll('%', '%25'));
  }
  return values;
}

// Searching for the literal pieces one after the other needs no regular expression, so nothing can backtrack.
function matchSegment(pieces: Segment['pieces'], text: string): string[] | undefined {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return text === first ? [] : undefined;
  if (!text.startsWith(first)) return undefined;
  const end = text.length - last.length;
  const values: string[] = [];
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const next = text.indexOf(piece, at + 1);
    if (next < 0) return undefined;
    values.push(text.slice(at, next));
    at = next + piece.length;
  }
  if (end <= at || !text.endsWith(last)) return undefined;
  values.push(text.slice(at, end));
  return values;
}

const rank = ({ pieces }: Segment): number =>
  pieces.length === 1 ? 0 : pieces.some((piece) => piece !== '') ? 1 : 2;

/** Orders templates: a literal before a part of one before a parameter, from the left. */
export function compareTemplates(left: PathTemplate, right: PathTemplate): number {
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (!other) return 1;
    if (rank(segment) !== rank(other)) return rank(segment) - rank(other);
  }
  return left.length - right.length;
}
