import type { SandboxContext } from '../shared/api.ts';
import { seed } from './data.ts';

type Matter = { readonly clientUid: string; readonly owners: Set<string>; readonly shared: boolean };

/** A request for money inside a matter, until it is sent. */
type PaymentRequest = { readonly matterUid: string; state: 'pending' | 'sent' };

/** Matters and their payment requests: who owns them, and what has been sent. */
export type Conversations = {
  readonly hasMatter: (matterUid: string) => boolean;
  /** Opens a matter; it belongs to the colleague for new clients until it is reassigned. */
  readonly openMatter: (clientUid: string) => string;
  readonly reassign: (matterUid: string, staffUid: string) => void;
  readonly isOwner: (matterUid: string, staffUid: string) => boolean;
  readonly request: (matterUid: string) => string;
  readonly find: (paymentRequestUid: string) => PaymentRequest | undefined;
};

const uidAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Creates the conversations of a fresh sandbox: the shared matter, and no requests. */
export function createConversations(context: SandboxContext): Conversations {
  const requests = new Map<string, PaymentRequest>();
  const matters = new Map<string, Matter>([
    [seed.matterUid, { clientUid: seed.clientUid, owners: new Set([seed.colleagueUid]), shared: true }],
  ]);

  return {
    hasMatter: (matterUid) => matters.has(matterUid),
    openMatter(clientUid) {
      const uid = context.id(16, uidAlphabet);
      matters.set(uid, { clientUid, owners: new Set([seed.colleagueUid]), shared: false });
      return uid;
    },
    reassign(matterUid, staffUid) {
      const matter = matters.get(matterUid);
      // Many specs use the seeded matter at once: reassigning it removes no owner.
      if (matter?.shared === false) matter.owners.clear();
      matter?.owners.add(staffUid);
    },
    isOwner: (matterUid, staffUid) => matters.get(matterUid)?.owners.has(staffUid) ?? false,
    request(matterUid) {
      const uid = context.id(16, uidAlphabet);
      requests.set(uid, { matterUid, state: 'pending' });
      return uid;
    },
    find: (paymentRequestUid) => requests.get(paymentRequestUid),
  };
}
