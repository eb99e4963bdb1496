import { createNetwork } from '../session/network.ts';
import type { Host } from '../session/host.ts';
import { lastAttempt } from '../http/exchange.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { SENSITIVE_PARAMETERS, isSensitiveName } from '../run/secrets/sensitive/names.ts';
import { MAX_MEGABYTES } from '../openapi/document/read-file.ts';

/** A fetched document. */
export type FetchedText = { readonly text: string; readonly finalUrl: string };

const TIMEOUT_MS = 30_000;

/** The URL in a word of the command line; undefined where it is a path. Throws {@link UsageError}. */
export function readDocumentUrl(word: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(word)) return undefined;
  if (!URL.canParse(word) || !/^https?:\/\//i.test(word))
    throw new UsageError(
      `init: expected an address that begins with http:// or https://, or a file, found "${hideUser(word)}"`,
    );
  const url = new URL(word);
  const secret = [...url.searchParams.keys()].find((name) => isSensitiveName(name) || isParameter(name));
  if (url.username !== '' || url.password !== '' || secret !== undefined)
    throw new UsageError(
      `init: the address holds ${secret === undefined ? 'a user or a password' : `a secret (${secret})`}, which would be written to a file`,
      'fetch the document yourself, and name the file instead',
    );
  url.hash = '';
  return url.href;
}

const hideUser = (word: string): string => word.replace(/\/\/[^/@]*@/, '//…@');

const isParameter = (name: string): boolean =>
  SENSITIVE_PARAMETERS.includes(name.toLowerCase().replace(/[-_]/g, ' '));

/** Fetches a document and follows redirects; or returns the problem. */
export async function fetchDocument(
  url: string,
  host: Host,
): Promise<FetchedText | { readonly problem: string }> {
  const network = await createNetwork(
    { environments: [], atOnce: 1, faults: [], readOnly: false, part: undefined, limiter: undefined },
    host,
  );
  try {
    const headers = {
      accept: 'application/json, application/yaml, */*',
      'user-agent': `verify/${host.version}`,
    };
    const maxBodyBytes = MAX_MEGABYTES * 1024 * 1024;
    const request = {
      method: 'GET',
      url,
      headers,
      timeoutMs: TIMEOUT_MS,
      maxBodyBytes,
      followRedirects: true,
    };
    const exchange = await network.send(request, new AbortController().signal);
    const attempt = lastAttempt(exchange);
    if ('error' in attempt) return { problem: `${url} was not fetched: ${attempt.error.message}` };
    const { status, body } = attempt.response;
    if (status !== 200) return { problem: `${url} was not fetched: the answer has the status ${status}` };
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body),
      finalUrl: exchange.finalUrl ?? url,
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { problem: `${url} was not fetched: the answer is not UTF-8 text` };
  } finally {
    await network.close();
  }
}
