import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { CLIENT, FALLBACK, PATHS, PRIMARY, REASSIGNMENT, STAFF, TOKEN } from './api.ts';
import { createLedger } from './ledger.ts';

// The API of the benchmark, in a process of its own, so that its work counts as no runner's CPU time. It stops with its parent.
const { values } = parseArgs({ options: { latency: { type: 'string', default: '0' } } });
const latencyMs = Number(values.latency);
let ledger = createLedger();

type Answer = { readonly status: number; readonly body: unknown };
type Fields = Readonly<Record<string, unknown>>;

const ok = (status: number, data: unknown): Answer => ({ status, body: { data, success: true } });
const refused = (status: number, message: string): Answer => {
  ledger.refuse(message);
  return { status, body: { success: false, errors: [{ code: 'refused', field: null, message }] } };
};

const product = (id: string, price: number) => ({
  id,
  name: `Consultation ${price}`,
  description:
    'An hour with a member of staff, by telephone or in person, with a written summary afterwards.',
  price: `${price}.0`,
  currency: 'USD',
  display: true,
  taxes: [{ id: 'tax-1', name: 'VAT', rate: 17 }],
  total_price: `${price * 1.17}`,
  created_at: '2026-01-05T08:00:00.000Z',
  staff_id: STAFF,
  business_id: 'business-1',
  sku: null,
  cost: '0.0',
  image_url: null,
});
const others = [20, 30, 40].map((price) => product(`unavailable-${price}`, price));

/** The id in a path of this shape; undefined if it has another shape. */
function idIn(path: string, shape: (id: string) => string): string | undefined {
  const id = /\/((?:matter|request)-\d+)\//.exec(path)?.[1];
  return id !== undefined && path === shape(id) ? id : undefined;
}

function answer(method: string, path: string, body: Fields): Answer {
  const reassigned = idIn(path, PATHS.reassign);
  const linked = idIn(path, PATHS.sendLink);
  if (method === 'GET' && path === PATHS.products)
    return ok(200, { products: [product(ledger.issueProduct(), 10), ...others] });
  if (method === 'POST' && path === PATHS.orders) return order((body['product_order'] ?? {}) as Fields);
  if (method === 'PUT' && reassigned !== undefined)
    return body['staff_uid'] === STAFF && ledger.reassign(reassigned)
      ? ok(200, { matter: { uid: reassigned, ...REASSIGNMENT } })
      : refused(422, `${reassigned} was not reassigned`);
  if (method === 'POST' && linked !== undefined)
    return body['channel'] === 'email' && ledger.link(linked, String(body['channel_value']))
      ? ok(201, {})
      : refused(422, `${linked} was not linked`);
  return refused(404, `${method} ${path} is served by nobody here (${PRIMARY}, ${FALLBACK})`);
}

function order({ client_id, matter_uid, product_id, price }: Fields): Answer {
  const matter = String(matter_uid);
  if (client_id !== CLIENT || price !== 1) return refused(422, `${matter}: wrong client or price`);
  const request = ledger.order(String(product_id), matter);
  if (request === undefined) return refused(422, `${matter}: no order`);
  return ok(201, {
    product_order: {
      id: `order-of-${matter}`,
      client_id,
      matter_uid: matter,
      product_id,
      payment_request_id: request,
      payment_request_state: 'pending',
      price: '1.0',
      total_price: '1.17',
      currency: 'USD',
      name: 'Consultation',
      taxes: [],
      created_at: '2026-01-05T08:00:00.000Z',
      staff_id: STAFF,
    },
  });
}

function serve(request: IncomingMessage, text: string, response: ServerResponse): void {
  const { method = '', url = '', headers } = request;
  if (url === '/ledger' && method === 'DELETE') ledger = createLedger();
  if (url === '/ledger') write(response, { status: 200, body: ledger.tally() });
  else {
    const isKnown = headers.authorization === `Bearer ${TOKEN}`;
    const result = isKnown
      ? answer(method, url, text === '' ? {} : (JSON.parse(text) as Fields))
      : refused(401, `${method} ${url} came without the token`);
    if (latencyMs === 0) write(response, result);
    else setTimeout(() => write(response, result), latencyMs);
  }
}

function write(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => serve(request, Buffer.concat(chunks).toString(), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') console.log(`http://127.0.0.1:${address.port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
