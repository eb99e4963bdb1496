import { lastAttempt } from '../../http/exchange.ts';
import type { Folded } from '../../report/report.ts';
import { type NoticeKind, noticeOf } from '../../report/writers/notice.ts';
import type { Host } from '../host.ts';
import { proxyOf } from '../network.ts';

/** The variable of the process environment with the address, which is a secret: whoever has it can post. */
const VARIABLE = 'VERIFY_NOTIFY_URL';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 100_000;

/** Posts what a run comes to. The sentence says why it was not delivered; that changes no verdict. */
export async function notify(
  kind: NoticeKind,
  report: Folded<unknown>,
  host: Pick<Host, 'env' | 'redactor'>,
): Promise<string | undefined> {
  const url = host.env[VARIABLE] ?? '';
  if (url === '') return `no notice was sent: ${VARIABLE} is not set`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return `no notice was sent: ${VARIABLE} is not an http or https URL`;
  try {
    const why = await post(url, JSON.stringify(host.redactor.json(noticeOf(kind, report) as never)), host);
    return why === undefined ? undefined : `the notice was not delivered: ${why}`;
  } catch {
    return 'the notice was not delivered';
  }
}

/** No text of the transport is shown: it may quote the address. */
async function post(url: string, body: string, { env }: Pick<Host, 'env'>): Promise<string | undefined> {
  const { createSend } = await import('../../http/send.ts');
  const sockets = await createSend({ atOnce: 1, ...proxyOf(env) });
  try {
    const exchange = await sockets.send(
      {
        method: 'POST',
        url,
        headers: { 'Content-Type': 'application/json' },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBodyBytes: MAX_ANSWER_BYTES,
      },
      new AbortController().signal,
    );
    const attempt = lastAttempt(exchange);
    if ('error' in attempt) return `no answer (${attempt.error.code})`;
    const { status } = attempt.response;
    return status >= 200 && status < 300 ? undefined : `the answer was ${status}`;
  } finally {
    await sockets.close();
  }
}
