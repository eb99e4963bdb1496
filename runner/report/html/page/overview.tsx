import { summarize } from '../../fold.ts';
import { reasonOf, titleOf } from '../../findings.ts';
import { count, formatDuration } from '../../text.ts';
import type { PageData } from '../page-data.ts';
import type { Go } from './app.tsx';
import { Glyph, VerdictWord } from './glyph.tsx';
import { type Group, groupRows, type Row, VERDICTS, type View, writeView } from './view.ts';

const LISTED = 20;
const SLOWEST = 5;

type Props = { readonly data: PageData; readonly rows: readonly Row[]; readonly view: View; readonly go: Go };

/** What to know before opening a spec: what needs a person, how each system does, what is slow. */
export function Overview({ data, rows, view, go }: Props) {
  const broken = rows
    .filter(({ spec }) => spec.verdict !== 'passed' && spec.verdict !== 'skipped')
    .toSorted((a, b) => VERDICTS.indexOf(a.spec.verdict) - VERDICTS.indexOf(b.spec.verdict));
  const warned = rows.filter(({ spec }) => spec.warnings.length > 0);
  const slowest = rows.toSorted((a, b) => b.spec.durationMs - a.spec.durationMs).slice(0, SLOWEST);
  return (
    <div class="overview">
      <h2>{headline(data)}</h2>
      {broken.length > 0 && (
        <ul class="reasons">
          {broken.slice(0, LISTED).map((row) => (
            <li key={row.index}>
              <SpecLink row={row} view={view} go={go} />
              <p>{reasonOf(row.spec)}</p>
            </li>
          ))}
          {broken.length > LISTED && <li>and {broken.length - LISTED} more in the list</li>}
        </ul>
      )}
      <Systems groups={groupRows(rows)} go={go} />
      {warned.length > 0 && (
        <section>
          <h3>{count(warned.length, 'spec')} with warnings</h3>
          <ul class="reasons">
            {warned.slice(0, LISTED).map((row) => (
              <li key={row.index}>
                <SpecLink row={row} view={view} go={go} />
                <p>{row.spec.warnings[0]}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>Slowest</h3>
        <table class="plain">
          <tbody>
            {slowest.map((row) => (
              <tr key={row.index}>
                <td class="number">{formatDuration(row.spec.durationMs)}</td>
                <td>
                  <SpecLink row={row} view={view} go={go} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="keys">
        <kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> close
      </p>
    </div>
  );
}

function headline({ report: { summary } }: PageData): string {
  const bad = summary.failed + summary.errored + summary.blocked;
  if (summary.total === 0) return 'Nothing was run';
  if (bad > 0) return `${count(bad, 'spec')} of ${summary.total} did not pass`;
  return summary.skipped > 0 ? `${summary.passed} passed, ${summary.skipped} skipped` : `All ${summary.total} passed`;
}

function SpecLink({ row: { spec }, view, go }: { readonly row: Row; readonly view: View; readonly go: Go }) {
  return (
    <a
      class="spec-link"
      href={writeView({ ...view, spec: spec.file, step: '' })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go({ spec: spec.file });
      }}
    >
      <Glyph verdict={spec.verdict} />
      <span class="unseen">{spec.verdict} </span>
      <span>{titleOf(spec)}</span>
      {spec.endpoint !== '' && <small>{spec.file}</small>}
    </a>
  );
}

function Systems({ groups, go }: { readonly groups: readonly Group[]; readonly go: Go }) {
  if (groups.length < 2) return null;
  return (
    <section>
      <h3>Systems</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">system</th>
              {VERDICTS.map((verdict) => (
                <th key={verdict} scope="col">
                  <VerdictWord verdict={verdict} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(({ system, rows }) => {
              const counts = summarize(rows.map(({ spec }) => spec));
              return (
                <tr key={system}>
                  <th scope="row">
                    {system === '' ? (
                      'no folder'
                    ) : (
                      <button type="button" class="link" onClick={() => go({ system })}>
                        {system}
                      </button>
                    )}
                  </th>
                  {VERDICTS.map((verdict) => (
                    <td key={verdict} class="number">
                      {counts[verdict] || '·'}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
