import type { Operation } from '../openapi/operation/operation.ts';

/** An operation that no passing spec uses, and what a spec of it would need. */
export type MissingSpec = {
  readonly document: string;
  readonly method: string;
  readonly template: string;
  /** `free`: a GET that needs nothing; `reachable`: a GET whose parameters other specs have; `other`: the rest. */
  readonly cost: 'free' | 'reachable' | 'other';
  readonly why: string;
};

export type Candidate = {
  readonly document: string;
  readonly method: string;
  readonly template: string;
  readonly specs: readonly string[];
  readonly operation: Operation;
};

const COSTS: readonly MissingSpec['cost'][] = ['free', 'reachable', 'other'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The operations without a passing spec, the cheapest first; `extracted` are the names that passing specs extract. */
export function orderMissing(
  candidates: readonly Candidate[],
  extracted: readonly string[],
): readonly MissingSpec[] {
  const covered = candidates.filter(({ specs }) => specs.length > 0);
  const names = new Map(extracted.map((name) => [plain(name), name]));
  return candidates
    .filter(({ specs }) => specs.length === 0)
    .map((candidate) => weigh(candidate, covered, names))
    .toSorted(
      (a, b) =>
        COSTS.indexOf(a.cost) - COSTS.indexOf(b.cost) ||
        methodRank(a.method) - methodRank(b.method) ||
        order(a.document, b.document) ||
        order(a.template, b.template),
    );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const methodRank = (method: string): number => (METHODS.indexOf(method) + METHODS.length) % METHODS.length;
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function weigh(
  { document, method, template, operation }: Candidate,
  covered: readonly Candidate[],
  names: ReadonlyMap<string, string>,
): MissingSpec {
  const needs = [
    ...[...template.matchAll(/\{([^{}]+)\}/g)].map(([text, name]) => ({ text, name: name! })),
    ...operation.parameters
      .filter((parameter) => parameter.in === 'query' && parameter.required)
      .map(({ name }) => ({ text: `?${name}`, name })),
  ];
  const sources = needs.map((need) => ({
    ...need,
    source: sourceOf(need, document, template, covered, names),
  }));
  const lacking = sources.filter(({ source }) => source === undefined).map(({ text }) => text);
  const about = { document, method, template };
  const isRead = method === 'GET' || method === 'HEAD';
  const provided = sources.map(({ text, source }) => `${text} from ${source}`).join(', ');
  if (isRead && needs.length === 0) return { ...about, cost: 'free', why: 'needs nothing' };
  if (isRead && lacking.length === 0) return { ...about, cost: 'reachable', why: provided };
  const needed = lacking.length > 0 ? `needs ${lacking.join(', ')}` : provided;
  return {
    ...about,
    cost: 'other',
    why: isRead ? needed : ['changes data', needed].filter((each) => each !== '').join('; '),
  };
}

/** What can provide the value of a parameter: a covered operation on the collection, or an extract. */
function sourceOf(
  { text, name }: { readonly text: string; readonly name: string },
  document: string,
  template: string,
  covered: readonly Candidate[],
  names: ReadonlyMap<string, string>,
): string | undefined {
  const at = template.indexOf(`/${text}`);
  const collection = at > 0 ? template.slice(0, at) : undefined;
  const producer = covered.find(
    (each) =>
      each.document === document &&
      each.template.replace(/\/$/, '') === collection &&
      (each.method === 'GET' || each.method === 'POST'),
  );
  if (producer) return `${producer.method} ${producer.template}`;
  const extracted = names.get(plain(name));
  return extracted === undefined ? undefined : `extract ${extracted}`;
}
