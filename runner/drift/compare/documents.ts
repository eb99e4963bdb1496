import { ownList, ownString } from '../../openapi/document/json.ts';
import { type ApiDocument, isProblem, type DocumentPlace } from '../../openapi/document/documents.ts';
import type { Operation } from '../../openapi/operation/operation.ts';
import type { OperationIndex } from '../../openapi/operation/operations.ts';
import { DRIFT_RULES, type DriftFinding, type DriftRule } from '../finding.ts';
import {
  type DriftContext,
  type DriftInput,
  placeInDocument,
  placeOfOperation,
  type OperationUse,
} from '../use.ts';
import { findObserved } from '../observed/observed.ts';
import { templateOf } from '../spec-path.ts';

type Input = Pick<DriftInput, 'whole' | 'observed'> & {
  readonly uses: readonly OperationUse[];
  readonly index: OperationIndex;
};

/** Reports the operations of the documents without a spec, and the unreadable parts. */
export function compareDocuments(
  { uses, index, whole, observed }: Input,
  context: DriftContext,
): readonly DriftFinding[] {
  const { tested, used } = readTested(uses);
  const gaps = [...new Map(uses.map(({ operation }) => [keyOf(operation), operation])).values()].flatMap(
    (operation) =>
      operation.gaps.map(({ message }) =>
        about(operation, 'document-unreadable', message, placeOfOperation(operation), context),
      ),
  );
  const documents = whole.flatMap((path): readonly DriftFinding[] => {
    const document = context.documents.open(path);
    if (isProblem(document)) return unreadable(path, document.problem, context);
    const known = testedIn(document, tested, index);
    const without = index.list(document).filter((operation) => !known.has(keyOf(operation)));
    return [
      ...index.problems(document).map((problem) => brokenPath(document, problem, context)),
      ...without.map((operation) =>
        withoutSpec(operation, used.get(keyOf(operation)) ?? 0, observed, context),
      ),
    ];
  });
  return [...gaps, ...documents];
}

/** Reports schemas that could not be read, so that nothing was compared with them. */
export const unreadableSchemas = (context: DriftContext): readonly DriftFinding[] =>
  context.views
    .problems()
    .map(({ document, place, message }) => broken({ document: document.path, place }, message, context));

type Tested = { readonly method: string; readonly path: string; readonly document: ApiDocument };

/** The operations of test steps, and how many specs use each operation only in other steps. */
function readTested(uses: readonly OperationUse[]) {
  const tested = new Map<string, Tested>();
  const specs = new Map<string, Set<string>>();
  for (const { operation, document, step, spec } of uses) {
    if (step.section === 'test') {
      const path = templateOf(spec, step);
      tested.set(`${document.path} ${step.method} ${path}`, { method: step.method, path, document });
    } else {
      const key = keyOf(operation);
      specs.set(key, (specs.get(key) ?? new Set()).add(spec.source.path));
    }
  }
  return {
    tested: [...tested.values()],
    used: new Map([...specs].map(([key, paths]) => [key, paths.size])),
  };
}

const keyOf = ({ document, pointer }: Operation): string => `${document}#${pointer}`;

/** The tested operations of a document, also where the specs name another document of the same host. */
function testedIn(
  document: ApiDocument,
  tested: readonly Tested[],
  index: OperationIndex,
): ReadonlySet<string> {
  const found = tested.flatMap((each) => {
    if (each.document.path !== document.path && hostOf(each.document) !== hostOf(document)) return [];
    const operation = index.find(document, each.method, each.path)?.operation;
    return operation && plain(each.path).endsWith(plain(operation.template)) ? [keyOf(operation)] : [];
  });
  return new Set(found);
}

const hostOf = ({ root }: ApiDocument): string =>
  ownString(root, 'host') ??
  /^[a-z]+:\/\/[^/]+/i.exec(ownString(ownList(root, 'servers')[0], 'url') ?? '')?.[0] ??
  '';

const plain = (template: string): string => template.replace(/\{[^{}]*\}/g, '{}').replace(/\/$/, '');

function withoutSpec(
  operation: Operation,
  users: number,
  observed: DriftInput['observed'],
  context: DriftContext,
): DriftFinding {
  const { method, template, document } = operation;
  const seen = findObserved(observed, context.show(document), method, template);
  const statuses = Object.keys(seen?.answers ?? {});
  const only = users === 0 ? '' : `, though ${users === 1 ? 'one uses' : `${users} use`} it on the way`;
  const message = `no spec tests ${method} ${template}${only}`;
  const finding = about(operation, 'operation-without-spec', message, placeOfOperation(operation), context);
  return {
    ...finding,
    says: { ...finding.says, observed: statuses.length > 0 ? `answered ${statuses.join(', ')}` : null },
  };
}

function about(
  { document, method, template }: Operation,
  rule: DriftRule,
  message: string,
  place: DocumentPlace,
  context: DriftContext,
): DriftFinding {
  return {
    rule,
    severity: DRIFT_RULES[rule].severity,
    disagrees: 'document-only',
    document: context.show(document),
    method,
    template,
    subject: rule === 'operation-without-spec' ? 'operation' : message,
    message: context.show(message),
    says: { spec: null, document: `has ${method} ${template}`, observed: null },
    at: { spec: null, document: placeInDocument(place, context) },
    also: [],
  };
}

const brokenPath = (document: ApiDocument, problem: string, context: DriftContext): DriftFinding =>
  broken({ document: document.path, place: { file: document.path, pointer: '/paths' } }, problem, context);

/** A file beside the documents that is no API document is no finding; one that cannot be read may be a document. */
const unreadable = (path: string, problem: string, context: DriftContext): readonly DriftFinding[] =>
  problem.includes('is not an OpenAPI document')
    ? []
    : [broken({ document: path, place: { file: path, pointer: '' } }, problem, context)];

function broken(
  { document, place }: { readonly document: string; readonly place: DocumentPlace },
  problem: string,
  context: DriftContext,
): DriftFinding {
  return {
    rule: 'document-unreadable',
    severity: DRIFT_RULES['document-unreadable'].severity,
    disagrees: 'document-only',
    document: context.show(document),
    method: '',
    template: '',
    subject: problem,
    message: context.show(problem),
    hint: 'correct the document: what it holds is compared with nothing',
    says: { spec: null, document: 'cannot be read', observed: null },
    at: { spec: null, document: placeInDocument(place, context) },
    also: [],
  };
}
