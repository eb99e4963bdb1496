/** A tax in percent. */
export type Tax = { readonly id: string; readonly name: string; readonly rate: number };

/** Something that a business sells. */
export type Product = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly cost: number;
  readonly display: boolean;
  readonly taxes: readonly Tax[];
  readonly sku: string;
};

/** The seeded business, its people, and the conversation that specs share. */
export const seed = {
  businessUid: 'k3v9z1t7mq20xw8d',
  staffUid: 'p8r4n6c1yb72ls0f',
  colleagueUid: 'u2h7e5j9ga31od6w',
  clientUid: 'c5x0q8i3tv64nm2r',
  matterUid: 'm7d1w4k6zp95be3h',
  currency: 'USD',
} as const;

/** Every tax of the seeded business. */
export const taxes: readonly Tax[] = [
  { id: 't4f6s8y1ua03gk5j', name: 'State tax', rate: 8.5 },
  { id: 't9l2o7b5cw18rx4e', name: 'City tax', rate: 1.5 },
];

/** Every product of the seeded business; no request can change them. */
export const products: readonly Product[] = [
  {
    id: 'd1g8a3x5qn72vt6m',
    name: 'First consultation',
    description: 'One hour, in person or on a call',
    price: 100,
    cost: 35,
    display: true,
    taxes: taxes.slice(0, 1),
    sku: 'CONSULT-60',
  },
  {
    id: 'd6j2r9c4ws50yh1z',
    name: 'Follow-up visit',
    description: 'Half an hour with the same person',
    price: 45.5,
    cost: 12.25,
    display: true,
    taxes: [],
    sku: 'FOLLOW-30',
  },
  {
    id: 'd0p5k7e8lb31fo4u',
    name: 'Archived gift card',
    description: 'No longer on sale to clients',
    price: 25,
    cost: 0,
    display: false,
    taxes: [],
    sku: 'GIFT-25',
  },
];

/** The businesses that a partner has opened. */
export const partnerAccounts = [
  { uid: seed.businessUid, name: 'Harbour Street Clinic', country_code: 'US', status: 'active' },
  { uid: 'w6b3y0n8hr47cj1s', name: 'Two Rivers Studio', country_code: 'GB', status: 'suspended' },
] as const;
