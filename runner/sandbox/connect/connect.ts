import { type Context, Hono } from 'hono';
import type { SandboxApi, SandboxContext } from '../shared/api.ts';
import {
  hasRoom,
  isoTime,
  type ConnectLink,
  linkStatus,
  showLink,
  showPayment,
  showSession,
} from './link.ts';
import {
  type Channel,
  checkDelivery,
  checkConnectLink,
  checkPayment,
  type ConnectLinkRequest,
  type LinkStatus,
  statuses,
} from './request.ts';
import { addressOf, createStore, references, type Store, connectVariables } from './store.ts';
import { bearerToken, readJson } from '../shared/read-request.ts';
import { type FieldProblem, fieldProblem } from '../shared/validate.ts';

const writer = 'connect-sandbox-token';
const reader = 'connect-sandbox-read-only-token';
const challenge = { 'WWW-Authenticate': 'Bearer realm="connect"' };

type Refusal = readonly [status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 415 | 422, message: string];

const refusals = {
  unauthorized: [401, 'A valid bearer token is required.'],
  forbidden: [403, 'This token may only read.'],
  not_found: [404, 'There is no such resource.'],
  method_not_allowed: [405, 'This resource does not support the method.'],
  link_cancelled: [409, 'The payment link has been cancelled.'],
  link_used_up: [409, 'The payment link has been used as often as it may be.'],
  link_expired: [410, 'The payment link has expired.'],
  payment_in_progress: [409, 'Another payment is under way.'],
  session_completed: [409, 'The session has been paid already.'],
  unsupported_media_type: [415, 'The body has to be application/json.'],
  malformed_json: [400, 'The body could not be read as JSON.'],
  validation_failed: [422, 'The request does not fit the documentation.'],
} as const satisfies Record<string, Refusal>;

type RefusalCode = keyof typeof refusals;
type Details = readonly { readonly field: string; readonly rule: string; readonly message: string }[];

function refuse(c: Context, code: RefusalCode, details: Details = []): Response {
  const [status, message] = refusals[code];
  return c.json({ error: { code, message, details } }, status, code === 'unauthorized' ? challenge : {});
}

function invalid(c: Context, problems: readonly FieldProblem[]): Response {
  const details = problems.map(({ path, rule, message }) => ({ field: path.join('.'), rule, message }));
  return refuse(c, 'validation_failed', details);
}

const refusalFor: Readonly<Record<Exclude<LinkStatus, 'active'>, RefusalCode>> = {
  used_up: 'link_used_up',
  expired: 'link_expired',
  cancelled: 'link_cancelled',
};

/** Reads JSON that passes `check`, or returns the refusal. */
async function readValid(
  c: Context,
  check: (value: unknown) => readonly FieldProblem[],
): Promise<Response | { value: unknown }> {
  const body = await readJson(c.req.raw);
  if (body.kind === 'other-type') return refuse(c, 'unsupported_media_type');
  if (body.kind === 'malformed') return refuse(c, 'malformed_json');
  const problems = check(body.value);
  return problems.length > 0 ? invalid(c, problems) : { value: body.value };
}

type Query = {
  readonly status: string | undefined;
  readonly customerId: string | undefined;
  readonly limit: number;
};

function readQuery(c: Context): Query | readonly FieldProblem[] {
  const { status, customerId, limit = '20' } = c.req.query();
  const problems: FieldProblem[] = [];
  if (status !== undefined && !statuses.some((known) => known === status)) {
    problems.push(fieldProblem('enum', `must be one of: ${statuses.join(', ')}`, ['status']));
  }
  if (!/^[1-9]\d?$|^100$/.test(limit))
    problems.push(fieldProblem('range', 'must be a number from 1 to 100', ['limit']));
  return problems.length > 0 ? problems : { status, customerId, limit: Number(limit) };
}

