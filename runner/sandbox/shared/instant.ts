/** Milliseconds since the epoch as an ISO instant, such as `2026-01-31T09:30:00.000Z`. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Milliseconds since the epoch as a calendar day in UTC, such as `2026-01-31`. */
export function calendarDate(epochMs: number): string {
  return instant(epochMs).slice(0, 10);
}
