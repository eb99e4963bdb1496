import { memo } from './memo.tsx';
import { useEffect, useState } from 'preact/hooks';
import type { SpecResult } from '../../../run/events.ts';
import { shortIdOf } from '../../spec-name.ts';
import { formatDuration } from '../../text/text.ts';
import { Glyph } from './glyph.tsx';
import { rowId } from './keys.tsx';
import { type Group, type PageView, writeView } from './view.ts';
import type { Go } from './go.ts';

/** More rows than this at once would be felt; the rest come when asked for. */
const ROWS_AT_ONCE = 2_000;

type Props = {
  readonly groups: readonly Group[];
  readonly openId: string;
  readonly view: PageView;
  readonly go: Go;
};

/** The specs by system. Each row is a link to its spec. */
export function SpecList({ groups, openId, view, go }: Props) {
  const [limit, setLimit] = useState(ROWS_AT_ONCE);
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  useEffect(() => document.getElementById(rowId(openId))?.scrollIntoView({ block: 'nearest' }), [openId]);
  let room = limit;
  const onOpen = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a.row');
    if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go({ spec: link.dataset['id'] ?? '' });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the rows are links, so Enter clicks them
    <nav class="list" aria-label="Specs" onClick={onOpen}>
      {total === 0 && <p class="empty">No spec matches.</p>}
      {groups.map(({ system, rows }) => {
        const shown = rows.slice(0, Math.max(room, 0));
        room -= shown.length;
        if (shown.length === 0) return null;
        const good = rows.filter(({ spec }) => spec.verdict === 'passed').length;
        return (
          <section key={system} aria-label={system || 'no folder'}>
            <h2>
              {system || 'no folder'}{' '}
              <span>{good === rows.length ? `${good} passed` : `${good} of ${rows.length} passed`}</span>
            </h2>
            <ul>
              {shown.map(({ id, spec }) => (
                <ListRow
                  key={id}
                  id={id}
                  spec={spec}
                  isOpen={id === openId}
                  href={writeView({ ...view, spec: id, step: '' })}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {total > limit && (
        <button type="button" class="more" onClick={() => setLimit(limit + ROWS_AT_ONCE)}>
          show {Math.min(ROWS_AT_ONCE, total - limit)} more of {total}
        </button>
      )}
    </nav>
  );
}

type RowProps = {
  readonly id: string;
  readonly spec: SpecResult;
  readonly isOpen: boolean;
  readonly href: string;
};

const ListRow = memo(function ListRow({ id, spec, isOpen, href }: RowProps) {
  const { verdict, endpoint, reason } = spec;
  const isPlain = verdict === 'passed';
  const [method, ...path] = endpoint.split(' ');
  return (
    <li>
      <a class="row" id={rowId(id)} data-id={id} href={href} aria-current={isOpen ? 'true' : undefined}>
        <Glyph verdict={verdict} />
        <span class="what">
          {endpoint === '' ? (
            shortIdOf(spec)
          ) : (
            <>
              <b>{method}</b> {path.join(' ')}
            </>
          )}
        </span>
        <span class="time">{spec.durationMs < 1 ? '' : formatDuration(spec.durationMs)}</span>
        <span class="why">
          <span class={isPlain ? 'unseen' : `word ${verdict}`}>{verdict}</span>{' '}
          {endpoint === '' ? '' : shortIdOf(spec)}
          {!isPlain && reason !== null && <em> · {reason}</em>}
        </span>
      </a>
    </li>
  );
});
