import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../report/writers/github.ts';
import { hostileReport, largeReport, makeReport, makeSpec, sampleReport } from './sample-report.ts';

const extras = { version: '1.0.0' };
const commandsOf = (report = sampleReport): readonly string[] => renderGithub(report, extras).commands;

describe('GitHub annotations', () => {
  it('put a failure on the line of its promise', () => {
    expect(commandsOf()[0]).toBe(
      '::error file=specs/sales/wrong_price.md,line=31,col=15,title=failed%3A GET /v1/items::body $.data.items[0].price: expected 11, got 10.5%0Aprices are in euros',
    );
  });

  it('are errors for failed, blocked and errored specs, and warnings for the rest', () => {
    expect(commandsOf().map((line) => /^::(\w+) file=([^,]+)/.exec(line)!.slice(1))).toEqual([
      ['error', 'specs/sales/wrong_price.md'],
      ['error', 'specs/sales/orders/blocked.md'],
      ['error', 'specs/links/unreachable.md'],
      ['error', 'specs/links/unreadable.md'],
      ['warning', 'specs/sales/wrong_price.md'],
      ['warning', 'specs/links/cleanup_fails.md'],
    ]);
  });

  it('never start a command of their own', () => {
    const commands = commandsOf(hostileReport);
    for (const line of commands) expect(line).toMatch(/^::(error|warning) file=specs\/a%2Cb%3Ac\//);
    expect(commands[0]).toContain('\\r\\n::error::x');
    expect(commands[0]).toContain('%250A');
  });

  it('are at most ten of each kind, failed specs first', () => {
    const kinds = commandsOf(largeReport(500)).map((line) => line.slice(0, 8));
    expect(kinds.filter((kind) => kind === '::error ')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === '::warnin')).toHaveLength(10);
    expect(commandsOf(largeReport(500))[9]).toContain('title=failed');
  });

  it('are one for all rows that fail alike', () => {
    const rows = ['euro', 'yen', 'pound'].map((row) => ({ ...sampleReport.specs[1]!, row }));
    expect(commandsOf(makeReport(rows))).toEqual([
      expect.stringMatching(/^::error .*got 10\.5 \(rows euro, yen, pound\)%0A/),
      expect.stringMatching(/^::warning .*\(rows euro, yen, pound\)/),
    ]);
  });

  it('are none when all is well', () => {
    expect(renderGithub(makeReport([makeSpec()]), extras).commands).toEqual([]);
  });
});

describe('GitHub summary', () => {
  it('leaves room for what other steps wrote', () => {
    const summary = renderGithub(sampleReport, extras).summary(1_048_576 - 2_000);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(2_000);
    expect(summary).toContain('Cut here');
  });
});
