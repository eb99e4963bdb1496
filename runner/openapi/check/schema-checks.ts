import { notMade } from './checks.ts';
import type { Compiler, Validation, Validator } from '../schema/engine/compile.ts';
import type { Violation } from '../schema/violation.ts';
import type { FindingDraft } from './finding.ts';
import { groupAlike, type Remarkable } from './group.ts';
import {
  type Dialect,
  type Documents,
  isProblem,
  type DocumentPlace,
  type DocumentProblem,
} from '../document/documents.ts';
import { type SayableRemark, sayRemark, sayViolation } from './messages.ts';
import { hasFlags } from '../schema/one-way.ts';
import { createPatternGuard, type PatternGuard } from '../schema/engine/pattern.ts';
import { jsonPath } from '../document/pointer.ts';
import { hideMarked, listedKeys, marksSecrets, secretsIn } from './secret-value.ts';
import { toJsonSchema } from '../schema/schema.ts';
import { createView, type View } from '../schema/view.ts';
import { type Remark, walkAnswer } from '../schema/walk.ts';
import type { Direction } from '../schema/json-schema.ts';
import type { ConvertedSchema, SchemaQuestion } from '../schema/conversion.ts';

/** One documented schema that checks values; compiled once, on first use. */
export type SchemaChecks = {
  readonly validate: (value: unknown) => Validation | DocumentProblem;
  /** The view of the schema; undefined if it cannot be read. */
  readonly view: () => View | undefined;
  /** The parts of the schema that could not be read. */
  readonly gaps: readonly FindingDraft[];
  /** Failures and checks that could not be made; empty if the value is valid. */
  readonly findings: (
    value: unknown,
    isIgnored?: (violation: Violation) => boolean,
  ) => readonly FindingDraft[];
  /** Remarks that no validator reports, by kind, from one walk over the value. */
  readonly remarks: (value: unknown) => (kind: SayableRemark['kind']) => readonly FindingDraft[];
  /** Whether some fields must not be sent in this direction, so that remarks about them are possible. */
  readonly hasFlags: boolean;
  /** Whether it marks values as secret. */
  readonly hasSecrets: boolean;
  /** The keys of the values that the document marks as secret. */
  readonly secretsIn: (value: unknown) => ReturnType<typeof secretsIn>;
};

/** Finds the checks of a schema by its place. */
export type SchemaStore = (place: DocumentPlace, dialect: Dialect, direction: Direction) => SchemaChecks;

/** How schemas are read beyond what their dialect specifies. */
export type SchemaReading = Pick<SchemaQuestion, 'discriminator' | 'nullable'>;

/** Creates a store that converts and compiles each schema once. */
export function createSchemaStore(
  documents: Documents,
  compiler: Compiler,
  reading: SchemaReading = {},
): SchemaStore {
  const known = new Map<string, SchemaChecks>();
  /** An operation keeps the places of its schemas, so that most are found without a text. */
  const ofPlace = {
    request: new WeakMap<DocumentPlace, SchemaChecks>(),
    response: new WeakMap<DocumentPlace, SchemaChecks>(),
  };
  const guard = createPatternGuard();
  return (place, dialect, direction) => {
    const found = ofPlace[direction].get(place);
    if (found !== undefined) return found;
    const key = `${direction} ${dialect} ${place.file}#${place.pointer}`;
    const made =
      known.get(key) ??
      createSchemaChecks(compiler, guard, place, { ...reading, documents, dialect, direction });
    known.set(key, made);
    ofPlace[direction].set(place, made);
    return made;
  };
}

const NONE: ReturnType<typeof secretsIn> = [];
const NO_DRAFTS: readonly FindingDraft[] = [];
const noRemarks = (): readonly FindingDraft[] => NO_DRAFTS;

