import {
  all,
  type Validate,
  dateTime,
  email,
  flag,
  format,
  integer,
  isJsonFields,
  type JsonFields,
  number,
  object,
  oneOf,
  phone,
  type FieldProblem,
  fieldProblem,
  text,
} from '../shared/validate.ts';

const currencies = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'ILS'] as const;
/** The states a link can be in. */
export const statuses = ['active', 'used_up', 'expired', 'cancelled'] as const;
const channels = ['email', 'sms', 'qr_code', 'embed'] as const;

/** The state of a link that a client can filter by. */
export type LinkStatus = (typeof statuses)[number];
/** A way to send a link to its customer. */
export type Channel = (typeof channels)[number];

/** A payment link as a client requests it. */
export type ConnectLinkRequest = {
  readonly amount?: number;
  readonly currency?: string;
  readonly description?: string;
  readonly customer?: { readonly name: string; readonly email?: string; readonly phone?: string };
  readonly customerId?: string;
  readonly invoiceId?: string;
  readonly orderId?: string;
  readonly savePaymentProfile?: boolean;
  readonly usagePolicy?: 'single' | 'multiple';
  readonly usageLimit?: number;
  readonly expiresAt?: string;
  readonly expiresInSeconds?: number;
};

/** What a link can refer to; an invoice or an order has its own amount. */
export type References = Readonly<
  Record<'customerId' | 'invoiceId' | 'orderId', ReadonlyMap<string, unknown>>
>;

const linkFields = object({
  amount: integer({ min: 1, max: 99_999_999 }),
  currency: oneOf(currencies),
  description: text({ min: 1, max: 500 }),
  customer: object({ 'name*': text({ min: 1, max: 100 }), email, phone }),
  customerId: text(),
  invoiceId: text(),
  orderId: text(),
  savePaymentProfile: flag,
  usagePolicy: oneOf(['single', 'multiple']),
  usageLimit: integer({ min: 1, max: 10_000 }),
  expiresAt: dateTime,
  expiresInSeconds: number({ min: 0.05, max: 31_536_000 }),
});

const has = (value: JsonFields, name: string): boolean => Object.hasOwn(value, name);

function checkTerms(value: JsonFields): readonly FieldProblem[] {
  const documents = ['invoiceId', 'orderId'].filter((name) => has(value, name));
  if (documents.length === 2)
    return [fieldProblem('conflict', 'cannot be combined with invoiceId', ['orderId'])];
  return ['amount', 'currency']
    .filter((name) => has(value, name) === documents.length > 0)
    .map((name) =>
      documents.length > 0
        ? fieldProblem('conflict', `comes from ${documents[0]} and must be left out`, [name])
        : fieldProblem('missing', 'is required without an invoice or order', [name]),
    );
}

function checkCombinations(value: JsonFields): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (has(value, 'customer') && has(value, 'customerId')) {
    problems.push(fieldProblem('conflict', 'cannot be combined with customerId', ['customer']));
  }
  if (has(value, 'usageLimit') && value['usagePolicy'] !== 'multiple') {
    problems.push(fieldProblem('conflict', 'needs the usage policy multiple', ['usageLimit']));
  }
  if (has(value, 'expiresAt') && has(value, 'expiresInSeconds')) {
    problems.push(fieldProblem('conflict', 'cannot be combined with expiresAt', ['expiresInSeconds']));
  }
  return problems;
}

function checkReferences(value: JsonFields, references: References): readonly FieldProblem[] {
  return Object.entries(references)
    .filter(([name, known]) => typeof value[name] === 'string' && !known.has(value[name]))
    .map(([name]) => fieldProblem('unknown', 'refers to nothing that exists', [name]));
}

/** Everything that is wrong with the body of a create request. */
export function checkConnectLink(
  value: unknown,
  references: References,
  nowMs: number,
): readonly FieldProblem[] {
  const problems = linkFields(value);
  if (!isJsonFields(value)) return problems;
  const expiresAt = value['expiresAt'];
  const past = typeof expiresAt === 'string' && Date.parse(expiresAt) <= nowMs;
  return [
    ...problems,
    ...checkTerms(value),
    ...checkCombinations(value),
    ...checkReferences(value, references),
    ...(past ? [fieldProblem('range', 'must be in the future', ['expiresAt'])] : []),
  ];
}

const deliveryFields = object({ 'channel*': oneOf(channels), recipient: text({ min: 1 }) });
const recipientOf: Readonly<Record<Channel, Validate | 'none'>> = {
  email,
  sms: phone,
  qr_code: 'none',
  embed: 'none',
};

/** What is wrong with a delivery; `fallback` is the address on file for the channel, if there is one. */
export function checkDelivery(
  value: unknown,
  fallback: (channel: Channel) => string | undefined,
): readonly FieldProblem[] {
  const problems = deliveryFields(value);
  if (problems.length > 0 || !isJsonFields(value)) return problems;
  const channel = value['channel'] as Channel;
  const check = recipientOf[channel];
  if (check === 'none') {
    return has(value, 'recipient')
      ? [fieldProblem('conflict', `must be left out for ${channel}`, ['recipient'])]
      : [];
  }
  const recipient = value['recipient'] ?? fallback(channel);
  if (recipient === undefined) return [fieldProblem('missing', `is required for ${channel}`, ['recipient'])];
  return check(recipient).map((each) => ({ ...each, path: ['recipient'] }));
}

const cardNumber = format('a card number of 12 to 19 digits', (value) => /^\d{12,19}$/.test(value));
const expiry = format('a month and year, MM/YY', (value) => /^(0[1-9]|1[0-2])\/\d{2}$/.test(value));

/** What is wrong with the card that a payer enters. */
export const checkPayment: Validate = object({
  'card*': object({
    'number*': all(text(), cardNumber),
    'expiry*': expiry,
    'holder*': text({ min: 1, max: 100 }),
  }),
});
