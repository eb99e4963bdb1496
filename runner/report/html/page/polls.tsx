import type { ShownPolls } from '../../../run/events.ts';
import { describer, pollClock, pollGroups } from '../../text/poll-sequence.ts';
import { count } from '../../text/text.ts';

/** What a step that polls saw, in the order of time; each poll with its span, where equal ones are joined or requests are traced. */
export function Polls({ polled }: { readonly polled: ShownPolls | undefined }) {
  if (polled === undefined || polled.polls.length === 0) return null;
  const { paths, polls, leftOut } = polled;
  const groups = pollGroups(polled);
  const seenIn = describer(polled);
  const timeOf = pollClock(polled);
  const isJoined = groups.length < polls.length || polls.some(({ span }) => span !== undefined);
  return (
    <section class="polls">
      <h4>
        Polled <span>{count(polls.length + (leftOut?.count ?? 0), 'time')}</span>{' '}
        {paths.map((path) => (
          <code key={path}>{path}</code>
        ))}
      </h4>
      <ol class="sequence">
        {groups.map(({ seen, when }, at) => (
          <li key={at}>
            {when === '' ? seen : <code>{seen}</code>}
            {when !== '' && <span> ({when})</span>}
          </li>
        ))}
      </ol>
      {isJoined && (
        <details>
          <summary>each poll</summary>
          <ol>
            {polls.map((poll, at) => (
              <li key={at}>
                <span>{timeOf(poll)}</span> <code>{seenIn(poll)}</code>
                {poll.span !== undefined && <span> span {poll.span}</span>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
