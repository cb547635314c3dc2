/** C0, DEL, C1, line and paragraph separators, and what changes the direction of text. */
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text that stays on its line and that no terminal takes for a command. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '\ufffd');

/** Whether a text has any of these. */
export const hasControls = (text: string): boolean => text.search(CONTROLS) >= 0;
