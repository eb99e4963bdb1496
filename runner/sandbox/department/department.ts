import { type Context, Hono } from 'hono';
import type { SandboxApi, SandboxContext } from '../shared/api.ts';
import { basicCredentials, readJson } from '../shared/read-request.ts';
import { flag, object, text } from '../shared/validate.ts';

const clerk = { username: 'payments-clerk', password: 'department-sandbox-password' };

const variables = {
  department_uuid: '6b1f0c52-8c7e-4d0a-9a52-0f6c1f7b2d11',
  department_without_kpay_uuid: '6b1f0c52-8c7e-4d0a-9a52-0f6c1f7b2d22',
  other_department_uuid: '6b1f0c52-8c7e-4d0a-9a52-0f6c1f7b2d33',
  invoice_guid: 'b7c0a1d4-52f1-4c6d-8f0e-3a0d5c1e0001',
  paid_invoice_guid: 'b7c0a1d4-52f1-4c6d-8f0e-3a0d5c1e0002',
  invoice_without_mobile_guid: 'b7c0a1d4-52f1-4c6d-8f0e-3a0d5c1e0003',
  invoice_without_email_guid: 'b7c0a1d4-52f1-4c6d-8f0e-3a0d5c1e0004',
  invoice_without_kpay_guid: 'b7c0a1d4-52f1-4c6d-8f0e-3a0d5c1e0005',
} as const;

type Department = { readonly scope: 'granted' | 'withheld'; readonly kpay: 'enabled' | 'disabled' };
type Invoice = {
  readonly department: string;
  readonly state: 'open' | 'paid';
  readonly mobile?: string;
  readonly email?: string;
};

const departments: ReadonlyMap<string, Department> = new Map([
  [variables.department_uuid, { scope: 'granted', kpay: 'enabled' }],
  [variables.department_without_kpay_uuid, { scope: 'granted', kpay: 'disabled' }],
  [variables.other_department_uuid, { scope: 'withheld', kpay: 'enabled' }],
]);

const mobile = '+15550100200';
const email = 'payer@example.com';
const home = variables.department_uuid;
const invoices: ReadonlyMap<string, Invoice> = new Map<string, Invoice>([
  [variables.invoice_guid, { department: home, state: 'open', mobile, email }],
  [variables.paid_invoice_guid, { department: home, state: 'paid', mobile, email }],
  [variables.invoice_without_mobile_guid, { department: home, state: 'open', email }],
  [variables.invoice_without_email_guid, { department: home, state: 'open', mobile }],
  [
    variables.invoice_without_kpay_guid,
    { department: variables.department_without_kpay_uuid, state: 'open', mobile, email },
  ],
]);

type Wording = readonly [code: number, title: string, message: string, description: string];

const errorTexts = {
  unauthorized: [
    401,
    'Unauthorized',
    'Sign in first',
    'The request carries no valid user name and password.',
  ],
  forbidden: [
    403,
    'Forbidden',
    'Department out of reach',
    'The credentials hold no write scope for this department.',
  ],
  notFound: [404, 'Not found', 'Nothing is served here', 'No resource has this path.'],
  methodNotAllowed: [
    405,
    'Method not allowed',
    'Only POST is served here',
    'Payment requests can only be sent.',
  ],
  mediaType: [415, 'Unsupported media type', 'Send JSON', 'The body has to be application/json.'],
  malformed: [400, 'Bad request', 'The body is not JSON', 'The body could not be read as a JSON document.'],
  noInvoice: [
    1001,
    'Invoice required',
    'Name an invoice',
    'invoiceGuid is missing, so there is nothing to ask for.',
  ],
  unknownInvoice: [
    1002,
    'Invoice not found',
    'No such invoice',
    'The department has no invoice with this GUID.',
  ],
  paidInvoice: [
    1003,
    'Invoice already paid',
    'Nothing is due',
    'The invoice is settled and cannot be requested again.',
  ],
  noMobile: [1004, 'No mobile number', 'The text was not sent', 'The payer has no mobile number on file.'],
  noEmail: [1005, 'No email address', 'The email was not sent', 'The payer has no email address on file.'],
  noKpay: [
    1006,
    'KPay is off',
    'No payment link',
    'KPay is off for the department: set sendWithoutKpay to go without.',
  ],
} as const satisfies Record<string, Wording>;

const warningTexts = {
  nothingSent: [
    2001,
    'Nothing sent',
    'No channel was chosen',
    'The links exist, but neither text nor email was asked for.',
  ],
  noAttachment: [2002, 'Not attached', 'The invoice is not attached', 'Only an email can carry the invoice.'],
  noSignature: [
    2003,
    'Nothing to sign',
    'No signature is asked for',
    'A signature needs the invoice to be attached.',
  ],
} as const satisfies Record<string, Wording>;

function toError([errorCode, errorTitle, errorMessage, errorDescription]: Wording) {
  return { errorCode, errorTitle, errorMessage, errorDescription };
}

function toWarning([warningCode, warningTitle, warningMessage, warningDescription]: Wording) {
  return { warningCode, warningTitle, warningMessage, warningDescription };
}

