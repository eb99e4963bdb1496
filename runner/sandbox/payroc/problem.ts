import type { FieldProblem } from '../shared/validate.ts';

const problems = {
  'bad-request': { status: 400, title: 'Bad request' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  'not-acceptable': { status: 406, title: 'Not acceptable' },
  'idempotency-key-in-use': { status: 409, title: 'Idempotency key in use' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
} as const;

/** An error response in the shape of RFC 9457, with one entry in `errors` for each problem. */
export function problemResponse(
  name: keyof typeof problems,
  detail: string,
  wrong: readonly FieldProblem[] = [],
): Response {
  const { status, title } = problems[name];
  const errors = wrong.map(({ path, message }) => {
    const parameter = path.join('.');
    return { parameter, detail: `${parameter || 'The body'} ${message}` };
  });
  const body = {
    type: `https://docs.payroc.com/api/errors#${name}`,
    title,
    status,
    detail,
    ...(errors.length > 0 ? { errors } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
