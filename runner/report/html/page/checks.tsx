import type { Check } from '../../../run/events.ts';
import type { Json } from '../../../language/yaml/yaml.ts';
import { isBrokenPromise } from '../../../run/verdict-order.ts';
import { valuesOf } from '../../text/values.ts';
import { VerdictWord } from './glyph.tsx';

/** What did not hold with all that is known of it, then the names of what did. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
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
              <Values check={check} />
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
              <code key={`${check.name}${check.line}`} title={heldText(check)}>
                {check.name}
              </code>
            ))}
          </li>
        )}
      </ul>
    </section>
  );
}

function Values({ check }: { readonly check: Check }) {
  const values = valuesOf(check, Number.POSITIVE_INFINITY);
  if (values === undefined) return null;
  return (
    <>
      <dt>expected</dt>
      <dd>{values.expected}</dd>
      <dt>actual</dt>
      <dd>{check.isAbsent === true ? 'absent' : values.actual}</dd>
    </>
  );
}

function heldText(check: Check): string {
  const values = valuesOf(check, 200);
  return values === undefined ? '' : `expected ${values.expected}, got ${values.actual}`;
}

function outcomeWord(check: Check): string {
  if (check.outcome === 'known') return 'known';
  if (!isBrokenPromise(check)) return 'warning';
  return check.outcome === 'not-made' ? 'not made' : 'failed';
}

/** A value as JSON on one line. */
export const valueText = (value: Json): string => JSON.stringify(value);
