import { type Context, Hono } from 'hono';

/** One way in which the shop breaks its promises. */
export type Fault =
  | 'answers as someone else'
  | 'sends the first page again'
  | 'loses the bytes of files'
  | 'never ends an export'
  | 'ignores If-None-Match'
  | 'ignores If-Match'
  | 'shows deleted orders'
  | 'takes any amount'
  | 'shows orders of other tenants'
  | 'calls no webhook'
  | 'ignores idempotency keys'
  | 'keeps no limit'
  | 'has lost statements'
  | 'forgets nicknames'
  | 'asks for no token';

type Order = {
  readonly id: string;
  readonly amount: number;
  readonly tenant: string;
  state: 'open' | 'deleted';
};
type Note = { readonly id: string; text: string; version: number };

const TENANTS: Readonly<Record<string, string>> = { 'staff-token': 'north', 'partner-token': 'south' };
const LIMIT = 3;
const OPEN = ['/v1/sessions', '/inbox/'];

const refuse = (context: Context, status: 401 | 404 | 412 | 422 | 429 | 502, code: string, field?: string) =>
  context.json({ error: { code, ...(field !== undefined && { field }) } }, status);

/** A small shop in memory, as the recipes of the cookbook expect it, or with one fault. */
export function createShop(fault?: Fault): (request: Request) => Promise<Response> {
  const has = (each: Fault): boolean => fault === each;
  const app = new Hono<{ Variables: { tenant: string } }>();
  const orders: Order[] = [];
  const notes = new Map<string, Note>();
  const files = new Map<string, { id: string; name: string; size: number }>();
  const byKey = new Map<string, Order>();
  const inbox: { readonly box: string; readonly event: string; readonly order: string }[] = [];
  const hooks = new Map<string, string>();
  let nicknames = 'none';
  let asked = 0;
  let searches = 0;
  let ids = 0;
  const nextId = (kind: string): string => `${kind}-${++ids}`;

  app.use(async (context, next) => {
    const token = (context.req.header('authorization') ?? '').replace(/^Bearer /, '');
    const isSession = token === 'session-token';
    const isOpen = OPEN.some((path) => context.req.path.startsWith(path)) || has('asks for no token');
    if (!isOpen && !isSession && TENANTS[token] === undefined) return refuse(context, 401, 'no_token');
    context.set('tenant', TENANTS[token] ?? 'north');
    return next();
  });

  app.post('/v1/sessions', async (context) => {
    const { password } = await context.req.json<{ password: string }>();
    return password === 'correct-horse'
      ? context.json({ token: 'session-token', expires_in: 600 }, 201)
      : refuse(context, 401, 'wrong_password');
  });
  const me = () => ({
    email: has('answers as someone else') ? 'guest@example.com' : 'ada@example.com',
    nickname: nicknames,
  });
  app.get('/v1/me', (context) => context.json(me()));
  app.patch('/v1/me', async (context) => {
    const { nickname } = await context.req.json<{ nickname: string }>();
    const answer = { ...me(), nickname };
    if (!has('forgets nicknames')) nicknames = nickname;
    return context.json(answer);
  });

  const shown = ({ id, amount, state }: Order) => ({ id, amount, state });
  app.post('/v1/orders', async (context) => {
    const { amount } = await context.req.json<{ amount?: number }>();
    if (!has('takes any amount') && !(Number.isInteger(amount) && amount! > 0))
      return refuse(context, 422, 'invalid', 'amount');
    const key = context.req.header('idempotency-key');
    const before = key === undefined || has('ignores idempotency keys') ? undefined : byKey.get(key);
    const order = before ?? {
      id: nextId('order'),
      amount: amount!,
      tenant: context.get('tenant'),
      state: 'open' as const,
    };
    if (before === undefined) {
      orders.push(order);
      for (const box of has('calls no webhook') ? [] : hooks.values())
        inbox.push({ box, event: 'order.created', order: order.id });
    }
    if (key !== undefined) byKey.set(key, order);
    return context.json(shown(order), 201);
  });
  app.get('/v1/orders', (context) => {
    const { limit = '10', after = '', state = 'open' } = context.req.query();
    const all = orders.filter((order) => order.state === state && order.tenant === context.get('tenant'));
    const start = has('sends the first page again') ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const data = all.slice(start, start + Number(limit));
    const next = start + data.length < all.length ? { next: data.at(-1)!.id } : {};
    return context.json({ data: data.map(shown), ...next });
  });
  const findOrder = (context: Context): Order | undefined =>
    orders.find(
      ({ id, tenant, state }) =>
        id === context.req.param('id') &&
        (tenant === context.get('tenant') || has('shows orders of other tenants')) &&
        (state === 'open' || has('shows deleted orders')),
    );
  app.get('/v1/orders/:id', (context) => {
    const order = findOrder(context);
    return order === undefined ? refuse(context, 404, 'not_found') : context.json(shown(order));
  });
  app.delete('/v1/orders/:id', (context) => {
    const order = findOrder(context);
    if (order === undefined) return refuse(context, 404, 'not_found');
    order.state = 'deleted';
    return context.body(null, 204);
  });

  const etagOf = ({ version }: Note): string => `"v${version}"`;
  const showNote = (context: Context, found: Note, status: 200 | 201 = 200) =>
    context.json({ id: found.id, text: found.text }, status, { etag: etagOf(found) });
  app.post('/v1/notes', async (context) => {
    const { text } = await context.req.json<{ text: string }>();
    const made = { id: nextId('note'), text, version: 1 };
    notes.set(made.id, made);
    return showNote(context, made, 201);
  });
  app.get('/v1/notes/:id', (context) => {
    const found = notes.get(context.req.param('id'));
    if (found === undefined) return refuse(context, 404, 'not_found');
    const isFresh = context.req.header('if-none-match') === etagOf(found) && !has('ignores If-None-Match');
    return isFresh ? context.body(null, 304, { etag: etagOf(found) }) : showNote(context, found);
  });
  app.put('/v1/notes/:id', async (context) => {
    const found = notes.get(context.req.param('id'))!;
    if (context.req.header('if-match') !== etagOf(found) && !has('ignores If-Match'))
      return refuse(context, 412, 'changed_meanwhile');
    found.text = (await context.req.json<{ text: string }>()).text;
    found.version++;
    return showNote(context, found);
  });
  app.delete('/v1/notes/:id', (context) => {
    notes.delete(context.req.param('id'));
    return context.body(null, 204);
  });

  app.post('/v1/files', async (context) => {
    const { file } = await context.req.parseBody();
    const { name, size } = file as File;
    const made = { id: nextId('file'), name, size: has('loses the bytes of files') ? 0 : size };
    files.set(made.id, made);
    return context.json(made, 201);
  });
  app.get('/v1/files/:id', (context) => context.json(files.get(context.req.param('id'))!));
  app.delete('/v1/files/:id', (context) => {
    files.delete(context.req.param('id'));
    return context.body(null, 204);
  });

  app.post('/v1/exports', (context) => context.json({ id: nextId('export'), state: 'running' }, 202));
  app.get('/v1/exports/:id', (context) => {
    const id = context.req.param('id');
    const isDone = ++asked > 2 && !has('never ends an export');
    return context.json(isDone ? { id, state: 'done', rows: 2 } : { id, state: 'running' });
  });

  app.post('/v1/webhooks', async (context) => {
    const { url } = await context.req.json<{ url: string }>();
    const id = nextId('webhook');
    hooks.set(id, url.split('/').at(-1)!);
    return context.json({ id, url }, 201);
  });
  app.delete('/v1/webhooks/:id', (context) => {
    hooks.delete(context.req.param('id'));
    return context.body(null, 204);
  });
  app.get('/inbox/:id', (context) =>
    context.json(
      inbox
        .filter(({ box }) => box === context.req.param('id') && ++asked > 1)
        .map(({ event, order }) => ({ event, order })),
    ),
  );

  app.get('/v1/search', (context) => {
    if (++searches <= LIMIT || has('keeps no limit')) return context.json([]);
    context.header('retry-after', '1');
    return refuse(context, 429, 'too_many');
  });
  app.get('/v1/statements/:id', (context) => {
    const isFallback = new URL(context.req.url).hostname === 'fallback.example.com';
    if (!isFallback) return refuse(context, 502, 'no_upstream');
    return context.json({ id: context.req.param('id'), lines: has('has lost statements') ? 0 : 3 });
  });
  return async (request) => app.fetch(request);
}
