import type { Span } from '../source.ts';
import type { StepContent } from './read-content.ts';
import type { RenderingName } from './step-key.ts';
import type { STEP_KEYS } from './step-keys.ts';

export type SectionName = 'prerequisites' | 'test' | 'cleanup';

/** The name of a step in every output: an id is unique in its section only. */
export const stepName = ({ section, id }: { readonly section: SectionName; readonly id: string }): string =>
  `${section} ${id}`;

/** The origin of a step from a used spec: it has the variables of that spec. */
export type Origin = {
  /** The id of the step that uses the other spec; with nested uses the ids, outermost first, joined with dots. */
  readonly use: string;
  readonly file: string;
  /** The variables that the using spec receives: the name here, and there. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The use around this one, when a used spec uses another. */
  readonly outer?: Origin;
};

type Row = (typeof STEP_KEYS)[keyof typeof STEP_KEYS];
type OwnRow = Exclude<Row, { readonly read: 'content' }>;
type GivenRow = Extract<OwnRow, { readonly isRequired: true } | { readonly absent: unknown }>;
type ValueOf<R extends OwnRow> = Exclude<ReturnType<R['read']>, undefined>;

/** A step as read: a field for each row of `STEP_KEYS`. */
export type Step = StepContent & {
  readonly [R in GivenRow as R['field']]: ValueOf<R>;
} & {
  readonly [R in Exclude<OwnRow, GivenRow> as R['field']]?: ValueOf<R>;
} & {
  readonly section: SectionName;
  readonly origin?: Origin;
  readonly span: Span;
  /** The spans of its parts: `path`, `token`, `expect.status`, `extract.name`. */
  readonly spans: Readonly<Record<string, Span>>;
};

type SentRow = Extract<Row, { readonly rendering: RenderingName }>;

/** The fields of a step that are sent with their variables filled in. */
export type FilledPart = Pick<Step, SentRow['field']>;
