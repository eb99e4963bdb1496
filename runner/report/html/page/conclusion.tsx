import { type ConclusionPart, conclusionParts, firstLines, splitLines } from '../../conclusion.ts';
import { URGENT_FIRST } from '../../../run/verdict-order.ts';
import type { RunCounts } from '../../report.ts';
import type { RootCause } from '../../root-causes.ts';
import { cutOf, shortfallsOf } from '../../text/incomplete.ts';
import { cut } from '../../text/text.ts';
import type { PageData } from '../page-data.ts';
import { forPeople } from './time.ts';

const SHOWN_LINES = 2;
const FOLDED_LINES = 200;

/** What the run comes to, above everything else at every width: the gate and why, causes, what changed. */
export function ConclusionView({ report }: Pick<PageData, 'report'>) {
  const parts = conclusionParts(report);
  const runs = report.conclusion?.runs ?? [];
  if (parts.length === 0 && runs.length < 2) return null;
  const gate = parts.find(({ kind }) => kind === 'gate');
  const causes = report.conclusion?.causes ?? [];
  const incomplete = parts.find(({ kind }) => kind === 'incomplete');
  const shortfalls = shortfallsOf(report);
  const others = parts.filter((part) => part !== gate && part !== incomplete && part.kind !== 'causes');
  return (
    // On a wide page it scrolls by itself, and must then be reached by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll
    <section class="conclusion" aria-label="Conclusion" tabIndex={0}>
      {gate !== undefined && (
        <div class={report.gate?.decision === 'open' ? 'passed' : 'failed'}>
          <h2>{gate.heading}</h2>
          <Lines part={gate} />
        </div>
      )}
      {incomplete !== undefined && (
        <div class={cutOf(report) === undefined && report.missing === undefined ? 'skipped' : 'errored'}>
          <h2>{shortfalls.join(', ')}</h2>
          <Lines part={incomplete} limit={FOLDED_LINES} />
        </div>
      )}
      {causes.length > 0 && (
        <div class="failed">
          <h2>{causes.length === 1 ? 'one cause' : `${causes.length} causes`}</h2>
          {causes.slice(0, SHOWN_LINES).map((cause) => (
            <CauseView key={cause.first} cause={cause} />
          ))}
          {causes.length > SHOWN_LINES && (
            <details>
              <summary>{causes.length - SHOWN_LINES} more</summary>
              {causes.slice(SHOWN_LINES, FOLDED_LINES).map((cause) => (
                <CauseView key={cause.first} cause={cause} />
              ))}
              {causes.length > FOLDED_LINES && <p>and {causes.length - FOLDED_LINES} more in report.json</p>}
            </details>
          )}
        </div>
      )}
      <div class="changes">
        {others.map((part) => (
          <details key={part.heading}>
            <summary>
              {part.heading} <span>{part.lines.length}</span>
            </summary>
            <ul>
              {firstLines(part.lines, FOLDED_LINES).map((line) => (
                <li key={line}>{forPeople(line)}</li>
              ))}
            </ul>
          </details>
        ))}
      </div>
      {runs.length > 1 && <Runs runs={runs} />}
    </section>
  );
}

/** A cause with its evidence once, and its specs folded away. */
function CauseView({
  cause: { count, verdicts, what, reason, answer, specs },
}: {
  readonly cause: RootCause;
}) {
  const words = Object.entries(verdicts).map(([verdict, each]) => `${each} ${verdict}`);
  return (
    <>
      <p>
        <b>{what}</b>: {reason}
      </p>
      {answer !== undefined && <p class="answer">{cut(answer, 120)}</p>}
      <details>
        <summary>
          {count} specs: {words.join(', ')}
        </summary>
        <ul>
          {firstLines(specs, FOLDED_LINES).map((spec) => (
            <li key={spec}>{spec}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** How the last runs went, a bar for each: how many specs had which verdict, this run last. */
function Runs({ runs }: { readonly runs: readonly RunCounts[] }) {
  const most = Math.max(...runs.map(({ total }) => total), 1);
  return (
    <figure class="runs">
      <figcaption>last {runs.length} runs</figcaption>
      <ol>
        {runs.map((run) => {
          const counts = URGENT_FIRST.filter((verdict) => run[verdict] > 0);
          const said = `${forPeople(run.startedAt)}: ${counts.map((verdict) => `${run[verdict]} ${verdict}`).join(', ')}`;
          return (
            <li key={run.startedAt} title={said}>
              <span class="unseen">{said}</span>
              {counts.map((verdict) => (
                <i
                  key={verdict}
                  class={verdict}
                  style={{ height: `${Math.max((run[verdict] / most) * 100, 8).toFixed(1)}%` }}
                />
              ))}
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

/** The first lines of a part; the others are folded away, so that the list below stays in sight. */
function Lines({ part, limit = SHOWN_LINES }: { readonly part: ConclusionPart; readonly limit?: number }) {
  const { shown, others } = splitLines(part, limit);
  return (
    <>
      <ul>
        {shown.map((line) => (
          <li key={line}>{forPeople(line)}</li>
        ))}
      </ul>
      {others.length > 0 && (
        <details>
          <summary>{others.length} more</summary>
          <ul>
            {firstLines(others, FOLDED_LINES).map((line) => (
              <li key={line}>{forPeople(line)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