function listLinks(c: Context, store: Store): Response {
  const query = readQuery(c);
  if ('length' in query) return invalid(c, query);
  const { status, customerId, limit } = query;
  const matching = store
    .links()
    .filter((view) => status === undefined || linkStatus(view) === status)
    .filter(({ link }) => customerId === undefined || link.request.customerId === customerId);
  const cursor = c.req.query('cursor');
  const after = cursor === undefined ? -1 : matching.findIndex(({ link }) => link.id === cursor);
  if (cursor !== undefined && after < 0) {
    return invalid(c, [fieldProblem('unknown', 'is no cursor of this list', ['cursor'])]);
  }
  const page = matching.slice(after + 1, after + 1 + limit);
  const isLast = after + 1 + limit >= matching.length;
  const nextCursor = isLast ? null : (page.at(-1)?.link.id ?? null);
  return c.json({ data: page.map(showLink), page: { limit, total: matching.length, nextCursor } });
}

function deliver(link: ConnectLink, id: string, body: { channel: Channel; recipient?: string }) {
  const { channel } = body;
  const url = `https://pay.connect.example/l/${link.id}`;
  const common = { id, linkId: link.id, channel };
  switch (channel) {
    case 'email':
    case 'sms':
      return { ...common, status: 'sent', recipient: body.recipient ?? addressOf(link.request, channel) };
    case 'qr_code':
      return { ...common, status: 'ready', imageUrl: `${url}/qr.svg`, mediaType: 'image/svg+xml' };
    case 'embed':
      return { ...common, status: 'ready', html: `<a class="connect-pay" href="${url}">Pay now</a>` };
  }
}

function addLinkRoutes(app: Hono, store: Store, context: SandboxContext): void {
  const root = '/connect/v1/payment-links';
  app.get(root, (c) => listLinks(c, store));
  app.post(root, async (c) => {
    const body = await readValid(c, (value) => checkConnectLink(value, references, context.now()));
    if (body instanceof Response) return body;
    const link = store.addLink(body.value as ConnectLinkRequest);
    // As it was at that moment, however long the rest took.
    return c.json(showLink(store.view(link, link.createdAtMs)), 201, { Location: `${root}/${link.id}` });
  });
  app.get(`${root}/:linkId`, (c) => {
    const link = store.link(c.req.param('linkId'));
    return link === undefined ? refuse(c, 'not_found') : c.json(showLink(store.view(link)));
  });
  app.post(`${root}/:linkId/deliveries`, async (c) => {
    const link = store.link(c.req.param('linkId'));
    if (link === undefined) return refuse(c, 'not_found');
    const status = linkStatus(store.view(link));
    if (status !== 'active') return refuse(c, refusalFor[status]);
    const body = await readValid(c, (value) =>
      checkDelivery(value, (channel) => addressOf(link.request, channel)),
    );
    if (body instanceof Response) return body;
    const wanted = body.value as { channel: Channel; recipient?: string };
    const latest = store.link(link.id) ?? link;
    store.replace({ ...latest, channels: [...new Set([...latest.channels, wanted.channel])] });
    return c.json({ ...deliver(link, store.deliveryId(), wanted), createdAt: isoTime(context.now()) }, 201);
  });
  app.post(`${root}/:linkId/cancel`, (c) => {
    const link = store.link(c.req.param('linkId'));
    if (link === undefined) return refuse(c, 'not_found');
    const status = linkStatus(store.view(link));
    if (status !== 'active') return refuse(c, refusalFor[status]);
    const cancelled = { ...link, cancelledAtMs: context.now() };
    store.replace(cancelled);
    return c.json(showLink(store.view(cancelled)));
  });
  app.post(`${root}/:linkId/sessions`, (c) => {
    const link = store.link(c.req.param('linkId'));
    if (link === undefined) return refuse(c, 'not_found');
    const status = linkStatus(store.view(link));
    if (status !== 'active') return refuse(c, refusalFor[status]);
    return c.json(showSession(store.addSession(link), store.view(link)), 201);
  });
}

