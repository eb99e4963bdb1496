import { readAnswerBody } from '../../run/check/answer.ts';
import { writeExactJson } from '../../language/json/exact-json.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';
import own from './vectors/answers.json' with { type: 'json' };

/** A body with a Content-Type, and the JSON and text it is read as; `warns` if a warning is expected. */
type AnswerVector = {
  readonly type?: string;
  readonly body: string;
  readonly isLatin1?: boolean;
  /** As it is written again; absent if it is not JSON. */
  readonly json?: string;
  readonly text?: string;
  readonly warns?: boolean;
};

export const ownAnswers: Suite = {
  name: 'our answers',
  vectors: (own.vectors as readonly AnswerVector[]).map((vector) => ({
    name: `${vector.type ?? 'no type'}: ${vector.body}`,
    ask: () => outcomeOf(vector),
  })),
};

function outcomeOf({ type, body, isLatin1 = false, json, text, warns = false }: AnswerVector): Outcome {
  const bytes = new Uint8Array(Buffer.from(body, isLatin1 ? 'latin1' : 'utf8'));
  const read = readAnswerBody({ headers: type === undefined ? {} : { 'content-type': type }, body: bytes });
  const written = read.json === undefined ? undefined : writeExactJson(read.json);
  if (written === undefined && json !== undefined) return 'refuse';
  const isWarned = read.readAsJson !== undefined || read.duplicated !== undefined;
  return agreesIf(
    written === json &&
      read.text === text &&
      isWarned === warns &&
      (json === undefined) === (read.problem !== undefined),
  );
}
