import { checkReading } from './check-reading.ts';
import { beginWith, failed, notMade } from './checks.ts';
import { type ContractQuestion, headerValue } from './contract-question.ts';
import type { FindingDraft } from './finding.ts';
import type { OperationMatch } from '../operation/operations.ts';
import { type Pairs, readCookies, readQuery, sourceOfPairs } from '../reading/pairs.ts';
import { readParameter, type SentParameters, sourceOf } from '../reading/read-parameter.ts';
import type { Reading } from '../reading/reading.ts';
import type { SchemaChecks } from './schema-checks.ts';
import type { Texts } from '../reading/texts.ts';
import type { Parameter } from '../operation/parameter.ts';
import type { CheckContext } from './check-context.ts';

// Headers that OpenAPI describes elsewhere in a document, and the token's own header.
const elsewhere = new Set(['accept', 'content-type', 'authorization']);

/** Checks path, query, header and cookie parameters against the document. */
export function checkParameters(
  question: ContractQuestion,
  match: OperationMatch,
  context: CheckContext,
): readonly FindingDraft[] {
  const { operation } = match;
  const { parameters, gaps } = operation;
  if (question.query === '' && parameters.length + gaps.length === 0) return NONE;
  const sent: SentParameters = {
    pathValues: match.pathValues,
    query: readQuery(question.query, question.isEncoded),
    cookies: readCookies(headerValue(question.request.headers, 'cookie')),
    header: (name) => headerValue(question.request.headers, name),
    queryNames: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  };
  const claimed = new Set<string>();
  const drafts: FindingDraft[] = [];
  for (const parameter of parameters) {
    if (parameter.in === 'header' && elsewhere.has(parameter.name.toLowerCase())) continue;
    const checks = parameter.schema && context.schemas(parameter.schema, context.dialect, 'request');
    const reading = readParameter(parameter, checks?.view(), sent);
    if (parameter.in === 'query' && reading.state !== 'absent')
      for (const name of reading.names) claimed.add(name);
    for (const draft of checkParameter(parameter, reading, checks, context))
      drafts.push({ ...draft, source: sourceOf(parameter, reading, sent) });
  }
  const unread = gaps
    .filter(({ part }) => part === 'parameters')
    .map(({ message }) => notMade(message, { side: 'document' }));
  // An unreadable parameter may have any name.
  if (BAD_ESCAPE.test(question.query)) drafts.push(badEscape);
  if (unread.length > 0) return [...drafts, ...unread];
  const known = [...sent.queryNames, ...operation.credentialNames];
  const unknown = unknownNames(sent.query, claimed, operation.credentialNames);
  return [...drafts, ...unknown.map((name) => undocumented(name, known, sent.query))];
}

const NONE: readonly FindingDraft[] = [];

const BAD_ESCAPE = /%(?![0-9a-f]{2})/i;

const badEscape: FindingDraft = failed('the query has a % without two hexadecimal digits behind it', {
  severity: 'warn',
  side: 'spec',
  hint: 'a percent sign itself is sent as %25',
});

const unknownNames = (
  query: Pairs,
  claimed: ReadonlySet<string>,
  credentials: readonly string[],
): readonly string[] =>
  query.size === 0
    ? []
    : [...query.keys()].filter((name) => !claimed.has(name) && !credentials.includes(name));

function undocumented(name: string, documented: readonly string[], query: Pairs): FindingDraft {
  const known = documented.length > 0 ? `documented are ${documented.join(', ')}` : 'the document has none';
  const say = (shown: string): string => `query parameter ${shown} is not in the document: ${known}`;
  return failed(say(name), {
    veiled: say('***'),
    source: sourceOfPairs(query.get(name)),
    severity: 'warn',
    actual: name,
    side: 'document',
    parameter: { name, in: 'query' },
    hint: 'correct its name in the spec, or add it to the document',
  });
}

function checkParameter(
  { name, in: where, required, schema, place, allowsEmpty }: Parameter,
  reading: Reading,
  checks: SchemaChecks | undefined,
  context: CheckContext,
): readonly FindingDraft[] {
  if (reading.state === 'absent')
    return required
      ? [
          failed(`${where} parameter ${name} is required and was not sent`, {
            document: context.documents.locate(place),
            side: 'spec',
            parameter: { name, in: where },
          }),
        ]
      : [];
  const isEmpty = reading.state === 'read' && reading.values.some(isEmptyText);
  return checkReading(reading, isEmpty && allowsEmpty ? undefined : checks).map((draft) => ({
    ...beginWith(`${where} parameter ${name}`, draft),
    document: context.documents.locate(schema ?? place),
    parameter: { name, in: where },
    side: draft.outcome === 'failed' ? ('spec' as const) : ('document' as const),
  }));
}

/** An empty text, also if read as a list of one. */
const isEmptyText = (texts: Texts): boolean =>
  texts === '' || (Array.isArray(texts) && texts.length === 1 && texts[0] === '');
