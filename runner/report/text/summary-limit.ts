/** GitHub's limit for the summary of a step; a longer one is not shown at all. */
export const SUMMARY_LIMIT_BYTES = 1_048_576;
