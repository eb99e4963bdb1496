import type { Channel, ConnectLinkRequest, LinkStatus } from './request.ts';

/** When a payment is processed and settled, counted from its start; until then it is pending. */
const paymentTimes = { processingAfterMs: 40, settledAfterMs: 120 } as const;

/** The card number that every bank in the sandbox declines. */
export const declinedCard = '4000000000000002';

/** An attempt to pay; its status follows from the clock. */
export type Payment = {
  readonly id: string;
  readonly linkId: string;
  readonly sessionId: string;
  readonly startedAtMs: number;
  readonly outcome: 'succeeded' | 'failed';
  readonly lastFour: string;
  readonly profileId: string | null;
};

/** One visit of a customer to the hosted page. */
export type Session = { readonly id: string; readonly linkId: string; readonly openedAtMs: number };

/** A link as the sandbox keeps it; its status, sessions and counters are derived. */
export type ConnectLink = {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly request: ConnectLinkRequest;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly cancelledAtMs: number | null;
  readonly channels: readonly Channel[];
};

/** The state of one link at one moment. */
export type LinkView = {
  readonly link: ConnectLink;
  readonly sessions: readonly Session[];
  readonly payments: readonly Payment[];
  readonly nowMs: number;
};

/** A time in the API's format. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Pending, then processing, then the result that the card determines. */
function paymentStatus(payment: Payment, nowMs: number): 'pending' | 'processing' | 'succeeded' | 'failed' {
  const age = nowMs - payment.startedAtMs;
  if (age < paymentTimes.processingAfterMs) return 'pending';
  return age < paymentTimes.settledAfterMs ? 'processing' : payment.outcome;
}

/** How often a link may be paid; null if unlimited. */
function usageLimit({ usagePolicy = 'single', usageLimit }: ConnectLinkRequest): number | null {
  return usagePolicy === 'single' ? 1 : (usageLimit ?? null);
}

function countPayments({ payments, nowMs }: LinkView, ...wanted: ReturnType<typeof paymentStatus>[]): number {
  return payments.filter((payment) => wanted.includes(paymentStatus(payment, nowMs))).length;
}

/** A cancelled link stays cancelled; a used-up link no longer expires. */
export function linkStatus(view: LinkView): LinkStatus {
  const { link, nowMs } = view;
  if (link.cancelledAtMs !== null) return 'cancelled';
  if (countPayments(view, 'succeeded') >= (usageLimit(link.request) ?? Number.POSITIVE_INFINITY))
    return 'used_up';
  return link.expiresAtMs !== null && link.expiresAtMs <= nowMs ? 'expired' : 'active';
}

/** False while pending payments could use up the rest of the link. */
export function hasRoom(view: LinkView): boolean {
  const taken = countPayments(view, 'pending', 'processing', 'succeeded');
  return taken < (usageLimit(view.link.request) ?? Number.POSITIVE_INFINITY);
}

/** The link as the API shows it. */
export function showLink(view: LinkView) {
  const { link, sessions, payments } = view;
  const { request } = link;
  const completed = countPayments(view, 'succeeded');
  const failed = countPayments(view, 'failed');
  const profiles = payments.filter((payment) => paymentStatus(payment, view.nowMs) === 'succeeded');
  return {
    id: link.id,
    url: `https://pay.connect.example/l/${link.id}`,
    status: linkStatus(view),
    amount: link.amount,
    currency: link.currency,
    description: request.description ?? null,
    customer: request.customer ? { email: null, phone: null, ...request.customer } : null,
    usage: { policy: request.usagePolicy ?? 'single', limit: usageLimit(request), used: completed },
    channels: link.channels,
    counters: {
      opened: sessions.length,
      completed,
      failed,
      successRate: completed + failed === 0 ? 0 : completed / (completed + failed),
    },
    relations: {
      customerId: request.customerId ?? null,
      invoiceId: request.invoiceId ?? null,
      orderId: request.orderId ?? null,
      paymentProfileId: profiles.at(-1)?.profileId ?? null,
      sessionIds: sessions.map(({ id }) => id),
      paymentIds: payments.map(({ id }) => id),
    },
    createdAt: isoTime(link.createdAtMs),
    expiresAt: link.expiresAtMs === null ? null : isoTime(link.expiresAtMs),
    cancelledAt: link.cancelledAtMs === null ? null : isoTime(link.cancelledAtMs),
  };
}

/** The session as the API shows it: open until one of its payments succeeds. */
export function showSession(session: Session, view: LinkView) {
  const own = view.payments.filter(({ sessionId }) => sessionId === session.id);
  const last = own.at(-1);
  return {
    id: session.id,
    linkId: session.linkId,
    url: `https://pay.connect.example/s/${session.id}`,
    status: last === undefined ? 'open' : sessionStatus[paymentStatus(last, view.nowMs)],
    amount: view.link.amount,
    currency: view.link.currency,
    paymentId: last?.id ?? null,
    openedAt: isoTime(session.openedAtMs),
  };
}

const sessionStatus = {
  pending: 'paying',
  processing: 'paying',
  succeeded: 'completed',
  failed: 'open',
} as const;

/** The payment as the API shows it. */
export function showPayment(payment: Payment, { link, nowMs }: LinkView) {
  const status = paymentStatus(payment, nowMs);
  const isSettled = status === 'succeeded' || status === 'failed';
  return {
    id: payment.id,
    linkId: payment.linkId,
    sessionId: payment.sessionId,
    status,
    amount: link.amount,
    currency: link.currency,
    card: { lastFour: payment.lastFour },
    failure: status === 'failed' ? { code: 'card_declined', message: 'The bank declined the card.' } : null,
    paymentProfileId: status === 'succeeded' ? payment.profileId : null,
    startedAt: isoTime(payment.startedAtMs),
    settledAt: isSettled ? isoTime(payment.startedAtMs + paymentTimes.settledAfterMs) : null,
  };
}
