import { type Diagnostics, suggest } from './diagnostic.ts';
import { Fields } from './yaml/fields.ts';
import { type FrontmatterKey, keyMeantBy } from './frontmatter-keys.ts';
import { addDefined } from './records.ts';
import type { Span } from './source.ts';
import { readStatuses, type StatusSet } from './matcher/status.ts';
import { textOfScalar, type WrittenJson } from './template/written.ts';
import { toJson } from './yaml/yaml.ts';
import type { YamlMap } from './yaml/yaml-node.ts';
import { type KnownIssue, readKnownIssues } from './known-issue.ts';

export type Status = 'verified' | 'pending' | 'failed' | 'skipped';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

export type Method = (typeof METHODS)[number];

/** The frontmatter of a spec. Unlisted keys are kept in the document and have no meaning. */
export type Metadata = {
  /** As written: `POST /v1/payments/{id}`. */
  readonly endpoint: string;
  readonly method?: Method;
  /** The path of the endpoint, without a query string. */
  readonly path?: string;
  readonly domain?: string;
  readonly tags: readonly string[];
  readonly swagger?: string;
  readonly status: Status;
  readonly skipReason?: string;
  readonly savedAt?: string;
  readonly verifiedAt?: string;
  /** Token types that the endpoint supports; steps without a token use the first. */
  readonly tokens: readonly string[];
  readonly useFallbackApi: boolean;
  /** The expected statuses of test steps that have no status of their own. */
  readonly expectedOutcome?: StatusSet;
  /** Rows to run with: a list of maps, or the path of a `.csv` or `.json` file. */
  readonly data?: WrittenJson;
  /** Specs that share one of these keys never run at the same time. */
  readonly concurrency: readonly string[];
  /** Failures that are expected for now. */
  readonly knownIssues: readonly KnownIssue[];
  /** The spans of the values, by key. */
  readonly spans: Readonly<Record<string, Span>>;
};

const STATUS_WORDS: Readonly<Record<string, Status>> = {
  verified: 'verified',
  success: 'verified',
  pass: 'verified',
  working: 'verified',
  pending: 'pending',
  failed: 'failed',
  skipped: 'skipped',
  skip: 'skipped',
  deprecated: 'skipped',
};

export const emptyMetadata: Metadata = {
  endpoint: '',
  tags: [],
  status: 'pending',
  tokens: [],
  useFallbackApi: false,
  concurrency: [],
  knownIssues: [],
  spans: {},
};

export function readMetadata(map: YamlMap, diagnostics: Diagnostics): Metadata {
  const fields = new Fields<FrontmatterKey>(map, diagnostics);
  warnOfNearKeys(map, diagnostics);
  const endpointText = fields.requiredText('endpoint', 'the frontmatter');
  const endpoint = readEndpoint(endpointText, fields.spanOf('endpoint'), diagnostics);
  const status = readStatus(fields, diagnostics);
  const isSkipped = fields.flag('skip') === true;
  const expectedOutcome = readOutcome(fields, diagnostics);
  const optional = {
    domain: fields.text('domain'),
    swagger: fields.text('swagger'),
    skipReason: fields.text('skipReason') ?? fields.text('skip_reason'),
    savedAt: fields.text('savedAt'),
    verifiedAt: fields.text('verifiedAt'),
    expectedOutcome,
    data: fields.written('data'),
    ...endpoint,
  };
  const metadata: Metadata = {
    endpoint: endpointText ?? '',
    tags: words(fields, 'tags'),
    status: isSkipped ? 'skipped' : status,
    tokens: words(fields, 'tokens'),
    useFallbackApi: fields.flag('useFallbackApi') ?? false,
    concurrency: words(fields, 'concurrency'),
    knownIssues: readKnownIssues(fields, diagnostics),
    spans: Object.fromEntries(map.entries.map((entry) => [entry.key, entry.value.span])),
  };
  if (metadata.status === 'skipped' && !optional.skipReason)
    diagnostics.warn(
      'skip-reason',
      fields.spanOf(isSkipped ? 'skip' : 'status'),
      'skipped, and the spec does not say why',
      'add skipReason: and the reason',
    );
  return addDefined<Metadata>(metadata, optional);
}

/** Unknown keys are allowed, but one that nearly is a known key is probably a typo. */
function warnOfNearKeys({ entries }: YamlMap, diagnostics: Diagnostics): void {
  for (const { key, keySpan } of entries) {
    const meant = keyMeantBy(key);
    if (meant === undefined) continue;
    const message = `unknown key "${key}" in the frontmatter, which means nothing`;
    diagnostics.warn('frontmatter-key', keySpan, message, `did you mean "${meant}"?`);
  }
}

function readEndpoint(text: string | undefined, span: Span, diagnostics: Diagnostics) {
  if (text === undefined) return {};
  const match = /^([A-Za-z]+)\s+(\/[^\s?]*)(\?\S*)?$/.exec(text.trim());
  const method = METHODS.find((each) => each === match?.[1]?.toUpperCase());
  if (match === null || method === undefined) {
    diagnostics.error(
      'endpoint',
      span,
      `"endpoint": expected a method and a path, found "${text}"`,
      'write it like: POST /v1/payments/{payment_id}',
    );
    return {};
  }
  return { method, path: match[2]! };
}

function readStatus(fields: Fields<FrontmatterKey>, diagnostics: Diagnostics): Status {
  const text = fields.text('status');
  if (text === undefined) return 'pending';
  const word = text.trim().toLowerCase();
  if (Object.hasOwn(STATUS_WORDS, word)) return STATUS_WORDS[word]!;
  const known = ['verified', 'pending', 'failed', 'skipped'];
  diagnostics.error(
    'status',
    fields.spanOf('status'),
    `"status": expected one of ${known.join(', ')}, found "${text}"`,
    suggest(text, known),
  );
  return 'pending';
}

function readOutcome(fields: Fields<FrontmatterKey>, diagnostics: Diagnostics): StatusSet | undefined {
  const node = fields.node('expectedOutcome');
  if (node === undefined || (node.kind === 'scalar' && node.value === '')) return undefined;
  const outcome = toJson(node);
  const read = readStatuses(outcome);
  if ('statuses' in read) return read.statuses;
  diagnostics.error('wrong-type', node.span, `"expectedOutcome": ${read.problem}`);
  return undefined;
}

/** A list of words, one word, or several with commas between. */
function words(fields: Fields<FrontmatterKey>, key: FrontmatterKey): readonly string[] {
  const node = fields.node(key);
  if (node === undefined) return [];
  if (node.kind === 'scalar')
    return textOfScalar(node)
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
  const items = node.kind === 'list' ? node.items : [];
  if (node.kind !== 'list' || items.some((item) => item.kind !== 'scalar'))
    fields.expected(key, 'a list of words');
  return items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [textOfScalar(item)] : []));
}
