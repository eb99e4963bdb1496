import { type Product, products, seed, type Tax } from './data.ts';
import { invalid, type Refusal } from './refusal.ts';

const productsSince = '2025-11-03T08:15:00.000Z';

/** The products that a query selects, or why the query is refused. */
export function selectProducts(
  query: Readonly<Record<string, string>>,
):
  | { readonly status: 'selected'; readonly products: readonly unknown[] }
  | { readonly status: 'refused'; readonly errors: Refusal[] } {
  const page = query['page'] ?? '1';
  const perPage = query['per_page'] ?? '25';
  const display = query['filter[display]'];
  const contains = (query['filter[contains]'] ?? '').toLowerCase();
  const errors = [
    ...(isCount(page) ? [] : [invalid('page', 'page must be a whole number above zero')]),
    ...(isCount(perPage) ? [] : [invalid('per_page', 'per_page must be a whole number above zero')]),
    ...(isFlag(display) ? [] : [invalid('filter[display]', 'filter[display] must be true or false')]),
  ];
  if (errors.length > 0) return { status: 'refused', errors };

  const matching = products.filter(
    (product) =>
      (display === undefined || String(product.display) === display) &&
      product.name.toLowerCase().includes(contains),
  );
  const start = (Number(page) - 1) * Number(perPage);
  return {
    status: 'selected',
    products: matching.slice(start, start + Number(perPage)).map(describeProduct),
  };
}

/** A price in this API's format: at least one digit after the point, as in `5.0` and `45.25`. */
export function decimal(amount: number): string {
  return amount.toFixed(2).replace(/0$/, '');
}

/** The total of a price and its taxes. */
export function totalOf(price: number, taxes: readonly Tax[]): number {
  const rate = taxes.reduce((sum, tax) => sum + tax.rate, 0);
  return Math.round(price * (100 + rate)) / 100;
}

function describeProduct(product: Product): unknown {
  return {
    id: product.id,
    name: product.name,
    description: product.description,
    price: decimal(product.price),
    currency: seed.currency,
    display: product.display,
    taxes: product.taxes,
    total_price: decimal(totalOf(product.price, product.taxes)),
    created_at: productsSince,
    staff_id: seed.staffUid,
    business_id: seed.businessUid,
    sku: product.sku,
    cost: decimal(product.cost),
    image_url: `https://images.example.com/${product.sku.toLowerCase()}.png`,
  };
}

function isCount(value: string): boolean {
  return /^[1-9]\d{0,5}$/.test(value);
}

function isFlag(value: string | undefined): boolean {
  return value === undefined || value === 'true' || value === 'false';
}
