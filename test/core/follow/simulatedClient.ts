import { cksum } from '../../../src/core/follow/checksum.ts';
import {
  notesAt,
  planResume,
  type ResumePlan,
  type ResumeStep,
} from '../../../src/core/follow/planResume.ts';
import {
  advance,
  type Generation,
  HEAD_LENGTH,
  type Position,
  startPosition,
} from '../../../src/core/follow/position.ts';
import type { ResumeNote } from '../../../src/core/follow/resumeNote.ts';
import type { Pipeline, SimulatedHost } from './simulatedHost.ts';

/** How long a rotated file must be quiet before the live watch leaves it, in seconds. */
const QUIET = 1.2;

/**
 * Does what the live session would do, on a simulated host: surveys, runs the steps, follows, disconnects.
 */
export class SimulatedClient {
  readonly output: Buffer[] = [];
  readonly notes: ResumeNote[] = [];
  position: Position;
  private readonly host: SimulatedHost;
  private readonly pipeline: Pipeline;
  private readonly filtered: boolean;
  private steps: ResumeStep[] = [];
  private plan: ResumePlan = { steps: [], notes: [] };
  private listing = '';
  /**
   * The remote tail that has the step's file open: how often the file had been truncated when it was opened.
   */
  private tailAt: { readonly truncations: number; successor: Generation | null } | null = null;

  constructor(host: SimulatedHost, pipeline: Pipeline, filtered: boolean) {
    this.host = host;
    this.pipeline = pipeline;
    this.filtered = filtered;
    const { id, content } = host.current!;
    this.position = startPosition(generationOf(id, content), 0, []);
  }

  get connected(): boolean {
    return this.steps.length > 0;
  }

  /** It follows the file with the name, and nothing of it is left to consume. */
  get hasReadAll(): boolean {
    const { current } = this.host;
    if (!current || this.tailAt === null || this.steps[0]?.kind !== 'follow') return false;
    const { base, delivered } = this.position;
    const isThere =
      this.steps[0].file.inode === current.id && this.tailAt.truncations === current.truncations;
    return isThere && this.pipeline(current.content, base).length === delivered;
  }

  survey(): void {
    const survey = this.host.survey(this.position, this.pipeline);
    const plan = planResume(this.position, survey, { filtered: this.filtered });
    this.listing = survey.listing;
    this.plan = plan;
    this.steps = [...plan.steps];
    this.tailAt = null;
  }

  break(): void {
    this.steps = [];
    this.tailAt = null;
  }

  /**
   * Consumes at most `limit` bytes of output from the current step, and moves to the next step at its end.
   */
  read(limit: number): void {
    const step = this.steps[0];
    if (!step) return;
    const file = this.host.find(step.file.inode, this.tailAt !== null);
    const isOther = step.kind === 'follow' && this.tailAt === null && this.host.current !== file;
    if (!file || isOther || (this.tailAt === null && !this.begin(step))) {
      this.break();
      return;
    }
    if (file.truncations !== this.tailAt!.truncations) {
      this.truncated(file.content, limit);
      return;
    }
    this.watch(step);
    const all = this.pipeline(file.content, this.position.base);
    const rest = all.subarray(this.position.delivered);
    const taken = rest.subarray(0, rest.subarray(0, limit).lastIndexOf(10) + 1);
    this.take(taken, file);
    if (taken.length < rest.length) return;
    this.endOfFile(step, file.modified);
  }

  /** The remote script checks the file's head again after opening it. */
  private begin(step: ResumeStep): boolean {
    const file = this.host.find(step.file.inode, false);
    if (step.kind === 'follow' && this.host.listing() !== this.listing) return false;
    const { head } = step.file;
    if (
      !file ||
      file.content.length < head.length ||
      cksum(file.content.subarray(0, head.length)) !== head.crc
    )
      return false;
    this.position = step.position;
    this.notes.push(...notesAt(this.plan, this.plan.steps.indexOf(step)));
    this.tailAt = { truncations: file.truncations, successor: null };
    return true;
  }

  /** Like the live watch: the first file with the name after it left the file being read. */
  private watch(step: ResumeStep): void {
    const { current } = this.host;
    if (current?.id === step.file.inode) this.tailAt!.successor = null;
    else if (current) {
      // The first one; its head is reported as of the time when the file being read is left.
      const { successor } = this.tailAt!;
      if (successor === null || successor.inode === current.id)
        this.tailAt!.successor = generationOf(current.id, current.content);
      else this.tailAt!.successor = { inode: successor.inode, head: { length: 0, crc: 0 } };
    }
  }

  private take(bytes: Buffer, file: { id: string; content: Buffer }): void {
    if (bytes.length > 0) this.output.push(bytes);
    const known = this.position.generation.head.length;
    // Like the live watch: a longer head is reported while the file is young.
    const generation = known < HEAD_LENGTH ? generationOf(file.id, file.content) : this.position.generation;
    this.position = { ...advance(this.position, bytes), generation };
  }

  /** Like GNU tail: continues at the new beginning, which is then reported. */
  private truncated(content: Buffer, limit: number): void {
    const all = this.pipeline(content, 0);
    const taken = all.subarray(0, all.subarray(0, limit).lastIndexOf(10) + 1);
    if (taken.length > 0) this.output.push(taken);
    this.position = advance(this.position, taken);
    this.break();
  }

  private endOfFile(step: ResumeStep, modified: number): void {
    switch (step.kind) {
      case 'finish':
        this.steps.shift();
        this.tailAt = null;
        if (this.steps.length > 0 && !this.begin(this.steps[0]!)) this.break();
        return;
      case 'settle':
      case 'follow': {
        const { successor } = this.tailAt!;
        const hasContent = (this.host.current?.content.length ?? 0) > 0;
        if (successor !== null && hasContent && this.host.now - modified >= QUIET) {
          this.position = { ...this.position, finished: true, successor };
          this.break();
        }
      }
    }
  }
}

const generationOf = (inode: string, content: Buffer): Generation => {
  const head = content.subarray(0, HEAD_LENGTH);
  return { inode, head: { length: head.length, crc: cksum(head) } };
};