const checkBody = object({
  invoiceGuid: text(),
  sendWithoutKpay: flag,
  attachInvoice: flag,
  sendAsText: flag,
  sendAsEmail: flag,
  esignRequired: flag,
});

type PaymentRequest = {
  readonly invoiceGuid?: string;
  readonly sendWithoutKpay?: boolean;
  readonly attachInvoice?: boolean;
  readonly sendAsText?: boolean;
  readonly sendAsEmail?: boolean;
  readonly esignRequired?: boolean;
};

function refuse(c: Context, wording: Wording, headers: Record<string, string> = {}): Response {
  const status = wording[0] as 400 | 401 | 403 | 404 | 405 | 415;
  return c.json({ errors: [toError(wording)], warnings: [] }, status, headers);
}

function notSent(wording: Wording) {
  return { errors: [toError(wording)], warnings: [], textSent: 'FAILURE', emailSent: 'FAILURE' };
}

/** Finds the invoice, or the error message if no request can be made for it. */
function findInvoice(departmentUuid: string, request: PaymentRequest): Invoice | Wording {
  if (request.invoiceGuid === undefined || request.invoiceGuid === '') return errorTexts.noInvoice;
  const invoice = invoices.get(request.invoiceGuid);
  if (invoice?.department !== departmentUuid) return errorTexts.unknownInvoice;
  if (invoice.state === 'paid') return errorTexts.paidInvoice;
  const kpay = departments.get(departmentUuid)?.kpay;
  return kpay === 'disabled' && !request.sendWithoutKpay ? errorTexts.noKpay : invoice;
}

function isWording(found: Invoice | Wording): found is Wording {
  return Array.isArray(found);
}

function warningsFor(request: PaymentRequest): readonly Wording[] {
  const warnings: Wording[] = [];
  if (!request.sendAsText && !request.sendAsEmail) warnings.push(warningTexts.nothingSent);
  if (request.attachInvoice && !request.sendAsEmail) warnings.push(warningTexts.noAttachment);
  if (request.esignRequired && !request.attachInvoice) warnings.push(warningTexts.noSignature);
  return warnings;
}

/** Sends what was requested; each channel succeeds or fails on its own. */
function sendRequest(invoice: Invoice, request: PaymentRequest, context: SandboxContext) {
  const errors: Wording[] = [];
  if (request.sendAsText && invoice.mobile === undefined) errors.push(errorTexts.noMobile);
  if (request.sendAsEmail && invoice.email === undefined) errors.push(errorTexts.noEmail);
  const link = context.id(12);
  return {
    errors: errors.map(toError),
    warnings: warningsFor(request).map(toWarning),
    ...(request.sendWithoutKpay ? {} : { paymentLink: `https://pay.department.example/r/${link}` }),
    invoiceLink: `https://pay.department.example/invoices/${link}`,
    textSent: request.sendAsText && invoice.mobile !== undefined ? 'SUCCESS' : 'FAILURE',
    emailSent: request.sendAsEmail && invoice.email !== undefined ? 'SUCCESS' : 'FAILURE',
  };
}

function create(context: SandboxContext): Hono {
  const app = new Hono();
  const route = '/payment/v4/departments/:departmentUuid/payment-requests';

  app.post(route, async (c) => {
    const known = basicCredentials(c.req.raw) === `${clerk.username}:${clerk.password}`;
    if (!known && !context.acceptsAnyToken('department')) {
      return refuse(c, errorTexts.unauthorized, {
        'WWW-Authenticate': 'Basic realm="payment", charset="UTF-8"',
      });
    }
    const departmentUuid = c.req.param('departmentUuid');
    if (departments.get(departmentUuid)?.scope !== 'granted') return refuse(c, errorTexts.forbidden);

    const body = await readJson(c.req.raw);
    if (body.kind === 'other-type') return refuse(c, errorTexts.mediaType);
    if (body.kind === 'malformed') return refuse(c, errorTexts.malformed);
    const problems = checkBody(body.value);
    if (problems.length > 0) {
      const errors = problems.map(({ path, message }) => {
        const field = path.length > 0 ? path.join('.') : 'The body';
        return toError([
          400,
          'Bad request',
          `${field} ${message}`,
          'The body does not fit the documented schema.',
        ]);
      });
      return c.json({ errors, warnings: [] }, 400);
    }

    const request = body.value as PaymentRequest;
    const found = findInvoice(departmentUuid, request);
    return c.json(isWording(found) ? notSent(found) : sendRequest(found, request, context));
  });
  app.all(route, (c) => refuse(c, errorTexts.methodNotAllowed, { Allow: 'POST' }));
  app.notFound((c) => refuse(c, errorTexts.notFound));
  return app;
}

/** Department payment requests, v4: business failures hide in the body of a 200. */
export const department: SandboxApi = {
  name: 'department',
  prefixes: ['/payment'],
  create,
  tokens: {
    department: { scheme: 'basic', ...clerk },
    department_wrong_password: { scheme: 'basic', username: clerk.username, password: 'not-the-password' },
  },
  variables,
};
