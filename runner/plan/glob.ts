import picomatch from 'picomatch';

/** Whether a path matches; undefined where deciding it could take too long. */
export type Glob = (path: string) => boolean | undefined;

/** Each further star multiplies the time of a regular expression by the length of the path. */
const MAX_STARS = 2;
const MAX_LENGTH = 1_000;

/** Reads a glob: `*` and `?` within a segment, `**` across segments; for short paths also the rest of picomatch's syntax. */
export function readGlob(glob: string): Glob {
  const stars = glob.match(/\*+/g)?.length ?? 0;
  const isQuick = stars <= MAX_STARS && !/[*+]\(/.test(glob);
  const isPlain = !/[()[\]{}\\|]|^!/.test(glob);
  const pattern = glob.split('/');
  const match = isQuick ? picomatch(glob, { dot: true }) : undefined;
  return (path) => {
    if (match !== undefined && path.length <= MAX_LENGTH) return match(path);
    return isPlain ? matchSegments(pattern, path) : undefined;
  };
}

/** Walks the segments of the path once, with the set of pattern segments that may come next. */
function matchSegments(pattern: readonly string[], path: string): boolean {
  const segments = path.split('/');
  const [before, last] = [pattern.at(-2) ?? '', pattern.at(-1)!];
  // As in picomatch, a trailing slash is ignored after a star.
  const isOpen = last.includes('*') && !(last === '*' && before === '**');
  if (isOpen && segments.length > 2 && segments.at(-1) === '') segments.pop();
  // Also as in picomatch, `/*/**` needs two segments, where `/a/**` matches one.
  const needsMore = last === '**' && before !== '**' && before.endsWith('*');
  let next = new Set<number>();
  const add = (at: number, to: Set<number>): void => {
    for (; !to.has(at); at++) {
      to.add(at);
      if (pattern[at] !== '**' || (needsMore && at === pattern.length - 1)) return;
    }
  };
  add(0, next);
  for (const segment of segments) {
    const after = new Set<number>();
    for (const at of next) {
      const part = pattern[at];
      if (part === undefined) continue;
      if (part === '**') {
        if (isDots(segment)) continue;
        add(at, after);
        if (at === pattern.length - 1) after.add(pattern.length);
      } else if (matchSegment(part, segment)) add(at + 1, after);
    }
    next = after;
  }
  return next.has(pattern.length);
}

const isDots = (segment: string): boolean => segment === '.' || segment === '..';

/** Backtracks to the last star only, which is enough. */
function matchSegment(part: string, segment: string): boolean {
  if (part.startsWith('*') && (segment === '' || isDots(segment))) return false;
  let at = 0;
  let inPart = 0;
  let star: { readonly inPart: number; at: number } | undefined;
  while (at < segment.length)
    if (part[inPart] === '*') star = { inPart: ++inPart, at };
    else if (inPart < part.length && (part[inPart] === '?' || part[inPart] === segment[at])) {
      inPart++;
      at++;
    } else if (star !== undefined) {
      star.at++;
      ({ inPart, at } = star);
    } else return false;
  while (part[inPart] === '*') inPart++;
  return inPart === part.length;
}
