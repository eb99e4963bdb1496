import { isObject, own, ownList, parseJson } from '../../openapi/document/json.ts';
import type { OperationName } from '../../run/events.ts';
import { mergeShapes, type Shape } from './shape.ts';

/** The requests of the specs for one operation and status. */
export type ObservedRequest = {
  readonly spec: string;
  readonly at: string;
  readonly tokens: readonly string[];
  /** Names of query parameters. */
  readonly query: readonly string[];
  /** Field paths of the body. */
  readonly body: readonly string[];
};

/** The last answer with one status, without its values: its time, its requests, and its shape. */
export type ObservedAnswer = {
  readonly at: string;
  readonly contentType: string | null;
  readonly fields: Shape;
  readonly requests: readonly ObservedRequest[];
};

/** `document` is null when no document has the operation; its template is then the spec's. */
export type ObservedOperation = Omit<OperationName, 'document'> & {
  readonly document: string | null;
  readonly answers: Readonly<Record<string, ObservedAnswer>>;
};

/** The observations that runs keep: shapes and names, no value and no secret. */
export type Observed = { readonly version: 1; readonly operations: readonly ObservedOperation[] };

/** The observation of one answer. */
export type Sighting = Omit<ObservedOperation, 'answers'> &
  Omit<ObservedRequest, 'tokens'> & {
    readonly status: number;
    readonly token: string;
    readonly contentType: string | null;
    readonly fields: Shape;
  };

export const nothingObserved: Observed = { version: 1, operations: [] };

const MAX_OPERATIONS = 3_000;
const MAX_STATUSES = 12;
const MAX_REQUESTS = 20;
const MAX_NAMES = 100;
/** Field paths in the whole file; the oldest observations are dropped first. */
const MAX_PATHS = 60_000;

/** Collects the observations of one run. */
export class ObservedFold {
  readonly #operations = new Map<string, Omit<ObservedOperation, 'answers'>>();
  readonly #answers = new Map<string, Map<string, ObservedAnswer>>();

  add(sighting: Sighting): void {
    const { document, method, template, status } = sighting;
    const key = keyOf(sighting);
    if (!this.#operations.has(key)) this.#operations.set(key, { document, method, template });
    const answers = this.#answers.get(key) ?? new Map<string, ObservedAnswer>();
    this.#answers.set(key, answers);
    answers.set(String(status), seeAgain(answers.get(String(status)), sighting));
  }

  get observed(): Observed {
    const operations = [...this.#operations].map(([key, name]) => ({
      ...name,
      answers: Object.fromEntries(this.#answers.get(key) ?? []),
    }));
    return { version: 1, operations };
  }
}

/**
 * The observations after a run: an answer replaces the earlier one, and requests replace those of the same spec. So a field that
 * the API no longer sends is dropped, and requests of other specs stay.
 */
export function mergeObserved(before: Observed, ofRun: Observed): Observed {
  const merged = new Map(before.operations.map((operation) => [keyOf(operation), operation]));
  for (const operation of ofRun.operations) {
    const known = merged.get(keyOf(operation));
    const answers = { ...known?.answers };
    for (const [status, answer] of Object.entries(operation.answers))
      answers[status] = {
        ...answer,
        requests: mergeRequests(answers[status]?.requests ?? [], answer.requests),
      };
    merged.set(keyOf(operation), { ...operation, answers: newest(answers) });
  }
  return { version: 1, operations: bounded([...merged.values()]) };
}

/** Joins the observations of shards, as one run would have them. */
export function joinObserved(parts: readonly Observed[]): Observed {
  const joined = new Map<string, ObservedOperation>();
  for (const operation of parts.flatMap(({ operations }) => operations)) {
    const answers = { ...joined.get(keyOf(operation))?.answers };
    for (const [status, answer] of Object.entries(operation.answers)) {
      const known = answers[status];
      answers[status] = known === undefined ? answer : joinAnswers(known, answer);
    }
    joined.set(keyOf(operation), { ...operation, answers });
  }
  return { version: 1, operations: [...joined.values()] };
}

