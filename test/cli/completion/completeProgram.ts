// What `rtail __complete …` does, with the sample inventory: run by the completion scripts under test.

import { completionCandidates, renderCandidates } from '../../../src/cli/completion/candidates.ts';
import { beginRequest } from '../../../src/cli/request/begin.ts';
import { SAMPLE_INVENTORY } from '../sampleInventory.ts';

const beginning = beginRequest('rtail', process.argv.slice(2), {});
if (beginning.kind !== 'complete') throw new Error(`Not a question: ${process.argv.slice(2).join(' ')}`);
process.stdout.write(renderCandidates(completionCandidates(beginning.question, SAMPLE_INVENTORY)));
