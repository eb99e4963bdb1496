/** A quoted text is a value, and stays as it was returned. */
const TIME = /(?<!["\w])(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z/g;

/** A text with its times in readable form, to the minute: `2026-03-02 12:00 UTC`. */
export const forPeople = (text: string): string => text.replace(TIME, '$1 $2 UTC');