function addPaymentRoutes(app: Hono, store: Store): void {
  app.get('/connect/v1/payment-sessions/:sessionId', (c) => {
    const session = store.session(c.req.param('sessionId'));
    const link = store.link(session?.linkId ?? '');
    if (session === undefined || link === undefined) return refuse(c, 'not_found');
    return c.json(showSession(session, store.view(link)));
  });
  app.post('/connect/v1/payment-sessions/:sessionId/payments', async (c) => {
    const session = store.session(c.req.param('sessionId'));
    if (session === undefined) return refuse(c, 'not_found');
    const body = await readValid(c, checkPayment);
    if (body instanceof Response) return body;
    const link = store.link(session.linkId);
    if (link === undefined) return refuse(c, 'not_found');
    const view = store.view(link);
    const current = showSession(session, view).status;
    if (current === 'completed') return refuse(c, 'session_completed');
    const status = linkStatus(view);
    if (status !== 'active') return refuse(c, refusalFor[status]);
    if (current === 'paying' || !hasRoom(view)) return refuse(c, 'payment_in_progress');
    const payment = store.addPayment(session, (body.value as { card: { number: string } }).card.number);
    // Pending, however long the rest took.
    return c.json(showPayment(payment, store.view(link, payment.startedAtMs)), 202, {
      Location: `/connect/v1/payments/${payment.id}`,
    });
  });
  app.get('/connect/v1/payments/:paymentId', (c) => {
    const payment = store.payment(c.req.param('paymentId'));
    const link = store.link(payment?.linkId ?? '');
    if (payment === undefined || link === undefined) return refuse(c, 'not_found');
    return c.json(showPayment(payment, store.view(link)));
  });
}

// Anyone with a link may open it and pay: that is the point of a payment link.
const hostedPage = /^\/connect\/v1\/(payment-links\/[^/]+\/sessions|payment-sessions\/[^/]+\/payments)$/;
const methods: readonly (readonly [path: string, allowed: string])[] = [
  ['/connect/v1/payment-links', 'GET, POST'],
  ['/connect/v1/payment-links/:linkId', 'GET'],
  ['/connect/v1/payment-links/:linkId/deliveries', 'POST'],
  ['/connect/v1/payment-links/:linkId/cancel', 'POST'],
  ['/connect/v1/payment-links/:linkId/sessions', 'POST'],
  ['/connect/v1/payment-sessions/:sessionId', 'GET'],
  ['/connect/v1/payment-sessions/:sessionId/payments', 'POST'],
  ['/connect/v1/payments/:paymentId', 'GET'],
];

/** Why the credentials of a request are insufficient. */
function refusalOf(c: Context): RefusalCode | undefined {
  const token = bearerToken(c.req.raw);
  if (token !== writer && token !== reader) return 'unauthorized';
  return token === reader && c.req.method !== 'GET' ? 'forbidden' : undefined;
}

function create(context: SandboxContext): Hono {
  const app = new Hono();
  const store = createStore(context);
  app.use('*', async (c, next) => {
    const code = hostedPage.test(c.req.path) ? undefined : refusalOf(c);
    return code === undefined || context.acceptsAnyToken('connect') ? next() : refuse(c, code);
  });
  addLinkRoutes(app, store, context);
  addPaymentRoutes(app, store);
  for (const [path, allowed] of methods) {
    app.all(path, (c) => {
      c.header('Allow', allowed);
      return refuse(c, 'method_not_allowed');
    });
  }
  app.notFound((c) => refuse(c, 'not_found'));
  return app;
}

/** Connect payment links: a link is opened, paid asynchronously, and counts what happened to it. */
export const connect: SandboxApi = {
  name: 'connect',
  prefixes: ['/connect'],
  create,
  tokens: { connect: writer, connect_read_only: reader, connect_revoked: 'connect-revoked-token' },
  variables: connectVariables,
};