function joinAnswers(one: ObservedAnswer, other: ObservedAnswer): ObservedAnswer {
  const [older, newer] = one.at <= other.at ? [one, other] : [other, one];
  return {
    at: newer.at,
    contentType: newer.contentType,
    fields: mergeShapes(older.fields, newer.fields),
    requests: mergeRequests(older.requests, newer.requests),
  };
}

/** The observations of an operation; `document` is null for an undocumented one. */
export const findObserved = (
  observed: Observed | undefined,
  document: string | null,
  method: string,
  template: string,
): ObservedOperation | undefined =>
  observed?.operations.find(
    (each) => each.document === document && each.method === method && each.template === template,
  );

/** Parses the observations of an earlier run; undefined when the text is something else. */
export const readObserved = (text: string): Observed | undefined => toObserved(parseJson(text));

/** Validates the observations of an earlier run. */
export function toObserved(data: unknown): Observed | undefined {
  if (own(data, 'version') !== 1 || !Array.isArray(own(data, 'operations'))) return undefined;
  return { version: 1, operations: ownList(data, 'operations').filter(isOperation) };
}

const isOperation = (value: unknown): value is ObservedOperation =>
  typeof own(value, 'method') === 'string' &&
  typeof own(value, 'template') === 'string' &&
  Object.values((own(value, 'answers') ?? {}) as object).every(
    (answer) =>
      isObject(own(answer, 'fields')) &&
      Array.isArray(own(answer, 'requests')) &&
      own(answer, 'at') !== undefined,
  );

const keyOf = ({ document, method, template }: Omit<ObservedOperation, 'answers'>): string =>
  `${method} ${template} ${document}`;

function seeAgain(known: ObservedAnswer | undefined, sighting: Sighting): ObservedAnswer {
  const { spec, at, token, query, body, contentType, fields } = sighting;
  const earlier = known?.requests.find((request) => request.spec === spec);
  const request: ObservedRequest = {
    spec,
    at,
    tokens: union(earlier?.tokens ?? [], [token]),
    query: union(earlier?.query ?? [], query),
    body: union(earlier?.body ?? [], body),
  };
  return {
    at,
    contentType,
    fields: known ? mergeShapes(known.fields, fields) : fields,
    requests: mergeRequests(known?.requests ?? [], [request]),
  };
}

const union = (left: readonly string[], right: readonly string[]): readonly string[] =>
  [...new Set([...left, ...right])].sort().slice(0, MAX_NAMES);

function mergeRequests(before: readonly ObservedRequest[], after: readonly ObservedRequest[]) {
  const specs = new Set(after.map(({ spec }) => spec));
  return [...before.filter(({ spec }) => !specs.has(spec)), ...after]
    .toSorted((a, b) => order(b.at, a.at) || order(a.spec, b.spec))
    .slice(0, MAX_REQUESTS);
}

const newest = (
  answers: Readonly<Record<string, ObservedAnswer>>,
): Readonly<Record<string, ObservedAnswer>> =>
  Object.fromEntries(
    Object.entries(answers)
      .toSorted(([, a], [, b]) => order(b.at, a.at))
      .slice(0, MAX_STATUSES),
  );

function bounded(operations: readonly ObservedOperation[]): readonly ObservedOperation[] {
  let room = MAX_PATHS;
  return operations
    .map((operation) => {
      const answers = Object.values(operation.answers);
      const seen =
        answers
          .map(({ at }) => at)
          .sort()
          .at(-1) ?? '';
      const paths = answers.reduce((sum, { fields }) => sum + Object.keys(fields).length, 0);
      return { operation, seen, paths, key: keyOf(operation) };
    })
    .toSorted((a, b) => order(b.seen, a.seen) || order(a.key, b.key))
    .slice(0, MAX_OPERATIONS)
    .filter(({ paths }) => {
      room -= paths;
      return room >= 0;
    })
    .toSorted((a, b) => order(a.key, b.key))
    .map(({ operation }) => operation);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
