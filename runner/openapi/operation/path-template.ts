import { decodePercent } from '../document/pointer.ts';

/** A templated path such as `/files/{id}.json`, split into segments. */
export type PathTemplate = readonly Segment[];

/** Literal pieces around parameters: `{id}.json` has the pieces `''`, `.json` and the name `id`. */
type Segment = { readonly pieces: readonly string[]; readonly names: readonly string[] };

/** Splits a path, templated or not, into segments; a trailing slash, a query and a fragment are ignored. */
export const splitPath = (path: string): readonly string[] => splitWrittenPath(path).map(decodePercent);

/** The same segments as written, percent-encoded. */
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

/** Whether a path matches a template, without reading its values. */
export const fitsTemplate = (template: PathTemplate, path: readonly string[]): boolean =>
  hasWords(template, path) &&
  template.every(
    (segment, at) => segment.names.length === 0 || matchSegment(segment.pieces, path[at]!) !== undefined,
  );

/** The values of the parameters if the path matches the template, else undefined. */
export function matchTemplate(
  template: PathTemplate,
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (!hasWords(template, path)) return undefined;
  const values = new Map<string, string>();
  for (let index = 0; index < template.length; index++) {
    const { pieces, names } = template[index]!;
    if (names.length === 0) continue;
    const found = matchSegment(pieces, path[index] ?? '');
    if (!found) return undefined;
    for (const [at, name] of names.entries()) values.set(name, found[at] ?? '');
  }
  return values;
}

/** The values of a matching path, percent-encoded as written. */
export function writtenValues(
  template: PathTemplate,
  path: readonly string[],
  decoded: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (decoded.size === 0) return decoded;
  const values = new Map<string, string>();
  for (const [index, { pieces, names }] of template.entries()) {
    if (names.length === 0) continue;
    // If a literal piece is percent-encoded, the value can only be cut from the decoded segment.
    const found = matchSegment(pieces, path[index] ?? '');
    for (const [at, name] of names.entries())
      values.set(name, found?.[at] ?? (decoded.get(name) ?? '').replaceAll('%', '%25'));
  }
  return values;
}

// Searches for the literal pieces one after the other; without a regular expression nothing can backtrack.
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

/** Orders templates: from the left, a literal before a partial literal before a parameter. */
export function compareTemplates(left: PathTemplate, right: PathTemplate): number {
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (!other) return 1;
    if (rank(segment) !== rank(other)) return rank(segment) - rank(other);
  }
  return left.length - right.length;
}
