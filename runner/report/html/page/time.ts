/** What stands in quotes is a value, which stays as it was answered. */
const TIME = /(?<!["\w])(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z/g;

/** A text with each time in it as people read it, to the minute: `2026-03-02 12:00 UTC`. */
export const forPeople = (text: string): string => text.replace(TIME, '$1 $2 UTC');
