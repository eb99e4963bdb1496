import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SpecResult, StepResult, Trend } from '../../../run/events.ts';
import { decidingStep } from '../../../run/verdict.ts';
import { stepName } from '../../../language/step/step.ts';
import { reasonOf } from '../../findings.ts';
import { isBrokenPromise } from '../../../run/verdict-order.ts';
import { titleOf } from '../../spec-name.ts';
import { formatDuration } from '../../text/text.ts';
import type { SpecPage } from '../page-data.ts';
import { Copy } from './copy.tsx';
import { VerdictWord } from './glyph.tsx';
import { close, stepId } from './keys.tsx';
import { StepView } from './step.tsx';
import { forPeople } from './time.ts';
import type { ListRow, PageView } from './view.ts';
import type { Go } from './go.ts';

const SECTIONS = { prerequisites: 'Prerequisites', test: 'Test request', cleanup: 'Cleanup' } as const;

type Props = { readonly row: ListRow; readonly page: SpecPage; readonly view: PageView; readonly go: Go };

/** One spec: why it has its verdict, its steps in time, its text. */
export function SpecDetail({ row: { id, spec }, page, view, go }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const telling = view.step !== '' ? view.step : tellingStepName(spec);
  const [openSteps, setOpenSteps] = useState<ReadonlySet<string>>(() => new Set([telling]));
  useEffect(() => {
    const row = document.activeElement?.matches('.row') ?? false;
    if (!row || getComputedStyle(document.querySelector('.list')!).display === 'none')
      heading.current?.focus({ preventScroll: true });
    document.querySelector('.detail')?.scrollTo(0, 0);
    if (view.step !== '') document.getElementById(stepId(view.step))?.scrollIntoView({ block: 'start' });
    else if (matchMedia('(max-width: 999px)').matches) scrollTo(0, 0);
  }, []);
  const toggle = (step: string): void => {
    const next = new Set(openSteps);
    if (!next.delete(step)) next.add(step);
    setOpenSteps(next);
    go({ step: next.has(step) ? step : '' });
  };
  const show = (step: string): void => {
    setOpenSteps(new Set([...openSteps, step]));
    go({ step });
    requestAnimationFrame(() => document.getElementById(stepId(step))?.scrollIntoView({ block: 'start' }));
  };
  const place = firstLineOf(spec);
  return (
    <article aria-labelledby="spec-title">
      <p class="tools">
        <button type="button" class="small" onClick={() => close(id, go)}>
          ← all specs
        </button>
        <Copy text={place} label="copy place" />
        <Copy text={location.href} label="copy link" />
      </p>
      <h2 id="spec-title" ref={heading} tabIndex={-1}>
        {titleOf(spec)}
      </h2>
      {spec.trace !== undefined && (
        <p class="about">
          <span>
            trace{' '}
            {spec.trace.url === undefined ? (
              <code>{spec.trace.id}</code>
            ) : (
              <a href={spec.trace.url} rel="noreferrer">
                {spec.trace.id}
              </a>
            )}
          </span>
        </p>
      )}
      <p class="about">
        <VerdictWord verdict={spec.verdict} />
        <code>{place}</code>
        {spec.row !== undefined && <span>row {spec.row}</span>}
        {spec.turn !== undefined && <span>turn {spec.turn}</span>}
        <span>{formatDuration(spec.durationMs)}</span>
        {spec.flaky && <span>flaky: passed only after a retry</span>}
        {spec.trend !== undefined && <span>{trendText(spec.trend)}</span>}
        {spec.environment !== null && <span>{spec.environment}</span>}
        {page.swagger !== undefined && (
          <span>
            API document <code>{page.swagger}</code>
          </span>
        )}
        {spec.tags.map((tag) => (
          <button key={tag} type="button" class="tag" onClick={() => go({ tag })}>
            {tag}
          </button>
        ))}
      </p>
      {spec.verdict !== 'passed' && <p class={`reason ${spec.verdict}`}>{reasonOf(spec)}</p>}
      <Diagnostics spec={spec} />
      {spec.warnings.length > 0 && (
        <section class="warnings">
          <h3>Warnings</h3>
          <ul>
            {spec.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      <Timeline spec={spec} page={page} openSteps={openSteps} toggle={toggle} show={show} />
      {page.prose !== undefined && (
        <details class="prose">
          <summary>The spec itself</summary>
          <div dangerouslySetInnerHTML={{ __html: page.prose }} />
        </details>
      )}
    </article>
  );
}

function trendText({ state, since, before }: Trend): string {
  const words = state.replace('-', ' ');
  if (state !== 'still-passing' && state !== 'still-failing') return words;
  return before === undefined
    ? `${words} since ${forPeople(since)}`
    : `${words}, for another reason since ${forPeople(since)}; since ${forPeople(before.since)} it was: ${before.reason}`;
}

const tellingStepName = (spec: SpecResult): string =>
  nameOf(decidingStep(spec) ?? spec.steps.find(({ section }) => section === 'test'));

const nameOf = (step: StepResult | undefined): string => (step === undefined ? '' : stepName(step));

function firstLineOf(spec: SpecResult): string {
  const broken = decidingStep(spec)?.checks.find(isBrokenPromise);
  const line = broken?.line ?? spec.diagnostics.find(({ severity }) => severity === 'error')?.line;
  return line === undefined ? spec.file : `${spec.file}:${line}`;
}

function Diagnostics({ spec }: { readonly spec: SpecResult }) {
  if (spec.diagnostics.length === 0) return null;
  return (
    <ul class="diagnostics">
      {spec.diagnostics.map(({ severity, message, hint, file, line, column }) => (
        <li key={`${line}:${column}:${message}`} class={severity}>
          <b>{severity}</b> {message}{' '}
          <code>
            {file ?? spec.file}:{line}:{column}
          </code>
          {hint !== undefined && <small>{hint}</small>}
        </li>
      ))}
    </ul>
  );
}

type TimelineProps = {
  readonly spec: SpecResult;
  readonly page: SpecPage;
  readonly openSteps: ReadonlySet<string>;
  readonly toggle: (step: string) => void;
  readonly show: (step: string) => void;
};

function Timeline({ spec, page, openSteps, toggle, show }: TimelineProps) {
  const totalMs = Math.max(
    spec.steps.reduce((sum, { durationMs }) => sum + durationMs, 0),
    0.001,
  );
  let startedMs = 0;
  return (
    <ol class="steps">
      {spec.steps.map((step, index) => {
        const from = startedMs / totalMs;
        startedMs += step.durationMs;
        return (
          <Fragment key={stepName(step)}>
            {step.section !== spec.steps[index - 1]?.section && (
              <li class="section">
                <h3>{SECTIONS[step.section]}</h3>
              </li>
            )}
            <StepView
              step={step}
              time={{ from, share: step.durationMs / totalMs }}
              usedBy={usersOf(spec.steps.slice(index + 1), page)}
              isOpen={openSteps.has(stepName(step))}
              toggle={toggle}
              show={show}
            />
          </Fragment>
        );
      })}
    </ol>
  );
}

const usersOf =
  (later: readonly StepResult[], page: SpecPage) =>
  (variable: string): readonly string[] =>
    later.map(stepName).filter((step) => page.uses[step]?.some((name) => name.split('.')[0] === variable));
