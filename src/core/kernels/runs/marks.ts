/**
 * Lines that contain one of these are read one by one: the first may mean other fields, and the second is how syslog writes
 * the start of a colour.
 */
export const MARKS = [':  ', '#033'] as const;
