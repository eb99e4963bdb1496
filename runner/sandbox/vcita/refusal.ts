/** Why a request was refused: a code for programs, the field it is about, and a sentence for people. */
export type Refusal = {
  readonly code: 'missing' | 'invalid' | 'not_found' | 'not_pending' | 'not_owner' | 'unauthorized';
  readonly field: string;
  readonly message: string;
};

/** The 422 of this API. */
export function refused(...errors: readonly Refusal[]): Response {
  return Response.json({ success: false, errors }, { status: 422 });
}

/** The refusal for a field that was left out. */
export function missing(field: string): Refusal {
  return { code: 'missing', field, message: `${field} can't be blank` };
}

/** The refusal for a value that cannot be used. */
export function invalid(field: string, message: string): Refusal {
  return { code: 'invalid', field, message };
}

/** The refusal for an unknown id. */
export function notFound(field: string, what: string): Refusal {
  return { code: 'not_found', field, message: `${what} not found` };
}
