import type { Verdict } from '../../../run/events.ts';
import { countVerdicts } from '../../fold.ts';
import { reasonOf, warningsOf } from '../../findings.ts';
import { isBroken, URGENT_FIRST } from '../../../run/verdict-order.ts';
import { titleOf } from '../../spec-name.ts';
import { shortfallsOf } from '../../text/incomplete.ts';
import { count, formatDuration } from '../../text/text.ts';
import type { PageData } from '../page-data.ts';
import { Glyph, VerdictWord } from './glyph.tsx';
import { type Group, groupRows, type ListRow, type PageView, writeView } from './view.ts';
import type { Go } from './go.ts';

const LISTED = 20;
const SLOWEST = 5;

const MEANINGS: Readonly<Record<Verdict, string>> = {
  failed: 'the API answered, and not as promised',
  errored: 'the question could not be put, so nothing is known',
  blocked: 'a prerequisite did not hold, so the test request was never sent',
  skipped: 'not asked for',
  passed: 'sent, answered, checked, and held',
};

type Props = {
  readonly data: PageData;
  readonly rows: readonly ListRow[];
  readonly view: PageView;
  readonly go: Go;
};

/** What to know before opening a spec: what needs a person, how each system does, what is slow. */
export function Overview({ data, rows, view, go }: Props) {
  const warned = rows.filter(({ spec }) => warningsOf(spec).length > 0);
  const slowest = rows.toSorted((a, b) => b.spec.durationMs - a.spec.durationMs).slice(0, SLOWEST);
  return (
    <div class="overview">
      <h2>{headline(data)}</h2>
      {URGENT_FIRST.filter(isBroken).map((verdict) => (
        <Trouble
          key={verdict}
          verdict={verdict}
          rows={rows.filter(({ spec }) => spec.verdict === verdict)}
          view={view}
          go={go}
        />
      ))}
      <Systems groups={groupRows(rows)} go={go} />
      <Coverage report={data.report} />
      {warned.length > 0 && (
        <section>
          <h3>{count(warned.length, 'spec')} with warnings</h3>
          <ul class="reasons">
            {warned.slice(0, LISTED).map((row) => (
              <li key={row.index}>
                <SpecLink row={row} view={view} go={go} />
                <p>{warningsOf(row.spec)[0]}</p>
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

/** How much of the API documents the passing specs use, and what to write next. */
function Coverage({ report: { coverage } }: Pick<PageData, 'report'>) {
  if (coverage === undefined) return null;
  const rows = [{ document: 'total', ...coverage.total }, ...coverage.documents];
  return (
    <section>
      <h3>Coverage of the API documents</h3>
      <table class="plain stacked">
        <thead>
          <tr>
            <th scope="col">document</th>
            <th scope="col">operations</th>
            <th scope="col">statuses</th>
            <th scope="col">tokens</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ document, operations, statuses, tokens }) => (
            <tr key={document}>
              <td>{document}</td>
              {Object.entries({ operations, statuses, tokens }).map(([kind, { covered, total }]) => (
                <td key={kind} class="number" data-of={kind}>
                  {total === 0 ? 'none' : `${covered} of ${total}`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {coverage.missing.length > 0 && (
        <p>
          Without a passing spec:{' '}
          {coverage.missing
            .slice(0, LISTED)
            .map(({ method, template }) => `${method} ${template}`)
            .join(', ')}
          {coverage.missing.length > LISTED && `, and ${coverage.missing.length - LISTED} more`}
        </p>
      )}
    </section>
  );
}

type TroubleProps = Pick<Props, 'rows' | 'view' | 'go'> & { readonly verdict: Verdict };

/** The specs of one verdict, each with its reason. */
function Trouble({ verdict, rows, view, go }: TroubleProps) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>
        {rows.length} <VerdictWord verdict={verdict} /> <small>{MEANINGS[verdict]}</small>
      </h3>
      <ul class="reasons">
        {rows.slice(0, LISTED).map((row) => (
          <li key={row.index}>
            <SpecLink row={row} view={view} go={go} />
            <p>{reasonOf(row.spec)}</p>
          </li>
        ))}
        {rows.length > LISTED && <li>and {rows.length - LISTED} more in the list</li>}
      </ul>
    </section>
  );
}

function headline({ report }: PageData): string {
  return [...shortfallsOf(report), verdictsIn(report)].join(' · ');
}

function verdictsIn({ summary }: PageData['report']): string {
  const bad = summary.failed + summary.errored + summary.blocked;
  if (summary.total === 0) return 'Nothing was run';
  if (bad > 0) return `${count(bad, 'spec')} of ${summary.total} did not pass`;
  return summary.skipped > 0
    ? `${summary.passed} passed, ${summary.skipped} skipped`
    : `All ${summary.total} passed`;
}

function SpecLink({
  row: { id, spec },
  view,
  go,
}: {
  readonly row: ListRow;
  readonly view: PageView;
  readonly go: Go;
}) {
  return (
    <a
      class="spec-link"
      href={writeView({ ...view, spec: id, step: '' })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go({ spec: id });
      }}
    >
      <Glyph verdict={spec.verdict} />
      <span class="unseen">{spec.verdict} </span>
      <span>{titleOf(spec)}</span>
      {spec.endpoint !== '' && <small>{id}</small>}
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
              {URGENT_FIRST.map((verdict) => (
                <th key={verdict} scope="col">
                  <VerdictWord verdict={verdict} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map(({ system, rows }) => {
              const counts = countVerdicts(rows.map(({ spec }) => spec));
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
                  {URGENT_FIRST.map((verdict) => (
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
