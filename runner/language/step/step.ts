import type { Span } from '../source.ts';
import type { StepContent } from './read-content.ts';
import type { RenderingName } from './step-key.ts';
import type { STEP_KEYS } from './step-keys.ts';

export type SectionName = 'prerequisites' | 'test' | 'cleanup';

/** How every output names a step: an id is unique in its section only. */
export const stepName = ({ section, id }: { readonly section: SectionName; readonly id: string }): string =>
  `${section} ${id}`;

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

type Row = (typeof STEP_KEYS)[keyof typeof STEP_KEYS];
type OwnRow = Exclude<Row, { readonly read: 'content' }>;
type GivenRow = Extract<OwnRow, { readonly isRequired: true } | { readonly absent: unknown }>;
type ValueOf<R extends OwnRow> = Exclude<ReturnType<R['read']>, undefined>;

/** A step as it is read: a part for each row of `STEP_KEYS`. */
export type Step = StepContent & {
  readonly [R in GivenRow as R['field']]: ValueOf<R>;
} & {
  readonly [R in Exclude<OwnRow, GivenRow> as R['field']]?: ValueOf<R>;
} & {
  readonly section: SectionName;
  readonly origin?: Origin;
  readonly span: Span;
  /** Where its parts stand: `path`, `token`, `expect.status`, `extract.name`. */
  readonly spans: Readonly<Record<string, Span>>;
};

type SentRow = Extract<Row, { readonly rendering: RenderingName }>;

/** The parts of a step that are sent with their variables filled in. */
export type FilledPart = Pick<Step, SentRow['field']>;
