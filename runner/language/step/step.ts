import type { Condition } from '../expression/condition.ts';
import type { ContentType } from './content-type.ts';
import type { ExpectedAnswer } from '../matcher/expected.ts';
import type { Method } from '../metadata.ts';
import type { Span } from '../source.ts';
import type { WrittenTexts, WrittenJson } from '../template/written.ts';
import type { Json } from '../yaml/yaml.ts';

export type SectionName = 'prerequisites' | 'test' | 'cleanup';

/** How every output names a step: an id is unique in its section only. */
export const stepName = ({ section, id }: { readonly section: SectionName; readonly id: string }): string =>
  `${section} ${id}`;

export type FileField = {
  readonly fieldName: string;
  readonly filePath: string;
  readonly filename?: string;
  readonly contentType?: string;
};

export type Extract = {
  readonly name: string;
  readonly from:
    | { readonly kind: 'body'; readonly path: string }
    | { readonly kind: 'header'; readonly header: string };
  /** Finding nothing is no failure. */
  readonly optional: boolean;
  /** The value when nothing is found. */
  readonly default?: WrittenJson;
  /** Every node the path selects, as a list. */
  readonly all: boolean;
  /** The value is a secret from now on. */
  readonly redact: boolean;
  /** `redact: false`: it is no secret, although its name says so. */
  readonly isShown?: true;
};

/** What a step expects; it has no status when the step leaves that to the spec. */
export type Expect = ExpectedAnswer & {
  readonly maxMs?: number;
  /** Whether the answer is held against the API document's schema. */
  readonly schema: boolean;
};

type OnFail = 'abort' | 'continue' | 'warn' | 'skip';

/** Poll until the condition holds. */
export type Retry = {
  readonly until: Condition;
  readonly attempts: number;
  readonly intervalMs: number;
  /** The interval grows by this factor after each attempt. */
  readonly backoff: number;
  /** No further attempt starts after this time. */
  readonly maxMs?: number;
};

/** Where a step comes from that another spec lends: it lives in that spec's own variables. */
export type Origin = {
  /** The id of the step that uses the other spec; of each of them, outermost first, joined with dots. */
  readonly use: string;
  readonly file: string;
  /** What the using spec gets: the name here, and there. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The use around it, where the spec that is used uses another. */
  readonly outer?: Origin;
};

export type Step = {
  readonly id: string;
  readonly section: SectionName;
  readonly description?: string;
  readonly method: Method;
  readonly path: string;
  readonly token?: string;
  readonly params: Readonly<Record<string, WrittenTexts>>;
  /** One that is null takes away the header that would be sent without it, and else is empty. */
  readonly headers: Readonly<Record<string, Json>>;
  readonly body?: Json;
  readonly content: ContentType;
  readonly formFields: Readonly<Record<string, WrittenTexts>>;
  readonly fileFields: readonly FileField[];
  readonly onBehalfOf?: boolean;
  readonly useFallback?: boolean;
  readonly extract: readonly Extract[];
  readonly expect: Expect;
  readonly onFail: OnFail;
  readonly skipReason?: string;
  readonly sleepMs: number;
  readonly retry?: Retry;
  readonly when?: string;
  /** Its answer may serve every spec that sends the same. */
  readonly share: boolean;
  /** Sent once for each item. */
  readonly forEach?: { readonly in: WrittenJson; readonly as: string; readonly max: number };
  /** Instead of the environment's `timeoutMs`. */
  readonly timeoutMs?: number;
  readonly origin?: Origin;
  readonly span: Span;
  /** Where its parts stand: `path`, `token`, `expect.status`, `extract.name`. */
  readonly spans: Readonly<Record<string, Span>>;
};
