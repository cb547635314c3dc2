import { notesAt, planResume, type ResumePlan } from '../../../src/core/follow/planResume.ts';
import { planStart } from '../../../src/core/follow/planStart.ts';
import { type Position, startPosition } from '../../../src/core/follow/position.ts';
import type { ResumeNote } from '../../../src/core/follow/resumeNote.ts';
import { readWatchReport } from '../../../src/pushdown/follow/frame.ts';
import { type FrameReader, frameReader } from '../../../src/pushdown/script/frames.ts';
import { FollowPosition } from '../../../src/session/follow/position.ts';
import { FollowSteps } from '../../../src/session/follow/steps.ts';
import { Channel } from './channel.ts';
import { type LineTest, SimulatedScript } from './remoteScript.ts';
import type { Pipeline, SimulatedHost } from './simulatedHost.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

/** A link that is down for longer is abandoned, in seconds. */
const KEEPALIVE_SECONDS = 3;

export interface FlowOptions {
  readonly keeps: LineTest;
  readonly pipeline: Pipeline;
  readonly protocol: 'in band' | 'on stderr';
  readonly watched: boolean;
  /**
   * For control: false if files rotated before the first survey, or deleted without leaving a name, are not
   * considered.
   */
  readonly reckons: boolean;
}

/**
 * The real steps, frames and plans over simulated processes, pipes and windows: what a session does, with
 * everything that can be slow.
 */
export class FlowClient {
  readonly output: Buffer[] = [];
  readonly notes: ResumeNote[] = [];
  /** How many times it reported that nothing was lost. */
  assured = 0;
  position: Position | null = null;
  readonly #host: SimulatedHost;
  readonly #options: FlowOptions;
  /** When the log should have been surveyed for the first time. */
  #begun: number | null = null;
  #script: SimulatedScript | null = null;
  #channel = new Channel();
  #frames: FrameReader = frameReader(NONCE);
  #steps: FollowSteps | null = null;
  #verified = false;
  #downSince: number | null = null;
  #broken = false;

  constructor(host: SimulatedHost, options: FlowOptions) {
    this.#host = host;
    this.#options = options;
  }

  /**
   * One moment: the host works, the link transmits, and the client (unless it is stopped) accepts at most
   * this many bytes.
   */
  async tick({ linkUp, stopped, most }: { linkUp: boolean; stopped: boolean; most: number }): Promise<void> {
    this.#begun ??= this.#host.now;
    do this.#script?.run();
    while (this.#channel.carry(linkUp) > 0);
    if (stopped) return;
    this.#watchLink(linkUp);
    if (this.#script === null) {
      if (linkUp) this.#survey();
      return;
    }
    await this.#read(most);
  }

  /** The host's processes react at once to what has just happened to their file, unless they are blocked. */
  react(): void {
    this.#script?.run();
  }

  /** The watcher's reports arrive on a separate channel. */
  look(): void {
    for (const line of this.#script?.look() ?? []) {
      const report = readWatchReport(line.split(' '));
      if (report !== null) this.#steps?.watched(report);
    }
  }

  #watchLink(linkUp: boolean): void {
    const { now } = this.#host;
    if (linkUp) this.#downSince = null;
    else this.#downSince ??= now;
    if (this.#downSince === null || now - this.#downSince < KEEPALIVE_SECONDS) return;
    this.#broken = true;
    this.#end();
  }

  #end(): void {
    if (this.#steps !== null) this.position = this.#steps.position.value;
    this.#script = null;
    this.#steps = null;
    this.#channel = new Channel();
  }

  #survey(): void {
    const host = this.#host;
    const { keeps, pipeline, protocol, watched, reckons } = this.#options;
    const known = this.position && !reckons ? { ...this.position, hidden: false } : this.position;
    const at = known ?? startPosition({ inode: '0', head: { length: 0, crc: 0 } }, 0, []);
    const survey = host.survey(at, pipeline);
    const resumes = this.position !== null;
    const plan = resumes ? planResume(at, survey, { filtered: keeps !== null }) : this.#first(survey);
    if (plan === null || plan.steps.length === 0) return;
    this.position ??= plan.steps[0]!.position;
    this.#channel = new Channel();
    this.#frames = frameReader(NONCE);
    this.#verified = false;
    const { listing } = survey;
    this.#script = new SimulatedScript(host, this.#channel, {
      nonce: NONCE,
      plan,
      listing,
      keeps,
      protocol,
      watched,
    });
    this.#steps = new FollowSteps({
      plan,
      position: new FollowPosition(this.position),
      zeroTerminated: false,
      filtered: keeps !== null,
      drains: true,
      deliver: lines => void this.output.push(Buffer.from(lines)),
      began: index => this.#began(plan, index, resumes),
      opened: () => {},
      noticed: () => {},
      nameless: () => {},
      partial: () => {},
      read: () => {},
    });
  }

  #first(survey: ReturnType<SimulatedHost['survey']>): ResumePlan | null {
    const { current } = survey;
    if (current === null) return null;
    const since = this.#options.reckons ? this.#begun! : Number.POSITIVE_INFINITY;
    return planStart({
      survey,
      current,
      start: 0,
      skip: 0,
      from: { kind: 'fromLine', line: 1 },
      since,
      broken: this.#broken,
      absent: false,
    });
  }

  #began(plan: ResumePlan, index: number, resumes: boolean): void {
    const notes = notesAt(plan, index);
    this.notes.push(...notes);
    if (resumes && this.#broken && plan.notes.length === 0) this.assured++;
    this.#broken = false;
  }

  async #read(most: number): Promise<void> {
    const steps = this.#steps!;
    if (this.#channel.takeErrors().includes('verified')) this.#verified = true;
    // For control: nothing of a followed file is consumed before its confirmation has arrived.
    const waits = this.#options.protocol === 'on stderr' && !this.#verified;
    const bytes = this.#channel.take(waits ? 0 : most);
    for (const piece of this.#frames.push(bytes))
      await (piece.kind === 'bytes' ? steps.output(piece.bytes) : steps.frame(piece.words));
    if (this.#channel.isDrained) this.#end();
  }
}
