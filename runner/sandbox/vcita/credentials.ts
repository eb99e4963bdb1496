/** Who may call a business payments operation. */
export type TokenType =
  | 'staff'
  | 'client'
  | 'directory'
  | 'app'
  | 'business'
  | 'operator'
  | 'admin'
  | 'internal'
  | 'partners';

/** The token types in the shape of `tokens:` in environments.yaml; no operation accepts `staff_revoked`. */
export const vcitaTokens = {
  staff: 'sandbox-staff-token',
  client: 'sandbox-client-token',
  directory: 'sandbox-directory-token',
  app: 'sandbox-app-token',
  business: 'sandbox-business-token',
  operator: 'sandbox-operator-token',
  admin: { scheme: 'Admin', value: 'sandbox-admin-token' },
  internal: { scheme: 'Admin', value: 'sandbox-internal-token' },
  partners: { scheme: 'token', value: 'sandbox-partners-token' },
  staff_revoked: 'sandbox-revoked-token',
} as const satisfies Record<TokenType | 'staff_revoked', unknown>;

const tokenTypes: ReadonlyMap<string, TokenType> = new Map([
  [`Bearer ${vcitaTokens.staff}`, 'staff'],
  [`Bearer ${vcitaTokens.client}`, 'client'],
  [`Bearer ${vcitaTokens.directory}`, 'directory'],
  [`Bearer ${vcitaTokens.app}`, 'app'],
  [`Bearer ${vcitaTokens.business}`, 'business'],
  [`Bearer ${vcitaTokens.operator}`, 'operator'],
  [`Admin ${vcitaTokens.admin.value}`, 'admin'],
  [`Admin ${vcitaTokens.internal.value}`, 'internal'],
  [`Token token="${vcitaTokens.partners.value}"`, 'partners'],
]);

/** The token type of an `Authorization` header; `undefined` for none, an unknown one, or a wrong scheme. */
export function vcitaTokenTypeOf(authorization: string | undefined): TokenType | undefined {
  return authorization === undefined ? undefined : tokenTypes.get(authorization);
}
