import type { Extras } from '../extras.ts';
import { type PageCode, renderHtml } from './render.ts';
import type { Report } from '../report.ts';

declare const __PAGE__: string | undefined;

/** The renderer of report.html. The build puts the page's code in; run from source, it is bundled on the spot. */
export async function loadHtml(): Promise<(report: Report, extras: Extras) => string> {
  const code: PageCode =
    typeof __PAGE__ === 'string'
      ? (JSON.parse(__PAGE__) as PageCode)
      : await (await import('./build-page.mjs')).buildPage();
  return (report, extras) => renderHtml(code, report, extras);
}
