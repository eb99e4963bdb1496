type Step = () => unknown;

/** Closes resources: each is registered where it is opened, and closed in reverse order. */
export type Teardown = { readonly add: (close: Step) => void };

/** A teardown that its owner ends; every resource is closed once. */
export function openTeardown(): Teardown & { readonly close: () => Promise<void> } {
  const steps: Step[] = [];
  return { add: (close) => void steps.push(close), close: () => closeAll(steps.splice(0)) };
}

/** Does some work, and then closes all resources that it opened, even if it throws. */
export async function withTeardown<T>(work: (teardown: Teardown) => Promise<T>): Promise<T> {
  const steps: Step[] = [];
  let result: T;
  try {
    result = await work({ add: (close) => void steps.push(close) });
  } catch (error) {
    // The error of the work matters more than errors of closing.
    await closeAll(steps).catch(() => undefined);
    throw error;
  }
  await closeAll(steps);
  return result;
}

/** Runs every step even if one throws; the first error is thrown at the end. */
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
