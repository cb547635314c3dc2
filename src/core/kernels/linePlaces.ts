import { ROW_BYTES } from './lineKernels.ts';
import { PAGE } from './places.ts';

/** Room for the states of one log; the numbers of the kernels are in the first page. */
export const MAX_STATES = 2048;
export const TABLE_AT = PAGE;
/** Room for lines, and for what is passed on of them. */
export const INPUT_AT = TABLE_AT + MAX_STATES * ROW_BYTES;
export const INPUT_BYTES = 2 * 1024 * 1024;
/** The kernels read and write up to fifteen bytes too many. */
export const OUTPUT_AT = INPUT_AT + INPUT_BYTES + PAGE;
export const OUTPUT_END = OUTPUT_AT + INPUT_BYTES + PAGE;
export const LINE_PAGES = OUTPUT_END / PAGE + 1;
