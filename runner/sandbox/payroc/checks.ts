import {
  type Validate,
  date,
  distinct,
  email,
  flag,
  integer,
  isJsonFields,
  object,
  oneOf,
  type FieldProblem,
  fieldProblem,
  text,
} from '../shared/validate.ts';

const word = text({ min: 1, max: 1024 });
const currency = oneOf(['USD', 'CAD', 'EUR', 'GBP']);

const charge = variant('type', {
  prompt: object({ 'type*': word, 'currency*': currency }),
  preset: object({ 'type*': word, 'amount*': integer({ min: 1 }), 'currency*': currency }),
});

const anyLink = {
  'type*': word,
  'merchantReference*': text({ min: 1, max: 60 }),
  'authType*': oneOf(['sale', 'preAuthorization']),
  'paymentMethods*': distinct(oneOf(['card', 'bankTransfer']), { min: 1 }),
  customLabels: distinct(
    object({ 'element*': oneOf(['paymentButton']), 'label*': text({ min: 1, max: 40 }) }),
    { min: 1 },
  ),
  credentialOnFile: object({
    'tokenize*': flag,
    mitAgreement: oneOf(['unscheduled', 'recurring', 'installment']),
  }),
};

const link = variant('type', {
  multiUse: object({
    ...anyLink,
    'order*': object({ 'charge*': charge, description: word }),
    expiresOn: date,
  }),
  singleUse: object({
    ...anyLink,
    'order*': object({ 'orderId*': text({ min: 1, max: 24 }), 'charge*': charge, description: word }),
    'expiresOn*': date,
  }),
});

const sharing = object({
  'sharingMethod*': oneOf(['email']),
  'recipients*': distinct(object({ 'name*': text({ min: 1, max: 100 }), 'email*': email }), { min: 1 }),
  message: word,
  merchantCopy: flag,
});

/** What is wrong with a payment link that is requested on the day `today`. */
export function checkPayrocLink(body: unknown, today: string): readonly FieldProblem[] {
  const wrong = link(body);
  return wrong.length > 0 || !isJsonFields(body)
    ? wrong
    : [...checkMethods(body), ...checkExpiry(body, today)];
}

/** What is wrong with a request to share a link. */
export function checkSharing(body: unknown): readonly FieldProblem[] {
  return sharing(body);
}

function checkMethods({
  authType,
  paymentMethods,
}: Readonly<Record<string, unknown>>): readonly FieldProblem[] {
  const transfers = Array.isArray(paymentMethods) && paymentMethods.includes('bankTransfer');
  if (authType !== 'preAuthorization' || !transfers) return [];
  return [
    fieldProblem('conflict', 'can hold only card when authType is preAuthorization', ['paymentMethods']),
  ];
}

function checkExpiry(
  { expiresOn }: Readonly<Record<string, unknown>>,
  today: string,
): readonly FieldProblem[] {
  if (typeof expiresOn !== 'string' || expiresOn >= today) return [];
  return [fieldProblem('range', 'must not be in the past', ['expiresOn'])];
}

/** An object whose field `discriminator` selects its checks. */
function variant(discriminator: string, checks: Readonly<Record<string, Validate>>): Validate {
  const known = oneOf(Object.keys(checks));
  return (value) => {
    const named = isJsonFields(value) ? value[discriminator] : undefined;
    if (named === undefined)
      return object({ [`${discriminator}*`]: known })(isJsonFields(value) ? {} : value);
    const check = typeof named === 'string' && Object.hasOwn(checks, named) ? checks[named] : undefined;
    return check === undefined
      ? known(named).map(({ rule, message }) => fieldProblem(rule, message, [discriminator]))
      : check(value);
  };
}
