import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageData } from '../page-data.ts';
import { Filters } from './filters.tsx';
import { Head } from './head.tsx';
import { useKeys } from './keys.tsx';
import { SpecList } from './list.tsx';
import { Overview } from './overview.tsx';
import { SpecDetail } from './spec.tsx';
import { filterRows, groupRows, readView, rowsOf, type PageView, writeView } from './view.ts';
import type { Go } from './go.ts';

export function App({ data }: { readonly data: PageData }) {
  const [view, setView] = useState<PageView>(() => readView(location.hash));
  const shown = useRef(view);
  shown.current = view;
  const go: Go = (changes) => {
    const next = { ...shown.current, ...('spec' in changes && { step: '' }), ...changes };
    const address = writeView(next);
    if (next.spec === shown.current.spec) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    shown.current = next;
    setView(next);
  };
  useEffect(() => {
    const read = (): void => setView(readView(location.hash));
    addEventListener('hashchange', read);
    addEventListener('popstate', read);
    return () => {
      removeEventListener('hashchange', read);
      removeEventListener('popstate', read);
    };
  }, []);

  const rows = useMemo(() => rowsOf(data), [data]);
  const { verdicts, system, tag, query } = view;
  const groups = useMemo(
    () => groupRows(filterRows(rows, { ...view, verdicts, system, tag, query })),
    [rows, verdicts.join(), system, tag, query],
  );
  const open = rows.find(({ id }) => id === view.spec);
  useKeys({ view, go, ids: groups.flatMap((group) => group.rows.map(({ id }) => id)) });
  return (
    <div class={open === undefined ? 'app' : 'app open'}>
      <Head data={data} />
      <Filters
        data={data}
        rows={rows}
        view={view}
        go={go}
        shown={groups.reduce((sum, each) => sum + each.rows.length, 0)}
      />
      <SpecList groups={groups} openId={view.spec} go={go} view={view} />
      <main class="detail">
        {open !== undefined ? (
          <SpecDetail key={open.id} row={open} page={data.pages[open.index]!} view={view} go={go} />
        ) : (
          <Overview data={data} rows={rows} view={view} go={go} />
        )}
      </main>
    </div>
  );
}
