import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseSpec } from '../../language/parse.ts';
import {
  hostileReport,
  largeReport,
  makeReport,
  makeSpec,
  makeStep,
  sampleReport,
} from '../../test/report/sample-report.ts';
import type { PageData } from './page-data.ts';
import { renderProse } from './prose.ts';
import { MAX_PAGE_BYTES, renderHtml } from './render.ts';

const code = { script: 'run()', style: 'a{}' };
const extras = { version: '1.0.0' };

/** The data as the page's script would find it. */
function dataIn(html: string): PageData {
  const [, type, text] = /<script id="data" type="([^"]+)">([^<]*)<\/script>/.exec(html)!;
  return JSON.parse(
    type === 'application/json' ? text! : gunzipSync(Buffer.from(text!, 'base64')).toString(),
  ) as PageData;
}

describe('report.html', () => {
  it('carries the whole report', () => {
    expect(dataIn(renderHtml(code, sampleReport, extras)).report).toEqual(sampleReport);
    expect(dataIn(renderHtml(code, largeReport(300), extras)).report).toEqual(largeReport(300));
  });

  it('shows characters that reorder text as escapes, in a small page and in a packed one', () => {
    const file = 'specs/a\u202efdp\u2066.md';
    for (const body of ['', 'x'.repeat(200_000)]) {
      const step = makeStep();
      const long = { ...step, response: { ...step.response!, body } };
      const html = renderHtml(code, makeReport([makeSpec({ file, steps: [long] })]), extras);
      expect(html).not.toMatch(/\p{Bidi_Control}/u);
      expect(dataIn(html).report.specs[0]!.file).toBe('specs/a\\u202efdp\\u2066.md');
    }
  });

  it('has no markup but its own, whatever the report says', () => {
    const html = renderHtml(code, hostileReport, extras);
    expect(html.match(/<(\/?[a-z!][\w]*)/gi)).toEqual(
      renderHtml(code, makeReport([]), extras).match(/<(\/?[a-z!][\w]*)/gi),
    );
    expect(html).not.toMatch(/[\u2028\u2029]/);
  });

  it('lets only its own script and style run', () => {
    expect(renderHtml(code, sampleReport, extras)).toMatch(
      /content="default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'"/,
    );
  });

  it('leaves out what passed before it grows too big, and says so', () => {
    const noise = (seed: number): string =>
      Array.from({ length: 6_000 }, (_, at) =>
        ((seed * 7_919 + at * at * 104_729) % 1_679_616).toString(36),
      ).join('');
    const specs = Array.from({ length: 400 }, (_, index) => {
      const response = { status: 200, headers: {}, body: noise(index), bodyBytes: 1 };
      return makeSpec({
        file: `specs/a/${index}.md`,
        verdict: index === 0 ? 'failed' : 'passed',
        steps: [makeStep({ response })],
      });
    });
    const html = renderHtml(code, makeReport(specs), extras);
    const { report, leftOut } = dataIn(html);
    expect(Buffer.byteLength(html)).toBeLessThan(MAX_PAGE_BYTES);
    expect(leftOut).toContain('specs that passed');
    expect(report.specs[0]!.steps[0]!.response!.body).toBe(noise(0));
    expect(report.specs[1]!.steps[0]!.response!.body).toBe('… (left out)');
  });

  it('knows from the specs what a step uses, and the document it is checked against', () => {
    const text = [
      '---\nendpoint: GET /v1/items/{id}\nswagger: swagger/items.json\n---\n# Items\n\n## Test Request\n',
      '```yaml\nsteps:\n  - id: main_request\n    method: GET\n    path: /v1/items/{{item_id}}\n```\n',
    ].join('\n');
    const path = 'specs/sales/get_items.md';
    const specOf = (file: string) => (file === path ? parseSpec({ path, text }) : undefined);
    const pagesWith = (known: object) =>
      dataIn(renderHtml(code, makeReport([makeSpec()]), known as typeof extras)).pages;
    expect(pagesWith({ ...extras, specOf })).toEqual([
      {
        swagger: 'swagger/items.json',
        uses: { 'test main_request': ['item_id'] },
        prose: expect.stringContaining('<h3>Items</h3>') as string,
      },
    ]);
    expect(pagesWith(extras)).toEqual([{ uses: {} }]);
  });
});

describe('the text of a spec', () => {
  it('is shown without its frontmatter, its headings below those of the page', () => {
    expect(renderProse('---\nendpoint: GET /x\n---\n# A\n\n## B\n')).toBe('<h3>A</h3>\n<h4>B</h4>\n');
  });

  it('has no HTML of its own, fetches no images and links only to the web', () => {
    const html = renderProse(
      '<img src=x onerror=alert(1)> ![a](https://x.example/a.png) [b](javascript:alert(1)) [c](file:///etc)',
    );
    expect(html).toContain('&lt;img src=x');
    expect([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag)).toEqual(['p', 'a']);
    expect(html).not.toMatch(/href="(?!https:)/);
  });
});