function createSchemaChecks(
  compiler: Compiler,
  guard: PatternGuard,
  place: DocumentPlace,
  question: SchemaQuestion,
): SchemaChecks {
  const { documents } = question;
  const found = documents.at(place);
  const converted: ConvertedSchema | DocumentProblem = isProblem(found)
    ? found
    : toJsonSchema(found, question);
  const gaps = isProblem(converted) ? [] : sayGaps(converted, documents);
  const flagged = !isProblem(converted) && hasFlags(converted.places.keys());
  const marked = !isProblem(converted) && marksSecrets(converted.places.keys());
  let validator: Validator | DocumentProblem | undefined;
  let view: View | undefined;

  const validate = (value: unknown): Validation | DocumentProblem => {
    if (isProblem(converted)) return converted;
    validator ??= compiler.compile(converted);
    return typeof validator === 'function' ? validator(value) : validator;
  };
  const viewOf = (): View | undefined => {
    if (isProblem(converted)) return undefined;
    view ??= createView(converted.schema, guard);
    return view;
  };
  const hide = (remark: Remarkable): Remarkable => (marked ? hideMarked(remark, viewOf()) : remark);
  const group = (remarks: readonly Remarkable[]): readonly FindingDraft[] =>
    groupAlike(
      remarks.map(hide),
      (at) => locateNear(documents, at),
      (keys) => listedKeys(viewOf(), keys),
    );
  return {
    validate,
    view: viewOf,
    gaps,
    hasFlags: flagged,
    hasSecrets: marked,
    secretsIn: (value) => (marked ? secretsIn(value, viewOf()) : NONE),
    findings: (value, isIgnored) => {
      const result = validate(value);
      if (isProblem(result))
        return [notMade(result.problem, { document: documents.locate(place), side: 'document' }), ...gaps];
      const violations = isIgnored ? result.violations.filter((each) => !isIgnored(each)) : result.violations;
      if (violations.length === 0 && result.unchecked.length === 0) return gaps;
      const failures = group(violations.map(sayViolation));
      return [
        ...failures,
        ...result.unchecked.map((message) => notMade(message, { side: 'document' })),
        ...gaps,
      ];
    },
    remarks: (value) => {
      if (isProblem(converted)) return noRemarks;
      const remarks = walkAnswer(value, viewOf()!, flagged);
      if (remarks.length === 0) return noRemarks;
      return (kind) => [
        ...group(
          remarks.flatMap((remark) =>
            remark.kind === kind ? [sayRemark(remark as SayableRemark, converted.places)] : [],
          ),
        ),
        ...(kind === 'format' ? sayUnchecked(remarks) : []),
      ];
    },
  };
}

/** Parts that cannot be checked, and keywords without effect, each reported once per document. */
function sayGaps({ gaps, notices }: ConvertedSchema, documents: Documents): readonly FindingDraft[] {
  const say = (list: ConvertedSchema['gaps'], more: Partial<FindingDraft>): readonly FindingDraft[] =>
    [...new Map(list.map((gap) => [gap.message, gap])).values()].map((gap) =>
      notMade(gap.message, { ...more, document: documents.locate(gap), side: 'document' }),
    );
  return [...say(gaps, {}), ...say(notices, { severity: 'warn' })];
}

/** One sentence for each format that is not checked. */
function sayUnchecked(remarks: readonly Remark[]): readonly FindingDraft[] {
  const formats = new Map<string, Remark[]>();
  for (const remark of remarks)
    if (remark.kind === 'unchecked')
      formats.set(remark.format, [...(formats.get(remark.format) ?? []), remark]);
  return [...formats].map(([format, met]) => {
    const more = met.length > 1 ? ` and ${met.length - 1} more` : '';
    const message = `${jsonPath(met[0]!.keys)}${more}: the format ${JSON.stringify(format)} is none of those that are looked at`;
    return notMade(message, { severity: 'warn', side: 'document', count: met.length });
  });
}

/** The place of a keyword, or of its schema if the keyword was written differently. */
function locateNear(documents: Documents, place: DocumentPlace): ReturnType<Documents['locate']> {
  const exact = !isProblem(documents.at(place));
  return documents.locate(
    exact ? place : { file: place.file, pointer: place.pointer.replace(/\/[^/]*$/, '') },
  );
}
