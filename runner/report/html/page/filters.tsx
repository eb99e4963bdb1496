import type { Verdict } from '../../../run/events.ts';
import { URGENT_FIRST } from '../../../run/verdict-order.ts';
import type { PageData } from '../page-data.ts';
import { Glyph } from './glyph.tsx';
import type { ListRow, PageView } from './view.ts';
import type { Go } from './go.ts';

type Props = {
  readonly data: PageData;
  readonly rows: readonly ListRow[];
  readonly view: PageView;
  readonly go: Go;
  readonly shown: number;
};

/** The counts, which are filters too, and the other ways to narrow the list. */
export function Filters({ data, rows, view, go, shown }: Props) {
  const { summary } = data.report;
  const systems = [...new Set(rows.map(({ system }) => system))].filter(Boolean);
  const tags = [...new Set(rows.flatMap(({ spec }) => spec.tags))].toSorted();
  const isFiltered = view.verdicts.length > 0 || view.system !== '' || view.tag !== '' || view.query !== '';
  return (
    <search class="filters">
      <div class="bar" aria-hidden="true">
        {URGENT_FIRST.map((verdict) => (
          <i key={verdict} class={verdict} style={{ flexGrow: String(summary[verdict]) }} />
        ))}
      </div>
      <fieldset class="chips">
        <legend class="unseen">Verdicts</legend>
        {URGENT_FIRST.filter((verdict) => summary[verdict] > 0).map((verdict) => (
          <button
            key={verdict}
            type="button"
            class={`chip ${verdict}`}
            aria-pressed={view.verdicts.includes(verdict)}
            onClick={() => go({ verdicts: toggle(view.verdicts, verdict) })}
          >
            <Glyph verdict={verdict} />
            <b>{summary[verdict]}</b> {verdict}
          </button>
        ))}
      </fieldset>
      <div class="fields">
        <input
          id="search"
          type="search"
          value={view.query}
          placeholder="Search  /"
          aria-label="Search specs"
          onInput={(event) => go({ query: event.currentTarget.value })}
        />
        <Choice
          label="System"
          all="all systems"
          value={view.system}
          values={systems}
          onChoice={(system) => go({ system })}
        />
        {tags.length > 0 && (
          <Choice label="Tag" all="all tags" value={view.tag} values={tags} onChoice={(tag) => go({ tag })} />
        )}
        <span class="shown" role="status">
          {isFiltered ? `${shown} of ${summary.total} specs` : `${summary.total} specs`}
        </span>
        {isFiltered && (
          <button
            type="button"
            class="small"
            onClick={() => go({ verdicts: [], system: '', tag: '', query: '' })}
          >
            clear
          </button>
        )}
      </div>
    </search>
  );
}

const toggle = (verdicts: readonly Verdict[], verdict: Verdict): readonly Verdict[] =>
  verdicts.includes(verdict) ? verdicts.filter((each) => each !== verdict) : [...verdicts, verdict];

type ChoiceProps = {
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChoice: (value: string) => void;
};

function Choice({ label, all, value, values, onChoice }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
      <option value="">{all}</option>
      {values.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
