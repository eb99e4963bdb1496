import { type Context, Hono } from 'hono';
import type { SandboxApi, SandboxContext } from '../shared/api.ts';
import {
  defaultLifeMs,
  documents,
  entities,
  type MoniteLink,
  seedLinks,
  stateOf,
  type Terms,
  toAnswer,
  moniteVariables,
} from './link.ts';
import { checkLinkRequest, type MoniteLinkRequest, toDetail } from './request.ts';
import { bearerToken, readJson } from '../shared/read-request.ts';
import { isUuid, object, oneOf, type FieldProblem, fieldProblem, text } from '../shared/validate.ts';

const version = '2024-05-25';
const tokenLifeMs = 1_800_000;
const client = { client_id: 'monite-sandbox-client', client_secret: 'monite-sandbox-secret' };

function refuse(c: Context, status: 401 | 403 | 404 | 405 | 409 | 500, message: string): Response {
  return c.json({ error: { message } }, status);
}

function invalid(
  c: Context,
  source: 'body' | 'header' | 'path',
  problems: readonly FieldProblem[],
): Response {
  return c.json({ detail: toDetail(source, problems) }, 422);
}

async function readBody(request: Request): Promise<unknown> {
  const body = await readJson(request);
  return body.kind === 'json' ? body.value : undefined;
}

function checkVersion(c: Context): readonly FieldProblem[] {
  const given = c.req.header('x-monite-version');
  if (given === undefined) return [fieldProblem('missing', 'is required', ['x-monite-version'])];
  return given === version ? [] : [fieldProblem('enum', `must be ${version}`, ['x-monite-version'])];
}

function checkEntity(c: Context): readonly FieldProblem[] {
  const given = c.req.header('x-monite-entity-id');
  if (given === undefined) return [fieldProblem('missing', 'is required', ['x-monite-entity-id'])];
  return isUuid(given) ? [] : [fieldProblem('format', 'must be a UUID', ['x-monite-entity-id'])];
}

function refuseOtherMethods(app: Hono, path: string, allowed: string): void {
  app.all(path, (c) => {
    c.header('Allow', allowed);
    return refuse(c, 405, `${c.req.method} is not allowed here`);
  });
}

const tokenRequest = object({
  'grant_type*': oneOf(['client_credentials']),
  'client_id*': text({ min: 1 }),
  'client_secret*': text({ min: 1 }),
});

function addTokens(
  app: Hono,
  context: SandboxContext,
): { readonly isValid: (token: string | undefined) => boolean } {
  const expiries = new Map<string, number>();
  app.post('/v1/auth/token', async (c) => {
    const headers = checkVersion(c);
    if (headers.length > 0) return invalid(c, 'header', headers);
    const body = await readBody(c.req.raw);
    const problems = tokenRequest(body);
    if (problems.length > 0) return invalid(c, 'body', problems);
    const given = body as typeof client;
    if (given.client_id !== client.client_id || given.client_secret !== client.client_secret) {
      return refuse(c, 401, 'The client credentials are wrong.');
    }
    const token = `monite-${context.id(32)}`;
    expiries.set(token, context.now() + tokenLifeMs);
    return c.json({ access_token: token, token_type: 'Bearer', expires_in: tokenLifeMs / 1000 });
  });
  refuseOtherMethods(app, '/v1/auth/token', 'POST');
  return { isValid: (token) => token !== undefined && (expiries.get(token) ?? 0) > context.now() };
}

