import { Fragment } from 'preact';
import type { StepResult } from '../../../run/events.ts';
import { stepName } from '../../../language/step/step.ts';
import { curlOf } from '../../text/failure.ts';
import { count, formatDuration } from '../../text/text.ts';
import { Body } from './body.tsx';
import { Checks, valueText } from './checks.tsx';
import { Copy } from './copy.tsx';
import { Glyph } from './glyph.tsx';
import { HeadersView } from './headers.tsx';
import { stepId } from './keys.tsx';
import { marksOf } from './marks.ts';
import { Polls } from './polls.tsx';

type Props = {
  readonly step: StepResult;
  /** Where its bar begins and how long it is, as shares of the spec's time. */
  readonly time: { readonly from: number; readonly share: number };
  /** The later steps that use a variable. */
  readonly usedBy: (variable: string) => readonly string[];
  readonly isOpen: boolean;
  readonly toggle: (step: string) => void;
  readonly show: (step: string) => void;
};

/** A step as one line of the timeline, and all about it when it is open. */
export function StepView({ step, time, usedBy, isOpen, toggle, show }: Props) {
  const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
  return (
    <li class={`step ${step.verdict}${isOpen ? ' open' : ''}`} id={stepId(stepName(step))}>
      <button type="button" class="step-head" aria-expanded={isOpen} onClick={() => toggle(stepName(step))}>
        <Glyph verdict={step.verdict} />
        <span class="name">
          {step.id}
          <span class={step.verdict === 'passed' ? 'unseen' : `word ${step.verdict}`}> {step.verdict}</span>
        </span>
        <span class="line">
          {step.request === null ? step.reason : `${step.request.method} ${pathOf(step.request.url)}`}
        </span>
        <span class={isWrong(step, 'status') ? 'status wrong' : 'status'}>{step.response?.status ?? ''}</span>
        <span class="track" aria-hidden="true">
          {step.durationMs > 0 && <i style={{ left: percent(time.from), width: percent(time.share) }} />}
        </span>
        <span class="time">{step.request === null ? 'not sent' : formatDuration(step.durationMs)}</span>
      </button>
      {isOpen && <StepBody step={step} usedBy={usedBy} show={show} />}
    </li>
  );
}

function StepBody({ step, usedBy, show }: Pick<Props, 'step' | 'usedBy' | 'show'>) {
  const facts = [
    step.token === '' ? '' : `token ${step.token}`,
    step.api === '' ? '' : `${step.api} API${step.apiReason === '' ? '' : `: ${step.apiReason}`}`,
    attemptsText(step),
    step.operation === undefined
      ? ''
      : `${step.operation.method} ${step.operation.template} in ${step.operation.document}`,
    `line ${step.line} of the spec`,
  ].filter(Boolean);
  return (
    <div class="step-body">
      {step.description !== undefined && <p>{step.description}</p>}
      <p class="about">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {step.request === null && step.reason !== null && <p class="reason">{step.reason}</p>}
      <Checks checks={step.checks} />
      <Polls polled={step.polled} />
      <Extracted extracted={step.extracted} usedBy={usedBy} show={show} />
      <div class="exchange">
        {step.request !== null && (
          <section>
            <h4>
              Request <Copy text={curlOf(step)} label="copy as curl" />
            </h4>
            <p class="line">
              <b>{step.request.method}</b> {step.request.url}
            </p>
            <HeadersView headers={step.request.headers} />
            {step.request.body !== undefined && (
              <Body text={step.request.body} marks={marksOf(step, 'request')} />
            )}
          </section>
        )}
        {step.response !== null && (
          <section>
            <h4>
              Response <span>{count(step.response.bodyBytes, 'byte')}</span>
            </h4>
            <p class="line">
              <b class={isWrong(step, 'status') ? 'wrong' : ''}>{step.response.status}</b>
            </p>
            <HeadersView headers={step.response.headers} wrong={(name) => isWrong(step, `header ${name}`)} />
            {step.response.body !== '' && (
              <Body text={step.response.body} marks={marksOf(step, 'response')} />
            )}
          </section>
        )}
      </div>
    </div>
  );
}

function attemptsText({ attempts, retried }: StepResult): string {
  const earlier = retried.map((attempt) => {
    const what = 'status' in attempt ? String(attempt.status) : attempt.error;
    return attempt.span === undefined ? what : `${what} (span ${attempt.span})`;
  });
  return [
    ...(attempts > 1 ? [count(attempts, 'attempt')] : []),
    ...(earlier.length > 0 ? [`tried again after ${earlier.join(', ')}`] : []),
  ].join(', ');
}

const isWrong = (step: StepResult, name: string): boolean =>
  step.checks.some((check) => check.outcome !== 'passed' && check.name.toLowerCase() === name.toLowerCase());

/** Path and query; the host is the same for most steps. */
function pathOf(url: string): string {
  const at = url.indexOf('/', url.indexOf('://') + 3);
  return at === -1 ? url : url.slice(at);
}

type ExtractedProps = { readonly extracted: StepResult['extracted'] } & Pick<Props, 'usedBy' | 'show'>;

function Extracted({ extracted, usedBy, show }: ExtractedProps) {
  const names = Object.keys(extracted);
  if (names.length === 0) return null;
  return (
    <section>
      <h4>Extracted</h4>
      <dl class="extracted">
        {names.map((name) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{valueText(extracted[name]!)}</code>
              {usedBy(name).map((id) => (
                <button key={id} type="button" class="link" onClick={() => show(id)}>
                  → {id}
                </button>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
