import { isBroken } from '../../run/verdict-order.ts';
import type { Extras } from '../extras.ts';
import type { SpecResult } from '../../run/events.ts';
import type { Spec } from '../../language/parse.ts';
import { stepName } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import { renderProse } from './prose.ts';
import type { Report } from '../report.ts';

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

export function pageDataOf(report: Report, extras: Extras): PageData {
  const { version, specOf } = extras;
  return { version, report, pages: report.specs.map(({ file }) => pageOf(specOf?.(file))) };
}

function pageOf(spec: Spec | undefined): SpecPage {
  if (spec === undefined) return { uses: {} };
  const { swagger } = spec.metadata;
  return {
    ...(swagger !== undefined && { swagger }),
    prose: renderProse(spec.source.text),
    uses: Object.fromEntries(spec.steps.map((step) => [stepName(step), variablesOfStep(step)])),
  };
}

/** Ways to make the page smaller, each leaving out more than the one before; the first leaves out nothing. */
export const SAVINGS: readonly ((data: PageData) => PageData)[] = [
  (data) => data,
  (data) => ({
    ...mapSpecs(data, (spec) => (isBroken(spec.verdict) ? spec : withoutBodies(spec, 0))),
    leftOut: 'the bodies of specs that passed or were skipped',
  }),
  (data) => ({
    ...mapSpecs(data, (spec) => withoutBodies(spec, isBroken(spec.verdict) ? 500 : 0)),
    pages: data.pages.map(({ prose: _prose, ...page }) => page),
    leftOut: 'most bodies and the text of the specs',
  }),
];

const mapSpecs = (data: PageData, change: (spec: SpecResult) => SpecResult): PageData => ({
  ...data,
  report: { ...data.report, specs: data.report.specs.map(change) },
});

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
