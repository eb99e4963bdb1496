import type { Json } from '../../../spec/yaml.ts';
import type { Check, StepResult } from '../../../run/events.ts';
import { curlOf } from '../../failure.ts';
import { isBrokenPromise } from '../../findings.ts';
import { count, formatDuration } from '../../text.ts';
import { Body } from './body.tsx';
import { Copy } from './copy.tsx';
import { Glyph, VerdictWord } from './glyph.tsx';
import { marksOf } from './marks.ts';
import { stepId } from './spec.tsx';

type Props = {
  readonly step: StepResult;
  /** Where its bar begins and how long it is, as shares of the spec's time. */
  readonly time: { readonly from: number; readonly share: number };
  /** The later steps that use a variable. */
  readonly usedBy: (variable: string) => readonly string[];
  readonly isOpen: boolean;
  readonly toggle: (id: string) => void;
  readonly show: (id: string) => void;
};

/** A step as one line of the timeline, and all about it when it is open. */
export function Step({ step, time, usedBy, isOpen, toggle, show }: Props) {
  const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
  return (
    <li class={`step ${step.verdict}${isOpen ? ' open' : ''}`} id={stepId(step.id)}>
      <button type="button" class="step-head" aria-expanded={isOpen} onClick={() => toggle(step.id)}>
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
    step.attempts > 1 ? attemptsText(step) : '',
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
            <Headers headers={step.request.headers} />
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
            <Headers headers={step.response.headers} wrong={(name) => isWrong(step, `header ${name}`)} />
            {step.response.body !== '' && (
              <Body text={step.response.body} marks={marksOf(step, 'response')} />
            )}
          </section>
        )}
      </div>
    </div>
  );
}

const attemptsText = ({ attempts, retried }: StepResult): string =>
  retried.length === 0
    ? count(attempts, 'attempt')
    : `${count(attempts, 'attempt')}, the first: ${retried.map((each) => ('status' in each ? each.status : each.error)).join(', ')}`;

const isWrong = (step: StepResult, name: string): boolean =>
  step.checks.some((check) => check.outcome !== 'passed' && check.name.toLowerCase() === name.toLowerCase());

/** Path and query; the host is the same for most steps. */
function pathOf(url: string): string {
  const at = url.indexOf('/', url.indexOf('://') + 3);
  return at === -1 ? url : url.slice(at);
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  const broken = checks.filter(({ outcome }) => outcome !== 'passed');
  const held = checks.filter(({ outcome }) => outcome === 'passed');
  return (
    <section>
      <h4>Checks</h4>
      <ul class="checks">
        {broken.map((check) => (
          <li
            key={`${check.name}${check.line}${check.message}`}
            class={isBrokenPromise(check) ? 'wrong' : 'warning'}
          >
            <p>
              <b>{outcomeWord(check)}</b> <code>{check.name}</code> {check.message}
              {check.count !== undefined && ` (${check.count} times)`}
            </p>
            <dl>
              <dt>expected</dt>
              <dd>{valueText(check.expected)}</dd>
              <dt>actual</dt>
              <dd>{valueText(check.actual)}</dd>
              {check.pointer !== undefined && check.pointer !== '' && (
                <>
                  <dt>at</dt>
                  <dd>{check.pointer}</dd>
                </>
              )}
              <dt>promised</dt>
              <dd>
                line {check.line}
                {check.document !== undefined &&
                  `, and ${check.document.path}:${check.document.line}:${check.document.column}`}
              </dd>
            </dl>
            {check.hint !== undefined && <p class="hint">{check.hint}</p>}
            {check.side !== undefined && (
              <p class="hint">
                Likely to mend: the{' '}
                {check.side === 'document' ? 'API document' : check.side === 'api' ? 'API' : 'spec'}.
              </p>
            )}
          </li>
        ))}
        {held.length > 0 && (
          <li class="held">
            <VerdictWord verdict="passed" />{' '}
            {held.map((check) => (
              <code
                key={`${check.name}${check.line}`}
                title={`expected ${valueText(check.expected)}, got ${valueText(check.actual)}`}
              >
                {check.name}
              </code>
            ))}
          </li>
        )}
      </ul>
    </section>
  );
}

function outcomeWord(check: Check): string {
  if (check.outcome === 'known') return 'known';
  if (!isBrokenPromise(check)) return 'warning';
  return check.outcome === 'not-made' ? 'not made' : 'failed';
}

const valueText = (value: Json): string => JSON.stringify(value);

type ExtractedProps = { readonly extracted: StepResult['extracted'] } & Pick<Props, 'usedBy' | 'show'>;

function Extracted({ extracted, usedBy, show }: ExtractedProps) {
  const names = Object.keys(extracted);
  if (names.length === 0) return null;
  return (
    <section>
      <h4>Extracted</h4>
      <dl class="extracted">
        {names.map((name) => (
          <>
            <dt>{name}</dt>
            <dd>
              <code>{valueText(extracted[name]!)}</code>
              {usedBy(name).map((id) => (
                <button key={id} type="button" class="link" onClick={() => show(id)}>
                  → {id}
                </button>
              ))}
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

type HeadersProps = {
  readonly headers: Readonly<Record<string, string>>;
  readonly wrong?: (name: string) => boolean;
};

function Headers({ headers, wrong }: HeadersProps) {
  const names = Object.keys(headers);
  if (names.length === 0) return null;
  return (
    <details class="headers" open={names.some((name) => wrong?.(name))}>
      <summary>{count(names.length, 'header')}</summary>
      <dl>
        {names.map((name) => (
          <>
            <dt class={wrong?.(name) ? 'wrong' : ''}>{name}</dt>
            <dd>{headers[name]}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}