function create(context: SandboxContext): Hono {
  const app = new Hono();
  const links = new Map(seedLinks(context.now()).map((link) => [link.id, link]));
  const tokens = addTokens(app, context);

  /** Checks that precede all others for a payment link request. */
  function refuseCaller(c: Context): Response | undefined {
    if (!tokens.isValid(bearerToken(c.req.raw)) && !context.acceptsAnyToken('monite')) {
      c.header('WWW-Authenticate', 'Bearer');
      return refuse(c, 401, 'A valid access token is required.');
    }
    const headers = [...checkVersion(c), ...checkEntity(c)];
    if (headers.length > 0) return invalid(c, 'header', headers);
    if (entities.includes(c.req.header('x-monite-entity-id') ?? '')) return undefined;
    return refuse(c, 403, 'The access token does not cover this entity.');
  }

  function findLink(c: Context): MoniteLink | Response {
    const refusal = refuseCaller(c);
    if (refusal !== undefined) return refusal;
    const id = c.req.param('payment_link_id') ?? '';
    if (!isUuid(id))
      return invalid(c, 'path', [fieldProblem('format', 'must be a UUID', ['payment_link_id'])]);
    if (id === moniteVariables.failing_payment_link_id) throw new Error('this link stands for an outage');
    const link = links.get(id);
    if (link !== undefined && link.entity === c.req.header('x-monite-entity-id')) return link;
    return refuse(c, 404, `Payment link ${id} was not found.`);
  }

  app.post('/v1/payment_links', async (c) => {
    const refusal = refuseCaller(c);
    if (refusal !== undefined) return refusal;
    const body = await readBody(c.req.raw);
    const now = context.now();
    const problems = checkLinkRequest(body, now);
    if (problems.length > 0) return invalid(c, 'body', problems);
    const request = body as MoniteLinkRequest;
    const terms = request.object
      ? documents[`${request.object.type} ${request.object.id}`]
      : (request as Terms);
    if (terms === undefined) return refuse(c, 404, `There is no ${request.object?.type} with this id.`);
    const { amount, currency, payment_reference } = terms;
    const link: MoniteLink = {
      id: context.uuid(),
      entity: c.req.header('x-monite-entity-id') ?? '',
      request,
      terms: { amount, currency, payment_reference },
      intentId: context.uuid(),
      expiresAtMs: request.expires_at ? Date.parse(request.expires_at) : now + defaultLifeMs,
      changedAtMs: now,
      state: 'created',
    };
    links.set(link.id, link);
    return c.json(toAnswer(link, now), 201);
  });
  refuseOtherMethods(app, '/v1/payment_links', 'POST');

  app.get('/v1/payment_links/:payment_link_id', (c) => {
    const link = findLink(c);
    return link instanceof Response ? link : c.json(toAnswer(link, context.now()));
  });
  refuseOtherMethods(app, '/v1/payment_links/:payment_link_id', 'GET');

  app.post('/v1/payment_links/:payment_link_id/expire', (c) => {
    const link = findLink(c);
    if (link instanceof Response) return link;
    const now = context.now();
    const state = stateOf(link, now);
    if (state !== 'created') return refuse(c, 409, `The payment link has already ${state}.`);
    const expired: MoniteLink = { ...link, state: 'expired', expiresAtMs: now, changedAtMs: now };
    links.set(link.id, expired);
    return c.json(toAnswer(expired, now));
  });
  refuseOtherMethods(app, '/v1/payment_links/:payment_link_id/expire', 'POST');

  app.notFound((c) => refuse(c, 404, 'Nothing is served under this path.'));
  app.onError((_error, c) => refuse(c, 500, 'Something went wrong on our side.'));
  return app;
}

/** Monite payment links: versioned headers, an exchanged token, and fields that require each other. */
export const monite: SandboxApi = {
  name: 'monite',
  prefixes: ['/v1/payment_links', '/v1/auth'],
  create,
  tokens: {
    monite: {
      exchange: {
        method: 'POST',
        url: '{{origin}}/v1/auth/token',
        headers: { 'x-monite-version': version },
        body: { grant_type: 'client_credentials', ...client },
        token: '$.access_token',
        expiresIn: '$.expires_in',
      },
    },
    monite_expired: 'monite-token-that-has-expired',
  },
  variables: {
    ...moniteVariables,
    monite_client_id: client.client_id,
    monite_client_secret: client.client_secret,
  },
};
