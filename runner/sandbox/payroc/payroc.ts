import { type Context, Hono } from 'hono';
import type { SandboxApi, SandboxContext } from '../shared/api.ts';
import { createIdempotency } from './idempotency.ts';
import { calendarDate, instant } from '../shared/instant.ts';
import { checkPayrocLink, checkSharing } from './checks.ts';
import { problemResponse } from './problem.ts';
import { bearerToken, type JsonBody, readJson } from '../shared/read-request.ts';
import { isJsonFields, type FieldProblem } from '../shared/validate.ts';

const apiKey = 'sandbox-payroc-api-key';
const tokenLifetimeSeconds = 3600;
const ownTerminal = '1234001';
const terminalOfAnotherMerchant = '5678002';
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

type Created = Readonly<Record<string, unknown>>;
type Operation = {
  readonly check: (body: unknown) => readonly FieldProblem[];
  readonly create: (body: Created) => Created;
};

/** Payroc payment links: an API key is exchanged for a bearer token, and every POST carries an idempotency key. */
export const payroc: SandboxApi = {
  name: 'payroc',
  prefixes: ['/authorize', '/v1/processing-terminals', '/v1/payment-links'],
  create: createPayroc,
  tokens: {
    payroc: {
      exchange: {
        method: 'POST',
        url: '{{origin}}/authorize',
        headers: { 'x-api-key': apiKey },
        token: '$.access_token',
        expiresIn: '$.expires_in',
      },
    },
    payroc_expired: 'sandbox-payroc-expired-token',
  },
  variables: {
    processingTerminalId: ownTerminal,
    other_processing_terminal_id: terminalOfAnotherMerchant,
    payroc_api_key: apiKey,
  },
};

function createPayroc(context: SandboxContext): Hono {
  const app = new Hono();
  const expiries = new Map<string, number>();
  const links = new Set<string>();
  const idempotency = createIdempotency<Created>();

  app.post('/authorize', (c) => {
    if (c.req.header('x-api-key') !== apiKey && !context.acceptsAnyToken('payroc')) {
      return problemResponse('unauthorized', 'Send a valid API key in the x-api-key header.');
    }
    const token = `sandbox-payroc-${context.uuid()}`;
    expiries.set(token, context.now() + tokenLifetimeSeconds * 1000);
    return c.json({
      access_token: token,
      expires_in: tokenLifetimeSeconds,
      scope: 'payment_links sharing_events',
      token_type: 'Bearer',
    });
  });

  app.post('/v1/processing-terminals/:terminal/payment-links', async (c) => {
    const terminal = c.req.param('terminal');
    const refusal = refuseCaller(c) ?? refuseTerminal(terminal);
    return (
      refusal ??
      answerOnce(c, {
        check: (body) => checkPayrocLink(body, calendarDate(context.now())),
        create: createLink,
      })
    );
  });

  app.post('/v1/payment-links/:link/sharing-events', async (c) => {
    const link = c.req.param('link');
    const refusal =
      refuseCaller(c) ??
      (links.has(link) ? undefined : problemResponse('not-found', `There is no payment link ${link}.`));
    return refusal ?? answerOnce(c, { check: checkSharing, create: shareLink });
  });

  app.notFound((c) => problemResponse('not-found', `Nothing is served at ${c.req.method} ${c.req.path}.`));
  return app;

  function refuseCaller(c: Context): Response | undefined {
    const token = bearerToken(c.req.raw);
    const isValid = token !== undefined && (expiries.get(token) ?? 0) > context.now();
    if (isValid || context.acceptsAnyToken('payroc')) return undefined;
    return problemResponse(
      'unauthorized',
      token === undefined
        ? 'Send a Bearer token in the Authorization header.'
        : 'The token is unknown or has expired.',
    );
  }

  async function answerOnce(c: Context, operation: Operation): Promise<Response> {
    const body = await readJson(c.req.raw);
    const value = body.kind === 'json' ? body.value : undefined;
    const key = c.req.header('idempotency-key');
    const refusal = refuseAccept(c.req.header('accept')) ?? refuseBody(body) ?? refuseKey(key);
    if (refusal !== undefined) return refusal;

    const scopedKey = `${c.req.path} ${key?.toLowerCase()}`;
    const known = idempotency.recall(scopedKey, value);
    switch (known.status) {
      case 'replay':
        return c.json(known.answer, 201);
      case 'conflict':
        return problemResponse(
          'idempotency-key-in-use',
          'This Idempotency-Key was sent before, with another body.',
        );
      case 'new': {
        const wrong = operation.check(value);
        if (wrong.length > 0 || !isJsonFields(value)) {
          return problemResponse('bad-request', 'The body of the request is not valid.', wrong);
        }
        const created = operation.create(value);
        idempotency.remember(scopedKey, value, created);
        return c.json(created, 201);
      }
    }
  }

  function createLink(body: Created): Created {
    const paymentLinkId = context.id(10, capitals);
    links.add(paymentLinkId);
    const paymentUrl = `https://payments.example.com/link/${paymentLinkId}`;
    return {
      ...body,
      paymentLinkId,
      status: 'active',
      createdOn: calendarDate(context.now()),
      assets: { paymentUrl, paymentButton: `<a href="${paymentUrl}">Pay now</a>` },
    };
  }

  function shareLink(body: Created): Created {
    const sharingEventId = context.id(10, capitals);
    return { merchantCopy: false, ...body, sharingEventId, dateTime: instant(context.now()) };
  }
}

function refuseTerminal(terminal: string): Response | undefined {
  if (terminal === ownTerminal) return undefined;
  return terminal === terminalOfAnotherMerchant
    ? problemResponse('forbidden', `The processing terminal ${terminal} belongs to another merchant.`)
    : problemResponse('not-found', `There is no processing terminal ${terminal}.`);
}

function refuseAccept(accept = '*/*'): Response | undefined {
  if (/\*\/\*|application\/(\*|json)/i.test(accept)) return undefined;
  return problemResponse(
    'not-acceptable',
    `Answers are application/json, which "${accept}" does not accept.`,
  );
}

function refuseBody(body: JsonBody): Response | undefined {
  if (body.kind !== 'other-type') return undefined;
  const sent = body.contentType || 'a body without a media type';
  return problemResponse('unsupported-media-type', `Send application/json instead of ${sent}.`);
}

function refuseKey(key: string | undefined): Response | undefined {
  if (key !== undefined && uuidV4.test(key)) return undefined;
  const message = key === undefined ? 'is required' : 'must be a UUID v4';
  const wrong: FieldProblem = { rule: 'format', path: ['Idempotency-Key'], message };
  return problemResponse('bad-request', 'The headers of the request are not valid.', [wrong]);
}
