/** Where the server answers, and for whom. */
export const PRIMARY = '/apigw';
export const FALLBACK = '/api2';
export const CLIENT = 'client-1';
export const STAFF = 'staff-1';
export const TOKEN = 'bench-token-7f3a9c51';

/** The payer that belongs to a matter: whoever mixes up two specs pairs them wrongly. */
export const payerOf = (matter: string): string => `${matter.replace('matter', 'payer')}@example.com`;
