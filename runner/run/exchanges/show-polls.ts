import type { Answer } from '../../language/answer.ts';
import { keysIn } from '../check/extract.ts';
import type { ShownPolls } from '../events.ts';
import type { HiddenPlaces } from '../secrets/places.ts';

/** Whether the value at a path of a response may not be shown; undefined if every one may. */
export const hidesAt = (
  places: HiddenPlaces | undefined,
  answer: Answer,
): ((path: string) => boolean) | undefined => places && ((path) => keysIn(answer, path).some(places.touches));

/**
 * The polls of a step without the values at hidden places of its last answer. What is hidden there is hidden in all polls, and
 * so is what the last answer does not have, as nothing says whether it is secret.
 */
export function showPolls(shown: ShownPolls, answer: Answer, places: HiddenPlaces | undefined): ShownPolls {
  const isHiddenAt = hidesAt(places, answer);
  if (isHiddenAt === undefined) return shown;
  const hidden = shown.paths.map((path) => keysIn(answer, path).length === 0 || isHiddenAt(path));
  const polls = shown.polls.map((poll) => ({
    ...poll,
    values: poll.values.map((value, at) => (hidden[at] === true ? '***' : value)),
  }));
  return { ...shown, polls };
}
