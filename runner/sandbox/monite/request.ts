import { currencies } from './currencies.ts';
import {
  type Validate,
  all,
  date,
  dateTime,
  distinct,
  integer,
  isJsonFields,
  object,
  oneOf,
  type FieldProblem,
  fieldProblem,
  type Rule,
  text,
  uuid,
  webAddress,
} from '../shared/validate.ts';

/** The methods a payment page may offer. */
const paymentMethods: readonly string[] = `
  sepa_credit us_ach blik card bacs_direct_debit bancontact eps giropay ideal p24
  sepa_debit sofort applepay googlepay affirm klarna
`
  .trim()
  .split(/\s+/);

/** A payment link as a client requests it: for a stored document, or for an amount of its own. */
export type MoniteLinkRequest = {
  readonly payment_methods: readonly string[];
  readonly recipient: { readonly id: string; readonly type: 'entity' | 'counterpart' };
  readonly object?: { readonly id: string; readonly type: 'payable' | 'receivable' };
  readonly amount?: number;
  readonly currency?: string;
  readonly payment_reference?: string;
  readonly invoice?: unknown;
  readonly expires_at?: string;
  readonly return_url?: string;
};

const address = all(text({ min: 1, max: 2083 }), webAddress);
const invoice = object({
  due_date: date,
  issue_date: date,
  file: object({ 'mimetype*': text(), 'name*': text(), 'url*': address }),
});

const fields = object({
  'payment_methods*': distinct(oneOf(paymentMethods), { min: 1 }),
  'recipient*': object({ 'id*': uuid, 'type*': oneOf(['entity', 'counterpart']) }),
  object: object({ 'id*': uuid, 'type*': oneOf(['payable', 'receivable']) }),
  amount: integer({ min: 1 }),
  currency: oneOf(currencies),
  payment_reference: text({ min: 1 }),
  invoice,
  expires_at: dateTime,
  return_url: address,
});

const ownTerms = ['amount', 'currency', 'payment_reference'] as const;

/** With `object` the terms come from the stored document; otherwise the request must name all of them. */
const terms: Validate = (value) => {
  if (!isJsonFields(value)) return [];
  if (Object.hasOwn(value, 'object')) {
    return [...ownTerms, 'invoice']
      .filter((name) => Object.hasOwn(value, name))
      .map((name) => fieldProblem('conflict', 'must be left out when object is given', [name]));
  }
  return ownTerms
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => fieldProblem('missing', 'is required when object is not given', [name]));
};

function expiry(nowMs: number): Validate {
  return (value) => {
    const expiresAt = isJsonFields(value) ? value['expires_at'] : undefined;
    const past = typeof expiresAt === 'string' && Date.parse(expiresAt) <= nowMs;
    return past ? [fieldProblem('range', 'must be in the future', ['expires_at'])] : [];
  };
}

/** Everything that is wrong with the body of a create request. */
export function checkLinkRequest(value: unknown, nowMs: number): readonly FieldProblem[] {
  return [fields, terms, expiry(nowMs)].flatMap((check) => check(value));
}

const types: Readonly<Record<Rule, string>> = {
  missing: 'value_error.missing',
  type: 'type_error',
  enum: 'type_error.enum',
  format: 'value_error.format',
  range: 'value_error.range',
  unique: 'value_error.list.unique_items',
  unknown: 'value_error.extra',
  conflict: 'value_error.conflict',
};

/** Problems in the shape of FastAPI: where, what, and a machine-readable type. */
export function toDetail(source: 'body' | 'header' | 'path', problems: readonly FieldProblem[]) {
  return problems.map(({ path, rule, message }) => ({
    loc: [source, ...path],
    msg: message,
    type: types[rule],
  }));
}
