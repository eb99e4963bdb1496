import type { SandboxContext } from '../shared/api.ts';
import { instant } from '../shared/instant.ts';
import { isJsonFields } from '../shared/validate.ts';
import type { Conversations } from './conversations.ts';
import { products, seed, type Tax, taxes } from './data.ts';
import { decimal, totalOf } from './products.ts';
import { invalid, missing, notFound, type Refusal, refused } from './refusal.ts';

/** Creates the product order of a body, which opens a pending payment request. */
export function placeOrder(body: unknown, conversations: Conversations, context: SandboxContext): Response {
  const order = isJsonFields(body) ? body['product_order'] : undefined;
  if (!isJsonFields(order)) return refused(missing('product_order'));
  const errors = refusalsOf(order, conversations);
  const product = products.find(({ id }) => id === order['product_id']);
  if (errors.length > 0 || product === undefined) return refused(...errors);

  const price = typeof order['price'] === 'number' ? order['price'] : product.price;
  const ownTaxes = Array.isArray(order['tax_ids']) ? order['tax_ids'].flatMap(taxWithId) : product.taxes;
  const clientUid = String(order['client_id']);
  const named = order['matter_uid'];
  const matterUid = typeof named === 'string' ? named : conversations.openMatter(clientUid);
  const productOrder = {
    id: context.id(16, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    client_id: clientUid,
    matter_uid: matterUid,
    product_id: product.id,
    payment_request_id: conversations.request(matterUid),
    payment_request_state: 'pending',
    price: decimal(price),
    total_price: decimal(totalOf(price, ownTaxes)),
    currency: seed.currency,
    name: product.name,
    description: product.description,
    taxes: ownTaxes,
    created_at: instant(context.now()),
    staff_id: seed.staffUid,
    cost: decimal(product.cost),
  };
  return Response.json({ data: { product_order: productOrder }, success: true }, { status: 201 });
}

function refusalsOf(order: Readonly<Record<string, unknown>>, conversations: Conversations): Refusal[] {
  const errors: Refusal[] = [];
  const { client_id: clientId, product_id: productId, matter_uid: matterUid, price, tax_ids: taxIds } = order;
  if (isBlank(clientId)) errors.push(missing('client_id'));
  else if (clientId !== seed.clientUid) errors.push(notFound('client_id', 'Client'));
  if (isBlank(productId)) errors.push(missing('product_id'));
  else if (!products.some(({ id }) => id === productId)) errors.push(notFound('product_id', 'Product'));
  if (matterUid !== undefined && !(typeof matterUid === 'string' && conversations.hasMatter(matterUid))) {
    errors.push(notFound('matter_uid', 'Matter'));
  }
  if (price !== undefined && !isPrice(price)) {
    errors.push(invalid('price', 'price must be a number, zero or more'));
  }
  if (taxIds !== undefined && !(Array.isArray(taxIds) && taxIds.every((id) => taxWithId(id).length > 0))) {
    errors.push(notFound('tax_ids', 'Tax'));
  }
  return errors;
}

function taxWithId(id: unknown): readonly Tax[] {
  return taxes.filter((tax) => tax.id === id);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e9;
}
