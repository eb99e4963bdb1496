import { countRequests } from '../../fold.ts';
import { count, formatDuration } from '../../text/text.ts';
import type { PageData } from '../page-data.ts';
import { ConclusionView } from './conclusion.tsx';
import { forPeople } from './time.ts';
import { ThemeButton } from './theme.tsx';

/** What run this is. */
export function Head({ data: { report, version, leftOut } }: { readonly data: PageData }) {
  const requests = countRequests(report.specs);
  return (
    <header class="head">
      <h1>verify</h1>
      <p class="facts">
        {report.environment !== '' && <b>{report.environment}</b>}
        <time dateTime={report.startedAt}>{forPeople(report.startedAt)}</time>
        <span>{formatDuration(report.durationMs)}</span>
        <span>{count(requests, 'request')}</span>
        <span>seed {report.seed}</span>
        <span>version {version}</span>
      </p>
      <ThemeButton />
      <ConclusionView report={report} />
      {leftOut !== undefined && (
        <p class="notice">To keep this file small, it leaves out {leftOut}. report.json has them.</p>
      )}
    </header>
  );
}
