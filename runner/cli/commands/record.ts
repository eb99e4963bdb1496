import { resolve } from 'node:path';
import { jsonMedia } from '../../authoring/new/api-model.ts';
import { promisedFields } from '../../authoring/new/expectations.ts';
import { type Addition, insertExpectations } from '../../authoring/record/insert-expectations.ts';
import { proposeExpectations, type RecordedAnswer } from '../../authoring/record/proposals.ts';
import { readShownJson } from '../../authoring/record/shown-json.ts';
import { unifiedDiff } from '../../authoring/record/unified-diff.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import type { Api } from '../../lint/api.ts';
import { documentedStatus } from '../../openapi/operation/operation.ts';
import { safeText } from '../../report/text/safe-text.ts';
import type { Report } from '../../report/report.ts';
import { isOf } from '../../run/verdict.ts';
import { apiFor } from '../../session/check/api-for.ts';
import type { Host } from '../../session/host.ts';
import { openWorkspace } from '../../session/open/open-workspace.ts';
import { withTeardown } from '../../session/teardown.ts';
import { explainFileError } from '../../workspace/files.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { replaceFile } from '../../workspace/write-file.ts';
import { type Ask, askOnTerminal } from '../ask.ts';
import { EXIT } from '../exit-code.ts';
import type { RawFlags } from '../flags/flag.ts';
import { readRunFlags } from '../flags/read-run-flags.ts';
import { displayOn, printLines } from '../terminal.ts';

/**
 * `verify new --record SPEC`: runs a spec, and shows as a diff the expectations that its answers would meet; writes it when a
 * person agrees, or with `--yes`.
 */
export function recordCommand(
  asked: string,
  raw: RawFlags,
  host: Host,
  ask: Ask | undefined = askOnTerminal(host.env),
): Promise<number> {
  const flags = { ...readRunFlags([asked], raw, host.env), write: false };
  return withTeardown(async (teardown) => {
    const workspace = openWorkspace({ ...flags, host });
    teardown.add(workspace.close);
    const { summaries, why } = await workspace.select();
    if (summaries.length !== 1)
      throw new UsageError(
        `new --record: expected one spec, found ${summaries.length === 0 ? `none: ${why}` : summaries.length}`,
        'name one file, as in: verify new --record specs/send_link.md',
      );
    const prepared = await workspace.plan();
    const report = await workspace.fold(workspace.run());
    if (workspace.stopper.interrupt.aborted) return EXIT.interrupted;
    const bad = report.specs.find(({ verdict }) => verdict !== 'passed');
    if (bad !== undefined) {
      printLines(host.stderr, [
        `verify: nothing is recorded: ${asked} is ${bad.verdict}${bad.reason === null ? '' : `: ${bad.reason}`}`,
        `  → see it with: verify-specs ${asked}`,
      ]);
      return bad.verdict === 'failed' ? EXIT.failed : EXIT.unknown;
    }
    const [summary] = summaries;
    const spec = summary!.read();
    const api = apiFor({ summaries, prepared, flags, host });
    return conclude({ spec, report, api }, { isAccepted: raw['yes'] === true, ask }, host);
  });
}

type Recorded = { readonly spec: Spec; readonly report: Report; readonly api: Api };

async function conclude(
  { spec, report, api }: Recorded,
  { isAccepted, ask }: { readonly isAccepted: boolean; readonly ask: Ask | undefined },
  host: Host,
): Promise<number> {
  const { path, text } = spec.source;
  const recorded = additionsFor(spec, report, api);
  printLines(
    host.stderr,
    recorded.cut.map((id) => `note: the answer to ${id} is long; only its beginning was looked at`),
  );
  const additions = recorded.additions.filter(({ expected }) => expected.size > 0);
  if (additions.length === 0) {
    printLines(host.stdout, [`nothing to add: ${path} expects all that its document promises and it sends`]);
    return EXIT.passed;
  }
  const inserted = insertExpectations(spec, additions);
  if ('refused' in inserted) {
    printLines(host.stderr, [`verify: ${path} is left as it is: ${inserted.refused}`]);
    return EXIT.unknown;
  }
  printDiff(unifiedDiff(safeText(path), text, inserted.text).map(host.redactor.text), host);
  const answer = isAccepted ? 'yes' : await ask?.(`write this to ${path}? yes or no`, 'no');
  if (answer === undefined || !/^y(?:es)?$/i.test(answer)) return EXIT.passed;
  return write(path, inserted.text, text, host);
}

/** The two header lines must stay exact for programs that apply the diff. */
function printDiff([from = '', to = '', ...rest]: readonly string[], host: Host): void {
  displayOn(host).printCommands([from, to]);
  printLines(host.stdout, rest);
}

async function write(path: string, text: string, before: string, host: Host): Promise<number> {
  try {
    const result = await replaceFile(resolve(host.cwd, path), text, before);
    printLines(
      result === 'written' ? host.stdout : host.stderr,
      result === 'written'
        ? ['', `written  ${path}`, '', 'next:', `  npx verify-specs ${path}`]
        : [`verify: ${path} was changed meanwhile, and is left alone`],
    );
    return result === 'written' ? EXIT.passed : EXIT.unknown;
  } catch (error) {
    printLines(host.stderr, [`verify: ${explainFileError(error, path)}`]);
    return EXIT.unknown;
  }
}

/**
 * The possible expectations of each test step of a spec, by its answers; for a step that was sent several times, those that all
 * answers meet.
 */
function additionsFor(
  spec: Spec,
  { specs }: Report,
  api: Api,
): { readonly additions: readonly Addition[]; readonly cut: readonly string[] } {
  const cut = new Set<string>();
  const additions = spec.steps
    .filter(
      ({ section, origin, forEach }) => section === 'test' && origin === undefined && forEach === undefined,
    )
    .map((step): Addition => {
      const results = specs.flatMap(({ steps }) => {
        const extracted = Object.assign(
          {},
          ...steps.map((each) => each.extracted),
        ) as RecordedAnswer['extracted'];
        return steps.filter((each) => isOf(step, each)).map((result) => ({ result, extracted }));
      });
      const answers = results.map(({ result, extracted }): RecordedAnswer | undefined => {
        const answer = readShownJson(result.response?.body ?? '');
        if (answer?.isCut === true) cut.add(step.id);
        return (
          answer && {
            answer: answer.value,
            sent: readShownJson(result.request?.body ?? '')?.value,
            extracted,
          }
        );
      });
      const status = results[0]?.result.response?.status;
      const known = answers.filter((each) => each !== undefined);
      if (status === undefined || known.length < answers.length) return { step, expected: new Map() };
      return { step, expected: proposeExpectations(step, known, promisedOf(api, spec, step, status)) };
    });
  return { additions, cut: [...cut] };
}

function promisedOf(api: Api, spec: Spec, step: Step, status: number): ReadonlyMap<string, unknown> {
  const operation = api.operationOf(spec, step);
  const documented = operation && documentedStatus(operation, status);
  const content = documented === undefined ? undefined : operation?.responses[documented]?.content;
  const schema = content && jsonMedia(content)?.schema;
  return schema === undefined ? new Map() : promisedFields(api.documents, schema);
}
