import type { MoniteLinkRequest } from './request.ts';

/** The default lifetime of a link. */
export const defaultLifeMs = 30 * 24 * 3_600_000;

/** The ids that specs can rely on: no request changes them. */
export const moniteVariables = {
  entity_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b001',
  other_entity_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b002',
  foreign_entity_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b003',
  recipient_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b004',
  receivable_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b005',
  payable_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b006',
  paid_payment_link_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b007',
  lapsed_payment_link_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b008',
  failing_payment_link_id: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b009',
} as const;

/** The entities that the sandbox's access tokens cover. */
export const entities: readonly string[] = [moniteVariables.entity_id, moniteVariables.other_entity_id];

/** The amount, and how the recipient recognizes it. */
export type Terms = {
  readonly amount: number;
  readonly currency: string;
  readonly payment_reference: string;
};

/** Stored documents that `object` may point at. */
export const documents: Readonly<Record<string, Terms>> = {
  [`receivable ${moniteVariables.receivable_id}`]: {
    amount: 12500,
    currency: 'EUR',
    payment_reference: 'INV-00042',
  },
  [`payable ${moniteVariables.payable_id}`]: {
    amount: 8900,
    currency: 'USD',
    payment_reference: 'BILL-0007',
  },
};

/** A payment link as the sandbox keeps it. */
export type MoniteLink = {
  readonly id: string;
  readonly entity: string;
  readonly request: MoniteLinkRequest;
  readonly terms: Terms;
  readonly intentId: string;
  readonly expiresAtMs: number;
  readonly changedAtMs: number;
  readonly state: 'created' | 'succeeded' | 'expired';
};

const isoTime = (ms: number): string => new Date(ms).toISOString();

/** Links in states that no request can cause. */
export function seedLinks(nowMs: number): MoniteLink[] {
  const seed = {
    entity: moniteVariables.entity_id,
    request: {
      payment_methods: ['card'],
      recipient: { id: moniteVariables.recipient_id, type: 'counterpart' },
    },
    terms: { amount: 4200, currency: 'EUR', payment_reference: 'SEED-1' },
    changedAtMs: nowMs - defaultLifeMs,
  } as const;
  return [
    {
      ...seed,
      id: moniteVariables.paid_payment_link_id,
      intentId: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b017',
      expiresAtMs: nowMs + defaultLifeMs,
      state: 'succeeded',
    },
    {
      ...seed,
      id: moniteVariables.lapsed_payment_link_id,
      intentId: '3f1c5d2e-7a64-4b0f-8d39-51e0c2a9b018',
      expiresAtMs: nowMs - 3_600_000,
      state: 'created',
    },
  ];
}

/** Expiry follows from the clock alone. */
export function stateOf(link: MoniteLink, nowMs: number): MoniteLink['state'] {
  return link.state === 'created' && link.expiresAtMs <= nowMs ? 'expired' : link.state;
}

const intentStatus = {
  created: 'requires_payment_method',
  succeeded: 'succeeded',
  expired: 'canceled',
} as const;

/** The link as the API shows it at that moment. */
export function toAnswer(link: MoniteLink, nowMs: number) {
  const { request, terms } = link;
  const status = stateOf(link, nowMs);
  return {
    id: link.id,
    ...terms,
    status,
    expires_at: isoTime(link.expiresAtMs),
    payment_intent_id: link.intentId,
    payment_intent: {
      id: link.intentId,
      status: intentStatus[status],
      updated_at: isoTime(link.changedAtMs),
    },
    payment_methods: request.payment_methods,
    payment_page_url: `https://pay.monite.example/links/${link.id}`,
    recipient: request.recipient,
    invoice: request.invoice ?? null,
    payer: status === 'succeeded' ? { name: 'Pat Payer', email: 'payer@example.com' } : null,
    return_url: request.return_url ?? null,
  };
}
