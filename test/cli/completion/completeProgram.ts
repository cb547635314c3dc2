// Implements `rtail __complete …` with the sample inventory, for the completion scripts under test.

import { completionCandidates, renderCandidates } from '../../../src/cli/completion/candidates.ts';
import { parseInvocation } from '../../../src/cli/request/invocation.ts';
import { SAMPLE_INVENTORY } from '../sampleInventory.ts';

const invocation = parseInvocation('rtail', process.argv.slice(2), {});
if (invocation.kind !== 'complete') throw new Error(`Not a question: ${process.argv.slice(2).join(' ')}`);
process.stdout.write(renderCandidates(completionCandidates(invocation.question, SAMPLE_INVENTORY)));
