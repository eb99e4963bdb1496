import { render } from 'preact';
import type { PageData } from '../page-data.ts';
import { App } from './app.tsx';

/** The data that stands in the page, unpacked when it is packed. */
async function readData(): Promise<PageData> {
  const element = document.getElementById('data') as HTMLScriptElement;
  const text = element.textContent;
  element.remove();
  if (element.type === 'application/json') return JSON.parse(text) as PageData;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(unpacked).json()) as PageData;
}

async function start(): Promise<void> {
  const app = document.getElementById('app')!;
  try {
    const data = await readData();
    document.title = titleOf(data);
    render(<App data={data} />, app);
  } catch (error) {
    app.textContent = `This browser cannot unpack the report (${String(error)}); report.md and report.json tell the same.`;
  }
}

void start();

function titleOf({ report: { summary } }: PageData): string {
  const bad = summary.failed + summary.errored + summary.blocked;
  return bad === 0
    ? `verify: ${summary.total} specs`
    : `verify: ${bad} of ${summary.total} specs did not pass`;
}
