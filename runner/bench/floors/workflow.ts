import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Client, HttpCall, OpenClient } from './clients.ts';

/** The arguments of the floors: the server's URL, the number of specs, and how many run at once. */
export type Orders = {
  readonly url: string;
  readonly specs: number;
  readonly jobs: number;
};

/** Reads the arguments from the command line: `url specs jobs`. */
export function readOrders([url = '', specs = '', jobs = '']: readonly string[]): Orders {
  return { url, specs: Number(specs), jobs: Number(jobs) };
}

/** Runs the workflow once for each spec, `jobs` at once, with the least possible work: no report, no document, no wait. */
export async function playAll({ url, specs, jobs }: Orders, open: OpenClient): Promise<void> {
  const client = open(url, jobs);
  let next = 1;
  const worker = async (): Promise<void> => {
    for (let number = next++; number <= specs; number = next++) await play(client, number);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  await client.close();
}

async function play(client: Client, number: number): Promise<void> {
  const matter = matterOf(number);
  const { products } = await send<{ products: { id: string }[] }>(client, {
    method: 'GET',
    path: PATHS.products,
    statuses: [200],
  });
  const { product_order: order } = await send<{ product_order: { payment_request_id: string } }>(client, {
    method: 'POST',
    path: PATHS.orders,
    body: orderOf(matter, products[0]!.id),
    statuses: [200, 201],
  });
  await send(client, { method: 'PUT', path: PATHS.reassign(matter), body: REASSIGNMENT, statuses: [200] });
  await send(client, {
    method: 'POST',
    path: PATHS.sendLink(order.payment_request_id),
    body: linkTo(payerOf(matter)),
    statuses: [201],
  });
}

type Call = {
  readonly method: HttpCall['method'];
  readonly path: string;
  readonly body?: unknown;
  readonly statuses: readonly number[];
};

async function send<Data>(client: Client, { method, path, body, statuses }: Call): Promise<Data> {
  const { status, text } = await client.send({
    method,
    path,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { data } = JSON.parse(text) as { data: Data };
  if (!statuses.includes(status)) throw new Error(`${method} ${path} answered ${status}`);
  return data;
}
