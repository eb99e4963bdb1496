import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../temp-folder.ts';
import { type Called, type CallOptions, type Files, verify } from './project.ts';

/** A way in which the sandbox breaks at night under specs of this project, and what the first screen of each report says of it. */
export type Night = {
  readonly name: string;
  /** The specs that run. */
  readonly specs: string;
  readonly faults: readonly string[];
  /** Files beside the specs and their documents. */
  readonly files?: Files;
  /** What broke. */
  readonly says: readonly RegExp[];
};

/** The nights that a gate has to explain in ten seconds. */
export const NIGHTS: readonly Night[] = [
  {
    name: 'the login is locked',
    specs: 'specs/monite/create_payment_link_*.md',
    faults: ['POST /v1/auth/token status=423 body="{\\"error\\":\\"account locked\\"}"'],
    says: [/11 specs errored by the token "monite"/, /account locked|423/],
  },
  {
    name: 'the host is down',
    specs: 'specs/sales',
    faults: ['* refused'],
    says: [/26 specs errored by http:\/\/sandbox\.localhost:4010/, /refused the connection/],
  },
  {
    name: 'a gateway answers for a host that is down',
    specs: 'specs/department',
    faults: ['* unreachable'],
    says: [/15 specs \(14 failed, 1 blocked\) by http:\/\/sandbox\.localhost:4010/, /a gateway answered 502/],
  },
  {
    name: 'creating answers 500',
    specs: 'specs/connect',
    faults: [
      'POST /connect/v1/payment-links when=201 status=500 body="{\\"error\\":\\"database is full\\"}"',
    ],
    says: [/18 specs \(3 failed, 15 blocked\) by POST \S+\/payment-links/, /500/],
  },
  {
    name: 'the schema changes',
    specs: 'specs/monite',
    faults: ['GET /v1/payment_links/{payment_link_id} when=200 set:/amount="\\"12.00\\""'],
    says: [
      /4 specs failed by swagger\/monite\/payment-links\.yaml:\d+/,
      /response-schema: \$\.amount is "12\.00"/,
    ],
  },
  {
    name: 'an export is stuck',
    specs: 'specs/connect/pay_*.md',
    faults: ['GET /connect/v1/payments/{paymentId} when=200 set:/status=processing'],
    says: [/specs\/connect\/pay_until_succeeded\.md/, /did not come in 40 attempts.*processing/],
  },
  {
    name: 'too little is covered',
    specs: 'specs/sales',
    faults: ['PUT /business/clients/v1/matters/{matter_uid}/reassign status=404'],
    files: { 'specs/gate.yaml': 'coverage: { statuses: 90 }\n' },
    says: [/coverage: 85\.7 % of statuses, 90 % is asked for/, /specs\/sales\/reassign_matter\.md/],
  },
];

const root = join(import.meta.dirname, '../../..');

/** A copy of the specs and documents of this project; its API is broken from the second night on. */
export function openNight({ specs, faults, files = {} }: Night): {
  readonly folder: string;
  readonly run: (night: number, words?: readonly string[], options?: CallOptions) => Promise<Called>;
} {
  const folder = makeFolder(files);
  for (const each of ['specs', 'swagger']) cpSync(join(root, each), join(folder, each), { recursive: true });
  return {
    folder,
    run: (night, words = [], options = {}) =>
      verify(folder, [specs, '--gate', ...words], { ...options, night, ...(night > 0 && { faults }) }),
  };
}
