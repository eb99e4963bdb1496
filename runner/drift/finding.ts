/** The weight of a finding; `info` never fails a gate. */
export type DriftSeverity = 'error' | 'warn' | 'info';

/**
 * The rules of drift, worst first. Error: a spec promises something that its document contradicts, so one of them is wrong.
 * Warning: one side has something that the other does not mention. Info: work to do.
 */
export const DRIFT_RULES = {
  'spec-unreadable': { severity: 'error', says: 'A spec cannot be read, so nothing of it is compared.' },
  'spec-without-operation': {
    severity: 'error',
    says: 'A spec asks for an operation that is in no API document; only a warning for its prerequisites.',
  },
  'status-undocumented': {
    severity: 'error',
    says: 'A spec expects a status that its operation does not document; only a warning when it accepts a documented one too.',
  },
  'parameter-required': {
    severity: 'error',
    says: 'A spec expects success and does not send a query parameter that the document requires.',
  },
  'body-required': {
    severity: 'error',
    says: 'A spec expects success and does not send a body, or a field of it, that the document requires.',
  },
  'document-unreadable': { severity: 'warn', says: 'An API document, or a path in it, cannot be read.' },
  'document-elsewhere': {
    severity: 'warn',
    says: 'The document that a spec names is missing or lacks the operation; another one has it.',
  },
  'token-undocumented': {
    severity: 'warn',
    says: 'A spec lists or uses a token type that the document does not list.',
  },
  'parameter-undocumented': {
    severity: 'warn',
    says: 'A query parameter is sent that the document does not have.',
  },
  'body-undocumented': {
    severity: 'warn',
    says: 'A body, or a field of it, is sent that the document does not have; an error where the document allows no other fields.',
  },
  'field-undocumented': {
    severity: 'warn',
    says: 'A spec, or an answer, has a field that the document does not; an error when a spec relies on it and no answer had it.',
  },
  'field-type': { severity: 'warn', says: 'A field has another JSON type than the document says.' },
  'token-not-listed': {
    severity: 'info',
    says: 'The document lists a token type that the tokens of the spec do not.',
  },
  'path-parameter-named': {
    severity: 'info',
    says: 'The spec and the document name a path parameter differently.',
  },
  'operation-without-spec': { severity: 'info', says: 'No spec tests an operation of the document.' },
} as const satisfies Readonly<Record<string, { readonly severity: DriftSeverity; readonly says: string }>>;

export type DriftRule = keyof typeof DRIFT_RULES;

export type Side = 'spec' | 'document' | 'observed';

/** The side that disagrees with the others. */
export type Disagreement = 'spec-only' | 'document-only' | 'observed-only' | 'all-differ';

export type DriftPlace = { readonly path: string; readonly line: number; readonly column: number };

/** One difference between the spec, the API document and the observations. */
export type DriftFinding = {
  readonly rule: DriftRule;
  readonly severity: DriftSeverity;
  readonly disagrees: Disagreement;
  /** Path of the API document; null when none has the operation. */
  readonly document: string | null;
  readonly method: string;
  readonly template: string;
  /** The subject: a status, a name, a field path. */
  readonly subject: string;
  readonly message: string;
  readonly hint?: string;
  /** The claim of each side, in words; null when it makes none. */
  readonly says: Readonly<Record<Side, string | null>>;
  readonly at: { readonly spec: DriftPlace | null; readonly document: DriftPlace | null };
  /** Other specs with the same finding. */
  readonly also: readonly DriftPlace[];
};

type Says = 'yes' | 'no' | 'silent';

/** The side that disagrees: the one against two, else the one that makes the claim. */
export function disagreementOf(says: Readonly<Record<Side, Says>>): Disagreement {
  const sides: readonly Side[] = ['spec', 'document', 'observed'];
  const claiming = sides.filter((side) => says[side] === 'yes');
  const denying = sides.filter((side) => says[side] === 'no');
  const alone = claiming.length <= 1 ? claiming[0] : denying[0];
  return alone === undefined ? 'all-differ' : `${alone}-only`;
}

const WEIGHT: Readonly<Record<DriftSeverity, number>> = { error: 0, warn: 1, info: 2 };
const RULES = Object.keys(DRIFT_RULES);

/** Worst first, then in the order of the rules, operations and places. */
export function compareFindings(a: DriftFinding, b: DriftFinding): number {
  return (
    WEIGHT[a.severity] - WEIGHT[b.severity] ||
    RULES.indexOf(a.rule) - RULES.indexOf(b.rule) ||
    order(`${a.template} ${a.method} ${a.subject}`, `${b.template} ${b.method} ${b.subject}`) ||
    order(a.at.spec?.path ?? '', b.at.spec?.path ?? '') ||
    (a.at.spec?.line ?? 0) - (b.at.spec?.line ?? 0)
  );
}

/** Merges equal findings of several specs into one, with the worst severity. */
export function mergeAlike(findings: readonly DriftFinding[]): readonly DriftFinding[] {
  const merged = new Map<string, DriftFinding>();
  for (const finding of [...findings].sort(compareFindings)) {
    const { rule, document, method, template, subject, at } = finding;
    const key = JSON.stringify([rule, document, method, template, subject]);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, finding);
    else if (at.spec && ![known.at.spec, ...known.also].some((each) => each?.path === at.spec?.path))
      merged.set(key, { ...known, also: [...known.also, at.spec] });
  }
  return [...merged.values()];
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
