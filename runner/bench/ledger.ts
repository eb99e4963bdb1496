import { payerOf } from './api.ts';

/** What a run did, as the server saw it. A run counts only if nothing is wrong and every number is as expected. */
export type Tally = {
  readonly created: number;
  readonly linked: number;
  readonly wrong: readonly string[];
};

/** Records orders, reassignments and links, and refuses those that do not belong together. */
export type Ledger = {
  /** Issues a product that can be ordered once, so that a run cannot order one that it was not shown. */
  readonly issueProduct: () => string;
  /** Returns the new payment request; undefined if the order is refused. */
  readonly order: (productId: string, matter: string) => string | undefined;
  readonly reassign: (matter: string) => boolean;
  readonly link: (paymentRequest: string, payer: string) => boolean;
  /** Records a request that was malformed. */
  readonly refuse: (reason: string) => void;
  readonly tally: () => Tally;
};

const KEPT = 20;

export function createLedger(): Ledger {
  const products = new Set<string>();
  const matters = new Map<string, 'ordered' | 'reassigned'>();
  const pending = new Map<string, string>();
  const wrong: string[] = [];
  let issued = 0;
  let created = 0;
  let linked = 0;

  const refuse = (reason: string): void => {
    if (wrong.length < KEPT) wrong.push(reason);
  };
  return {
    issueProduct: () => {
      const id = `product-${++issued}`;
      products.add(id);
      return id;
    },
    order: (productId, matter) => {
      if (!products.delete(productId))
        return refuse(`${matter} ordered ${productId}, which is not on offer`) as undefined;
      if (matters.has(matter)) return refuse(`${matter} ordered twice`) as undefined;
      matters.set(matter, 'ordered');
      const id = `request-${++created}`;
      pending.set(id, matter);
      return id;
    },
    reassign: (matter) => {
      if (matters.get(matter) !== 'ordered') refuse(`${matter} was reassigned without an order, or twice`);
      else matters.set(matter, 'reassigned');
      return matters.get(matter) === 'reassigned';
    },
    link: (paymentRequest, payer) => {
      const matter = pending.get(paymentRequest);
      const problem =
        matter === undefined
          ? 'does not exist, or was linked before'
          : matters.get(matter) !== 'reassigned'
            ? `belongs to ${matter}, which was not reassigned`
            : payer !== payerOf(matter)
              ? `belongs to ${matter}, and was sent to ${payer}`
              : undefined;
      if (problem === undefined) linked++;
      else refuse(`${paymentRequest} ${problem}`);
      return problem === undefined && pending.delete(paymentRequest);
    },
    refuse,
    tally: () => ({ created, linked, wrong }),
  };
}

/** Why a run of `specs` specs does not count; undefined if it does. */
export function whyNotCounted({ created, linked, wrong }: Tally, specs: number): string | undefined {
  if (wrong[0] !== undefined) return wrong[0];
  return created === specs && linked === specs
    ? undefined
    : `expected ${specs} payment requests created and linked, found ${created} and ${linked}`;
}
