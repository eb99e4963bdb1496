import type { Extras } from '../extras.ts';
import { type PageCode, renderHtml } from './render.ts';
import type { RenderedFrom } from '../report.ts';

declare const __PAGE__: string | undefined;

/** Loads the renderer of report.html. The build inserts the page's code; when run from source, it is bundled here. */
export async function loadHtml(): Promise<(report: RenderedFrom, extras: Extras) => string> {
  const code: PageCode =
    typeof __PAGE__ === 'string'
      ? (JSON.parse(__PAGE__) as PageCode)
      : await (await import('./build-page.mjs')).buildPage();
  return (report, extras) => renderHtml(code, report, extras);
}
