/** What of a spec a check speaks of: its failures are shown there. */
type Subject = 'document' | 'path' | 'token' | 'parameter' | 'sent' | 'status' | 'answer';

type ContractCheck = {
  /** How much it matters unless `severity:` says otherwise. */
  readonly severity: 'error' | 'warn';
  readonly subject: Subject;
  /** `expect: { schema: false }` leaves it out: the step asks for something that the document does not describe. */
  readonly isOfSchema?: true;
  /** `knownDataIssues` forgive it: it compares the data of an answer with the document. */
  readonly isOfData?: true;
  /** When it holds, as the manual says it. */
  readonly holds: string;
};

/** All checks of an exchange against its API document, in the order of reports. Whatever depends on a check's name stands here. */
export const CONTRACT_CHECKS = {
  'document-found': {
    severity: 'error',
    subject: 'document',
    holds: 'the document that `swagger:` names is there and can be read',
  },
  'operation-found': {
    severity: 'warn',
    subject: 'document',
    isOfSchema: true,
    holds: 'it has the operation',
  },
  'deprecated-operation': { severity: 'warn', subject: 'path', holds: 'the operation is not deprecated' },
  'token-documented': { severity: 'warn', subject: 'token', holds: 'the token type is documented' },
  'request-params': { severity: 'error', subject: 'parameter', holds: 'parameters are as documented' },
  'request-content-type': {
    severity: 'warn',
    subject: 'sent',
    holds: 'the media type of the body is documented',
  },
  'request-body': { severity: 'error', subject: 'sent', holds: 'the body matches its schema' },
  'read-only-field': { severity: 'warn', subject: 'sent', holds: 'no field is sent that only answers have' },
  'response-status': { severity: 'error', subject: 'status', holds: 'the status is documented' },
  'response-content-type': {
    severity: 'warn',
    subject: 'answer',
    holds: 'the media type of the answer is documented',
  },
  'response-headers': { severity: 'warn', subject: 'answer', holds: 'required headers are there, and match' },
  'response-schema': {
    severity: 'error',
    subject: 'answer',
    isOfSchema: true,
    isOfData: true,
    holds: 'the answer matches its schema',
  },
  'response-format': {
    severity: 'warn',
    subject: 'answer',
    isOfSchema: true,
    isOfData: true,
    holds: 'texts have the format of the schema',
  },
  'undocumented-field': {
    severity: 'warn',
    subject: 'answer',
    isOfSchema: true,
    isOfData: true,
    holds: 'the answer has no other fields',
  },
  'write-only-field': {
    severity: 'warn',
    subject: 'answer',
    isOfSchema: true,
    holds: 'the answer has no field that only requests have',
  },
  'example-shape': {
    severity: 'warn',
    subject: 'answer',
    isOfSchema: true,
    isOfData: true,
    holds: 'the answer looks like the documented example',
  },
} as const satisfies Readonly<Record<string, ContractCheck>>;

/** The name of a check of an exchange against its API document. */
export type CheckName = keyof typeof CONTRACT_CHECKS;

const table: Readonly<Record<CheckName, ContractCheck>> = CONTRACT_CHECKS;

/** All of them, in the order in which findings are reported. */
export const CHECKS = Object.keys(CONTRACT_CHECKS) as readonly CheckName[];

/** Those that `expect: { schema: false }` leaves out. */
export const SCHEMA_CHECKS: readonly CheckName[] = CHECKS.filter((name) => table[name].isOfSchema);

/** Those that a known data issue forgives. */
export const DATA_CHECKS: readonly CheckName[] = CHECKS.filter((name) => table[name].isOfData);
