import { isBroken } from '../../run/verdict-order.ts';
import type { Extras } from '../extras.ts';
import type { SpecResult } from '../../run/events.ts';
import type { Spec } from '../../language/parse.ts';
import { stepName } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import { renderProse } from './prose.ts';
import type { RenderedFrom, Report } from '../report.ts';

/** The data of report.html. */
export type PageData = {
  readonly version: string;
  readonly report: Report;
  /** One for each spec of the report, in its order. */
  readonly pages: readonly SpecPage[];
  /** What was left out to keep the file small, in words. */
  readonly leftOut?: string;
};

/** A spec's data besides its result. */
export type SpecPage = {
  /** The API document that the spec names. */
  readonly swagger?: string;
  /** The text of the spec as safe HTML. */
  readonly prose?: string;
  /** The variables that each step needs, by the name of the step. */
  readonly uses: Readonly<Record<string, readonly string[]>>;
};

/** A spec's data, from its document. */
function pageOf(spec: Spec | undefined, hasProse: boolean): SpecPage {
  if (spec === undefined) return { uses: {} };
  const { swagger } = spec.metadata;
  return {
    ...(swagger !== undefined && { swagger }),
    ...(hasProse && { prose: renderProse(spec.source.text) }),
    uses: Object.fromEntries(spec.steps.map((step) => [stepName(step), variablesOfStep(step)])),
  };
}

/** A way to make the page smaller. */
type Saving = {
  /** What is left out, in words; absent if nothing is. */
  readonly leftOut?: string;
  readonly hasProse: boolean;
  readonly shown: (spec: SpecResult) => SpecResult;
};

/** Each leaves out more than the one before. */
export const SAVINGS: readonly Saving[] = [
  { hasProse: true, shown: (spec) => spec },
  {
    leftOut: 'the bodies of specs that passed or were skipped',
    hasProse: true,
    shown: (spec) => (isBroken(spec.verdict) ? spec : withoutBodies(spec, 0)),
  },
  {
    leftOut: 'most bodies and the text of the specs',
    hasProse: false,
    shown: (spec) => withoutBodies(spec, isBroken(spec.verdict) ? 500 : 0),
  },
];

/** The page's data as JSON in pieces: at no time is it in memory as a whole. */
export function* pageDataJson(
  { specs, ...head }: RenderedFrom,
  { version, specOf }: Extras,
  { leftOut, hasProse, shown }: Saving,
): Generator<string> {
  yield `{"version":${JSON.stringify(version)},${leftOut === undefined ? '' : `"leftOut":${JSON.stringify(leftOut)},`}`;
  yield `"report":${JSON.stringify(head).slice(0, -1)},"specs":[`;
  const files: string[] = [];
  for (const spec of specs) {
    yield `${files.length === 0 ? '' : ','}${JSON.stringify(shown(withoutExchanges(spec)))}`;
    files.push(spec.file);
  }
  yield ']},"pages":[';
  for (const [index, file] of files.entries())
    yield `${index === 0 ? '' : ','}${JSON.stringify(pageOf(specOf?.(file), hasProse))}`;
  yield ']}';
}

/** The page shows the request and the response of a step; its other exchanges are for an archive. */
const withoutExchanges = (spec: SpecResult): SpecResult =>
  spec.steps.every(({ exchanges }) => exchanges === undefined)
    ? spec
    : { ...spec, steps: spec.steps.map(({ exchanges: _exchanges, ...step }) => step) };

function withoutBodies(spec: SpecResult, kept: number): SpecResult {
  const cut = (body: string): string => (body.length <= kept ? body : `${body.slice(0, kept)}… (left out)`);
  return {
    ...spec,
    steps: spec.steps.map((step) => ({
      ...step,
      request:
        step.request?.body === undefined ? step.request : { ...step.request, body: cut(step.request.body) },
      response: step.response === null ? null : { ...step.response, body: cut(step.response.body) },
    })),
  };
}
