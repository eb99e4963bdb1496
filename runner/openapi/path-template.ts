import { decodePercent } from './pointer.ts';

/** A templated path such as `/files/{id}.json`, cut into segments. */
export type PathTemplate = readonly Segment[];

/** Literal pieces around parameters: `{id}.json` is pieces `''`, `.json` and names `id`. */
type Segment = { readonly pieces: readonly string[]; readonly names: readonly string[] };

/** Cuts a path, templated or not, into segments; a trailing slash, a query and a fragment do not count. */
export const splitPath = (path: string): readonly string[] =>
  path
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodePercent);

/** Reads a path template. */
export const parseTemplate = (template: string): PathTemplate =>
  splitPath(template).map((segment) => {
    const parts = segment.split(/\{([^{}]*)\}/);
    return {
      pieces: parts.filter((_, index) => index % 2 === 0),
      names: parts.filter((_, index) => index % 2 === 1),
    };
  });

/** The values of the parameters when the path fits the template, else `undefined`. */
export function matchTemplate(
  template: PathTemplate,
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (template.length !== path.length) return undefined;
  // Most templates differ in a word, and that is seen without making anything.
  for (let index = 0; index < template.length; index++) {
    const { names, pieces } = template[index]!;
    if (names.length === 0 && pieces[0] !== path[index]) return undefined;
  }
  const values = new Map<string, string>();
  for (const [index, segment] of template.entries()) {
    const found = matchSegment(segment, path[index] ?? '');
    if (!found) return undefined;
    for (const [at, name] of segment.names.entries()) values.set(name, found[at] ?? '');
  }
  return values;
}

// Searching for the literal pieces one after the other needs no regular expression, so nothing can backtrack.
function matchSegment({ pieces }: Segment, text: string): string[] | undefined {
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
