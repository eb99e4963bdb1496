type Step = () => unknown;

/** What was opened, and how it is closed: registered where it is opened, closed in reverse order. */
export type Teardown = { readonly add: (close: Step) => void };

/** A teardown whose owner ends it; what is closed once is not closed again. */
export function openTeardown(): Teardown & { readonly close: () => Promise<void> } {
  const steps: Step[] = [];
  return { add: (close) => void steps.push(close), close: () => closeAll(steps.splice(0)) };
}

/** Does some work, and then closes whatever it opened, whether the work was done or something was thrown. */
export async function withTeardown<T>(work: (teardown: Teardown) => Promise<T>): Promise<T> {
  const steps: Step[] = [];
  let result: T;
  try {
    result = await work({ add: (close) => void steps.push(close) });
  } catch (error) {
    // What the work threw says more than what follows from it.
    await closeAll(steps).catch(() => undefined);
    throw error;
  }
  await closeAll(steps);
  return result;
}

/** A step that throws keeps no other from being done; the first error is thrown at the end. */
async function closeAll(steps: readonly Step[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of steps.toReversed())
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
}
