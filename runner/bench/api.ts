/** The paths of the server, and the client it knows. */
export const PRIMARY = '/apigw';
export const FALLBACK = '/api2';
export const CLIENT = 'client-1';
export const STAFF = 'staff-1';
export const TOKEN = 'bench-token-7f3a9c51';

export const PATHS = {
  products: `${PRIMARY}/business/payments/v1/products`,
  orders: `${PRIMARY}/business/payments/v1/product_orders`,
  reassign: (matter: string): string => `${PRIMARY}/business/clients/v1/matters/${matter}/reassign`,
  sendLink: (request: string): string =>
    `${FALLBACK}/business/payments/v1/payment_requests/${request}/send_link`,
};

/** The request bodies; ids may be another runner's placeholders. */
export const orderOf = (matter: string, product: string) => ({
  product_order: { client_id: CLIENT, matter_uid: matter, price: 1, product_id: product },
});
export const REASSIGNMENT = { staff_uid: STAFF, reassign_future_meetings: false };
export const linkTo = (payer: string) => ({ channel: 'email', channel_value: payer });

/** The payer of a matter: a runner that mixes up two specs pairs them wrongly. */
export const matterOf = (number: number): string => `matter-${number}`;
export const payerOf = (matter: string): string => `${matter.replace('matter', 'payer')}@example.com`;
