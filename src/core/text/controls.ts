/** C0, DEL, C1, line and paragraph separators, and characters that change the text direction. */
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns text on a single line without control characters. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '\ufffd');

/** Returns true if a text contains any of these. */
export const hasControls = (text: string): boolean => text.search(CONTROLS) >= 0;
