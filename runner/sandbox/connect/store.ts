import type { SandboxContext } from '../shared/api.ts';
import { declinedCard, type ConnectLink, type LinkView, type Payment, type Session } from './link.ts';
import type { Channel, ConnectLinkRequest, References } from './request.ts';

/** The ids that specs can rely on: no request changes them. */
export const connectVariables = {
  connect_customer_id: 'cus_SANDBOXBUYER',
  connect_history_customer_id: 'cus_SANDBOXPAST',
  connect_invoice_id: 'inv_SANDBOX2041',
  connect_order_id: 'ord_SANDBOX0088',
  expired_link_id: 'plink_SANDBOXEXPIRED',
  expired_session_id: 'psess_SANDBOXEXPIRED',
  used_up_link_id: 'plink_SANDBOXUSEDUP',
  cancelled_link_id: 'plink_SANDBOXCANCEL',
  succeeding_card: '4242424242424242',
  declined_card: declinedCard,
} as const;

const invoice = { amount: 15900, currency: 'EUR' };
const order = { amount: 4850, currency: 'USD' };
const customers = new Map([
  [connectVariables.connect_customer_id, { email: 'buyer@example.com', phone: '+15550100300' }],
  [connectVariables.connect_history_customer_id, { email: 'past@example.com', phone: '+15550100400' }],
]) satisfies ReadonlyMap<string, { email: string; phone: string }>;
const documents: ReadonlyMap<string, { amount: number; currency: string }> = new Map([
  [connectVariables.connect_invoice_id, invoice],
  [connectVariables.connect_order_id, order],
]);

/** The customers, invoices and orders that exist. */
export const references: References = {
  customerId: customers,
  invoiceId: new Map([[connectVariables.connect_invoice_id, invoice]]),
  orderId: new Map([[connectVariables.connect_order_id, order]]),
};

/** The address on file that a channel can use. */
export function addressOf(
  { customer, customerId }: ConnectLinkRequest,
  channel: Channel,
): string | undefined {
  const known =
    customer ?? (customers as ReadonlyMap<string, { email: string; phone: string }>).get(customerId ?? '');
  if (channel === 'email') return known?.email;
  return channel === 'sms' ? known?.phone : undefined;
}

const hourMs = 3_600_000;

function seedLinks(nowMs: number): ConnectLink[] {
  const seed = {
    amount: 2500,
    currency: 'USD',
    request: { customerId: connectVariables.connect_history_customer_id, description: 'Part of the sandbox' },
    createdAtMs: nowMs - 48 * hourMs,
    expiresAtMs: nowMs + 8760 * hourMs,
    cancelledAtMs: null,
    channels: [],
  } as const;
  return [
    { ...seed, id: connectVariables.expired_link_id, expiresAtMs: nowMs - 24 * hourMs },
    { ...seed, id: connectVariables.used_up_link_id, channels: ['email'] },
    { ...seed, id: connectVariables.cancelled_link_id, cancelledAtMs: nowMs - 12 * hourMs },
  ];
}

/** Links, sessions and payments of one sandbox, oldest first. */
export type Store = ReturnType<typeof createStore>;

/** Starts with the seeded links, in states that no spec can change. */
export function createStore({ now, id }: SandboxContext) {
  const startMs = now();
  const links = new Map(seedLinks(startMs).map((link) => [link.id, link]));
  const sessions = new Map<string, Session>();
  const payments = new Map<string, Payment>();
  const paid = { linkId: connectVariables.used_up_link_id, id: 'psess_SANDBOXPAID' };
  sessions.set(connectVariables.expired_session_id, {
    id: connectVariables.expired_session_id,
    linkId: connectVariables.expired_link_id,
    openedAtMs: startMs - 25 * hourMs,
  });
  sessions.set(paid.id, { ...paid, openedAtMs: startMs - 25 * hourMs });
  payments.set('pay_SANDBOXPAID', {
    id: 'pay_SANDBOXPAID',
    linkId: paid.linkId,
    sessionId: paid.id,
    startedAtMs: startMs - 24 * hourMs,
    outcome: 'succeeded',
    lastFour: '4242',
    profileId: null,
  });

  function view(link: ConnectLink, nowMs: number = now()): LinkView {
    const isOwn = ({ linkId }: { linkId: string }): boolean => linkId === link.id;
    return {
      link,
      sessions: [...sessions.values()].filter(isOwn),
      payments: [...payments.values()].filter(isOwn),
      nowMs,
    };
  }

  function addLink(request: ConnectLinkRequest): ConnectLink {
    const terms = documents.get(request.invoiceId ?? request.orderId ?? '') ?? (request as typeof invoice);
    const { expiresAt, expiresInSeconds } = request;
    const createdAtMs = now();
    const lifeMs = expiresInSeconds === undefined ? undefined : Math.round(expiresInSeconds * 1000);
    const link: ConnectLink = {
      id: `plink_${id(14)}`,
      amount: terms.amount,
      currency: terms.currency,
      request,
      createdAtMs,
      expiresAtMs: expiresAt ? Date.parse(expiresAt) : lifeMs === undefined ? null : createdAtMs + lifeMs,
      cancelledAtMs: null,
      channels: [],
    };
    links.set(link.id, link);
    return link;
  }

  function addPayment(session: Session, cardNumber: string): Payment {
    const request = links.get(session.linkId)?.request ?? {};
    const payment: Payment = {
      id: `pay_${id(14)}`,
      linkId: session.linkId,
      sessionId: session.id,
      startedAtMs: now(),
      outcome: cardNumber === declinedCard ? 'failed' : 'succeeded',
      lastFour: cardNumber.slice(-4),
      profileId: request.savePaymentProfile ? `prof_${id(14)}` : null,
    };
    payments.set(payment.id, payment);
    return payment;
  }

  return {
    view,
    addLink,
    addPayment,
    links: () => [...links.values()].map((link) => view(link)),
    link: (linkId: string) => links.get(linkId),
    session: (sessionId: string) => sessions.get(sessionId),
    payment: (paymentId: string) => payments.get(paymentId),
    replace: (link: ConnectLink) => links.set(link.id, link),
    addSession: (link: ConnectLink): Session => {
      const session = { id: `psess_${id(14)}`, linkId: link.id, openedAtMs: now() };
      sessions.set(session.id, session);
      return session;
    },
    deliveryId: () => `dlv_${id(14)}`,
  };
}
