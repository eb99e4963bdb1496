import picomatch from 'picomatch';
import { hasErrors, type Spec } from '../language/parse.ts';
import type { SpecSummary } from './spec-summary.ts';
import { readGlob } from './glob.ts';

/** The wanted values by criterion. A spec must match one value of each criterion; `not x` or `!x` excludes. */
export type Selection = Readonly<Record<Criterion, readonly string[]>>;

export const CRITERIA = ['tag', 'domain', 'status', 'endpoint', 'method', 'token', 'grep'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** Whether a spec matches a wanted value, by criterion. */
const criteria: Readonly<Record<Criterion, (summary: SpecSummary, wanted: string) => boolean>> = {
  tag: ({ metadata }, wanted) => metadata.tags.some((tag) => same(tag, wanted)),
  domain: ({ metadata }, wanted) => same(metadata.domain ?? '', wanted),
  status: ({ metadata }, wanted) => same(metadata.status, wanted),
  method: ({ metadata }, wanted) => same(metadata.method ?? '', wanted),
  endpoint: ({ metadata }, wanted) => matchesEndpoint(metadata.endpoint, wanted),
  token: (summary, wanted) => {
    const spec = summary.read();
    // Unreadable steps may use any token.
    return hasErrors(spec.diagnostics) || tokensOf(spec).some((token) => same(token, wanted));
  },
  grep: (summary, wanted) =>
    summary.text().toLowerCase().includes(wanted.toLowerCase()) || summary.path.includes(wanted),
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The token types that a spec's steps use, or that its endpoint supports. */
export const tokensOf = ({ metadata, steps }: Spec): readonly string[] => [
  ...new Set([...metadata.tokens, ...steps.flatMap(({ token }) => (token === undefined ? [] : [token]))]),
];

/** A part of the endpoint, or a glob over its path: `/v1/payments/**`. */
function matchesEndpoint(endpoint: string, wanted: string): boolean {
  if (!/[*?]/.test(wanted)) return endpoint.toLowerCase().includes(wanted.toLowerCase());
  const path = endpoint.split(' ').at(-1) ?? '';
  const [method, pattern] = wanted.includes(' ') ? wanted.split(/\s+/) : [undefined, wanted];
  return (
    (method === undefined || same(endpoint.split(' ')[0] ?? '', method)) &&
    // A match that takes too long to decide counts: an undecided spec is not left out.
    readGlob(pattern!)(path) !== false
  );
}

/** Whether a path matches a glob. */
export const matcherOf = (glob: string): ((path: string) => boolean) => picomatch(glob, { dot: true });

/** The prefix of a word that excludes. */
export const EXCLUDES = /^(?:!|not\s+)/i;

/** Whether a spec is selected. One with unreadable frontmatter always is, because its criteria are unknown. */
export const isSelected = (summary: SpecSummary, selection: Selection): boolean =>
  summary.isUnread ||
  CRITERIA.every((criterion) => {
    const holds = (wanted: string): boolean => criteria[criterion](summary, wanted);
    const words = selection[criterion];
    if (words.length === 0) return true;
    const wanted = words.filter((word) => !EXCLUDES.test(word));
    const excluded = words.filter((word) => EXCLUDES.test(word)).map((word) => word.replace(EXCLUDES, ''));
    return (wanted.length === 0 || wanted.some(holds)) && !excluded.some(holds);
  });
