import { describe, expect, test } from 'vitest';
import { payerOf } from './api.ts';
import { createLedger, type Ledger, whyNotCounted } from './ledger.ts';

/** Orders and reassigns, as far as a run comes before it sends the link. */
function prepare(ledger: Ledger, matter: string): string {
  const request = ledger.order(ledger.issueProduct(), matter)!;
  ledger.reassign(matter);
  return request;
}

describe('the ledger of the benchmark', () => {
  test('counts a run in which every payment request was created and linked once', () => {
    const ledger = createLedger();
    for (const matter of ['matter-1', 'matter-2']) ledger.link(prepare(ledger, matter), payerOf(matter));
    expect(ledger.tally()).toEqual({ created: 2, linked: 2, wrong: [] });
    expect(whyNotCounted(ledger.tally(), 2)).toBeUndefined();
  });

  test('does not count a run that mixed up the variables of two specs', () => {
    const ledger = createLedger();
    const first = prepare(ledger, 'matter-1');
    const second = prepare(ledger, 'matter-2');
    ledger.link(first, payerOf('matter-2'));
    ledger.link(second, payerOf('matter-1'));
    expect(whyNotCounted(ledger.tally(), 2)).toBe(
      'request-1 belongs to matter-1, and was sent to payer-2@example.com',
    );
  });

  test('does not count a run that linked one payment request twice', () => {
    const ledger = createLedger();
    const request = prepare(ledger, 'matter-1');
    ledger.link(request, payerOf('matter-1'));
    ledger.link(request, payerOf('matter-1'));
    expect(whyNotCounted(ledger.tally(), 1)).toBe('request-1 does not exist, or was linked before');
  });

  test('does not count a run that ordered what it was never shown', () => {
    const ledger = createLedger();
    expect(ledger.order('product-1', 'matter-1')).toBeUndefined();
    expect(whyNotCounted(ledger.tally(), 1)).toBe('matter-1 ordered product-1, which is not on offer');
  });

  test('does not count a run that left out a step', () => {
    const ledger = createLedger();
    const request = ledger.order(ledger.issueProduct(), 'matter-1')!;
    expect(ledger.link(request, payerOf('matter-1'))).toBe(false);
    expect(whyNotCounted(ledger.tally(), 1)).toBe('request-1 belongs to matter-1, which was not reassigned');
  });

  test('does not count a run that played fewer specs than there are', () => {
    const ledger = createLedger();
    ledger.link(prepare(ledger, 'matter-1'), payerOf('matter-1'));
    expect(whyNotCounted(ledger.tally(), 2)).toBe(
      'expected 2 payment requests created and linked, found 1 and 1',
    );
  });
});
