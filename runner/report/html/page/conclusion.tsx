import { type ConclusionPart, firstLines, conclusionParts } from '../../conclusion.ts';
import type { PageData } from '../page-data.ts';

const SHOWN_LINES = 3;
const FOLDED_LINES = 200;

/** What the run comes to, above everything else at every width: the gate and why, causes, what changed. */
export function ConclusionView({ report }: Pick<PageData, 'report'>) {
  const parts = conclusionParts(report);
  if (parts.length === 0) return null;
  const gate = parts.find(({ kind }) => kind === 'gate');
  const others = parts.filter((part) => part !== gate);
  return (
    <section class="conclusion" aria-label="Conclusion">
      {gate !== undefined && (
        <div class={report.gate?.decision === 'open' ? 'passed' : 'failed'}>
          <h2>{gate.heading}</h2>
          <Lines part={gate} />
        </div>
      )}
      {others.map((part) => (
        <details key={part.heading}>
          <summary>
            {part.heading} <span>{part.lines.length}</span>
          </summary>
          <ul>
            {firstLines(part.lines, FOLDED_LINES).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

/** The first lines of a part; the others are folded away, so that the list below stays in sight. */
function Lines({ part: { lines } }: { readonly part: ConclusionPart }) {
  const more = lines.slice(SHOWN_LINES);
  return (
    <>
      <ul>
        {lines.slice(0, SHOWN_LINES).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {more.length > 0 && (
        <details>
          <summary>{more.length} more</summary>
          <ul>
            {firstLines(more, FOLDED_LINES).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
