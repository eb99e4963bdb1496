import { type Context, Hono } from 'hono';
import type { SandboxApi, SandboxContext } from '../shared/api.ts';
import { readJson } from '../shared/read-request.ts';
import { isJsonFields } from '../shared/validate.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { type TokenType, vcitaTokenTypeOf, vcitaTokens } from './credentials.ts';
import { partnerAccounts, seed } from './data.ts';
import { placeOrder } from './orders.ts';
import { selectProducts } from './products.ts';
import { invalid, missing, notFound, refused } from './refusal.ts';

const payments = '/business/payments/v1';

/** The services behind the gateway have different 401 bodies. */
const unauthorized = {
  payments: { error: 'Unauthorized' },
  clients: { status: 'failure', message: '401 Unauthorized' },
  partners: { status: 'failure', message: '401 Unauthorized' },
} as const;

type Entrance = { readonly service: keyof typeof unauthorized; readonly tokens: readonly TokenType[] };

const doors = {
  listProducts: {
    service: 'payments',
    tokens: ['staff', 'client', 'directory', 'app', 'business', 'operator', 'admin', 'internal'],
  },
  placeOrder: { service: 'payments', tokens: ['staff', 'directory', 'app', 'business', 'admin', 'internal'] },
  sendLink: { service: 'payments', tokens: ['staff'] },
  reassign: { service: 'clients', tokens: ['staff', 'directory', 'business', 'admin', 'internal'] },
  listAccounts: { service: 'partners', tokens: ['partners'] },
} as const satisfies Record<string, Entrance>;

/** vCita business payments: the main gateway at the origin, the fallback API under `/api2`. */
export const vcita: SandboxApi = {
  name: 'vcita',
  prefixes: ['/business', '/platform', '/v3', '/api2'],
  create: createVcita,
  tokens: vcitaTokens,
  variables: {
    business_id: seed.businessUid,
    business_uid: seed.businessUid,
    client_id: seed.clientUid,
    client_uid: seed.clientUid,
    matter_uid: seed.matterUid,
    staff_id: seed.staffUid,
    staff_uid: seed.staffUid,
    colleague_uid: seed.colleagueUid,
  },
};

function createVcita(context: SandboxContext): Hono {
  const conversations = createConversations(context);
  const routes = new Hono();
  const enter = (request: Context['req'], door: Entrance) => refuseEntry(request, door, context);

  routes.get(`${payments}/products`, (c) => {
    const refusal = enter(c.req, doors.listProducts);
    if (refusal !== undefined) return refusal;
    const selection = selectProducts(c.req.query());
    if (selection.status === 'refused') return refused(...selection.errors);
    return c.json({ data: { products: selection.products }, success: true });
  });

  routes.post(`${payments}/product_orders`, async (c) => {
    const body = await bodyOf(c);
    return enter(c.req, doors.placeOrder) ?? placeOrder(body, conversations, context);
  });

  routes.put('/business/clients/v1/matters/:matter_uid/reassign', async (c) => {
    const body = await bodyOf(c);
    return enter(c.req, doors.reassign) ?? reassign(c.req.param('matter_uid'), body, conversations);
  });

  routes.post(`${payments}/payment_requests/:payment_request_uid/send_link`, async (c) => {
    if (!c.req.path.startsWith('/api2/')) return c.json({ status: 'Error', error: 'Unauthorized' }, 422);
    const body = await bodyOf(c);
    const refusal = enter(c.req, doors.sendLink);
    return refusal ?? sendLink(c.req.param('payment_request_uid'), body, conversations);
  });

  routes.get('/platform/v1/partners/accounts', (c) => {
    const refusal = enter(c.req, doors.listAccounts);
    return refusal ?? c.json({ data: { accounts: partnerAccounts }, success: true });
  });

  const app = new Hono().route('/', routes).route('/api2', routes);
  app.notFound((c) => c.json({ error: 'Not Found' }, 404));
  return app;
}

// A body that is not JSON has no fields, and is refused for missing ones.
async function bodyOf(c: Context): Promise<unknown> {
  const body = await readJson(c.req.raw);
  return body.kind === 'json' ? body.value : undefined;
}

function refuseEntry(request: Context['req'], door: Entrance, context: SandboxContext): Response | undefined {
  const refusal = refusalOf(request, door);
  return refusal !== undefined && context.acceptsAnyToken('vcita') ? undefined : refusal;
}

function refusalOf(request: Context['req'], door: Entrance): Response | undefined {
  const token = vcitaTokenTypeOf(request.header('authorization'));
  if (token === undefined || !door.tokens.includes(token)) {
    return Response.json(unauthorized[door.service], { status: 401 });
  }
  if (token === 'directory' && request.header('x-on-behalf-of') !== seed.businessUid) {
    return refused({ code: 'unauthorized', field: 'X-On-Behalf-Of', message: 'Unauthorized' });
  }
  return undefined;
}

function reassign(matterUid: string, body: unknown, conversations: Conversations): Response {
  if (!conversations.hasMatter(matterUid)) return refused(notFound('matter_uid', 'Matter'));
  const { staff_uid: staffUid, reassign_future_meetings: meetings = false } = isJsonFields(body) ? body : {};
  if (staffUid === undefined || staffUid === '') return refused(missing('staff_uid'));
  if (staffUid !== seed.staffUid && staffUid !== seed.colleagueUid) {
    return refused(notFound('staff_uid', 'Staff'));
  }
  if (typeof meetings !== 'boolean') {
    return refused(invalid('reassign_future_meetings', 'reassign_future_meetings must be true or false'));
  }
  conversations.reassign(matterUid, staffUid);
  const matter = { uid: matterUid, staff_uid: staffUid, reassign_future_meetings: meetings };
  return Response.json({ data: { matter }, success: true });
}

function sendLink(paymentRequestUid: string, body: unknown, conversations: Conversations): Response {
  const request = conversations.find(paymentRequestUid);
  if (request === undefined) return refused(notFound('payment_request_uid', 'Payment request'));
  const { channel, channel_value: value, amount } = isJsonFields(body) ? body : {};
  if (channel === undefined || channel === '') return refused(missing('channel'));
  if (channel !== 'email' && channel !== 'sms') {
    return refused(invalid('channel', 'channel must be email or sms'));
  }
  if (value !== undefined && !fitsChannel(channel, value)) {
    return refused(invalid('channel_value', `channel_value does not fit the channel ${channel}`));
  }
  if (amount !== undefined && !(typeof amount === 'number' && amount > 0)) {
    return refused(invalid('amount', 'amount must be a number above zero'));
  }
  if (request.state !== 'pending') {
    const message = 'The payment request is not pending';
    return refused({ code: 'not_pending', field: 'payment_request_uid', message });
  }
  if (!conversations.isOwner(request.matterUid, seed.staffUid)) {
    const message = 'The matter belongs to another staff member';
    return refused({ code: 'not_owner', field: 'matter_uid', message });
  }
  request.state = 'sent';
  return Response.json({ data: {}, success: true }, { status: 201 });
}

function fitsChannel(channel: 'email' | 'sms', value: unknown): boolean {
  const pattern = channel === 'email' ? /^[^\s@]+@[^\s@]+$/ : /^\+?[\d\s()-]{6,20}$/;
  return typeof value === 'string' && pattern.test(value);
}
