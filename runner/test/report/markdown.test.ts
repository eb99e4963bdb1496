import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../report/writers/markdown.ts';
import { mdCode, mdFence, mdText } from '../../report/text/markdown-text.ts';
import { HOSTILE, hostileReport, largeReport, makeReport, sampleReport } from './sample-report.ts';
import { ABOUT_LINEAR, growthOf } from '../growth.ts';

const extras = { version: '1.0.0' };
const text = renderMarkdown(sampleReport, extras);

/** As lenient as GitHub: HTML is HTML, and bare links are links. */
const reader = new MarkdownIt({ html: true, linkify: true });

describe('report.md', () => {
  it('says the counts first, the worst verdict in front', () => {
    expect(text.split('\n')[0]).toBe('## ❌ 7 specs: 1 failed, 2 errored, 1 blocked, 1 skipped, 2 passed');
  });

  it('counts each system', () => {
    expect(text).toContain('| sales | 3 | 1 |  | 1 |  | 1 |');
    expect(text).toContain('| links | 4 |  | 2 |  | 1 | 1 |');
  });

  it('shows where a promise stands, what was expected and what came', () => {
    expect(text).toContain('| `specs/sales/wrong_price.md:31:15` | test main_request |');
    expect(text).toMatch(/prices are in euros \| `11` \| `10\.5` \|/);
  });

  it('shows the request as a command, folded away', () => {
    expect(text).toMatch(
      /<details><summary>test main_request: what was sent, what came back<\/summary>\n\n```sh\ncurl /,
    );
  });

  it('names warnings, and why specs were skipped', () => {
    expect(text).toContain(
      '| `specs/links/cleanup_fails.md` | cleanup remove: status: expected 2xx, got 404 |',
    );
    expect(text).toContain('not deployed yet');
  });

  it('says that a run was stopped', () => {
    expect(renderMarkdown(makeReport([], { interrupted: true }), extras)).toContain('cut by a signal');
  });

  it('lets no answer become markup', () => {
    const html = reader.render(renderMarkdown(hostileReport, extras));
    const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name!.toLowerCase()));
    expect([...tags].sort()).toEqual(
      [
        'br',
        'code',
        'details',
        'h2',
        'h3',
        'h4',
        'p',
        'pre',
        'summary',
        'table',
        'tbody',
        'td',
        'th',
        'thead',
        'tr',
      ].sort(),
    );
    expect(html).not.toContain('href');
  });

  it('keeps hostile text in its cell', () => {
    const html = reader.render(renderMarkdown(hostileReport, extras));
    for (const [row] of html.matchAll(/<tr>[\s\S]*?<\/tr>/g))
      expect([2, 5, 7]).toContain(row.match(/<t[dh]/g)!.length);
  });

  it('stays below the limit and says what is missing', () => {
    const cut = renderMarkdown(sampleReport, extras, 3_000);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(3_000);
    expect(cut).toMatch(/\*\*Cut here: \d+ of \d+ parts did not fit into 3000 bytes\./);
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
  });

  it('renders 10,000 specs below 1 MiB, in a time that grows with their number', () => {
    expect(Buffer.byteLength(renderMarkdown(largeReport(10_000), extras))).toBeLessThanOrEqual(1_048_576);
    expect(growthOf((count) => renderMarkdown(largeReport(count), extras), 10_000)).toBeLessThan(
      ABOUT_LINEAR,
    );
  });
});

describe('text in Markdown', () => {
  it('reads the same after a round through Markdown', () => {
    const html = reader.renderInline(mdText(HOSTILE));
    const shown = html
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
    expect(shown).toContain(']]> | `` ``` </script><!-- <img src=x onerror=alert(1)>');
    expect(shown).toContain('@team #1 $x$');
  });

  it('is a code span where it can be', () => {
    expect(mdCode('$.data.items[0].id')).toBe('`$.data.items[0].id`');
    expect(mdCode('a|b`c')).toBe('<code>a&#124;b&#96;c</code>');
  });

  it('cannot end its fence', () => {
    expect(mdFence('', 'a\n````\nb')).toBe('`````\na\n````\nb\n`````');
  });
});
