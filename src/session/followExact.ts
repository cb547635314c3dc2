import type { HostFacts } from '../core/facts.ts';
import { planDescriptor, planResume, type ResumeNote, type ResumePlan } from '../core/follow/planResume.ts';
import { startPosition } from '../core/follow/position.ts';
import type { Survey } from '../core/follow/survey.ts';
import type { Trouble } from '../core/trouble.ts';
import { goOnCommand } from '../pushdown/followGoOn.ts';
import type { FollowPlan } from '../pushdown/followPlan.ts';
import {
  readSurvey,
  type SurveyAnswer,
  type SurveyRequest,
  surveyCommand,
} from '../pushdown/followSurvey.ts';
import type { Connection } from '../transport/transport.ts';
import type { Delivery } from './delivery.ts';
import { followDelivery } from './followDelivery.ts';
import { FollowPosition } from './followPosition.ts';
import type { AttemptEnd, Break, Following, FollowMode } from './followSource.ts';
import { FollowSteps } from './followSteps.ts';
import type { ReachedHost } from './hosts.ts';
import { runScript, runShortScript } from './remoteScript.ts';

/** A consumer that keeps us waiting longer may have let tail sleep through a truncation: milliseconds. */
const STALL_MS = 2_000;

/** Following a file at the byte; see docs/following.md. */
export class ExactFollow implements FollowMode {
  readonly #following: Following;
  readonly #plan: FollowPlan;
  readonly #facts: HostFacts;
  readonly #delivery: Delivery;
  #position: FollowPosition | null;
  #steps: FollowSteps | null = null;
  /** Nothing bears the name: the next survey waits until something does. */
  #waits = false;

  constructor(following: Following, plan: FollowPlan, facts: HostFacts) {
    this.#following = following;
    this.#plan = plan;
    this.#facts = facts;
    this.#delivery = followDelivery(following, plan.local);
    const { source, context } = following;
    const pipeline = JSON.stringify([plan.path, plan.stages, plan.local]);
    const known = context.positions?.recall(source, pipeline) ?? null;
    this.#position = known && new FollowPosition(known);
    context.positions?.keep(source, pipeline, () => (this.#steps?.position ?? this.#position)?.value ?? null);
  }

  async attempt({ connection }: ReachedHost): Promise<AttemptEnd | 'unfit'> {
    const answer = await this.#survey(connection, this.#waits);
    if (answer === null || typeof answer === 'string' || 'kind' in answer) return answer ?? 'again';
    const { survey } = answer;
    const plan = this.#position === null ? this.#begin(answer) : this.#resume(survey);
    if (plan === null) return 'again';
    this.#waits = plan.steps.length === 0;
    if (plan.steps.length === 0 && this.#isDescriptor) return this.#gone();
    return plan.steps.length === 0 ? 'again' : this.#goOn(connection, plan, survey);
  }

  get #isDescriptor(): boolean {
    return this.#following.context.query.follow === 'descriptor';
  }

  #request(waits: boolean): SurveyRequest {
    const { query } = this.#following.context;
    const { path, stages } = this.#plan;
    const at = this.#position?.value ?? query.from;
    return {
      path,
      stages,
      at,
      zeroTerminated: query.zeroTerminated,
      waits: waits || (query.retry && !this.#position),
    };
  }

  /** Null where the host was changing meanwhile. */
  async #survey(connection: Connection, waits: boolean): Promise<SurveyAnswer | Trouble | 'unfit' | null> {
    const request = this.#request(waits);
    let unfit = false;
    const { output, end } = await runShortScript(connection, {
      command: surveyCommand(request),
      log: this.#plan.path,
      signal: this.#following.signal,
      report: report => {
        if (report.kind === 'follow' && report.report.kind === 'unfit') unfit = true;
        if (report.kind !== 'notice') return;
        this.#following.live();
        this.#following.notice(report.text);
      },
    });
    if (end.trouble) return end.trouble;
    return unfit ? 'unfit' : readSurvey(output, request);
  }

  #begin({ survey, start }: SurveyAnswer): ResumePlan | null {
    const { current, rotated } = survey;
    if (current === null || start === null) return null;
    const known = rotated.filter(({ size }) => size !== 0).map(({ inode, head }) => ({ inode, head }));
    const position = startPosition({ inode: current.inode, head: current.head }, start, known);
    this.#position = new FollowPosition(position);
    return { steps: [{ file: current, position, kind: 'follow' }], notes: [] };
  }

  #resume(survey: Survey): ResumePlan {
    return (this.#isDescriptor ? planDescriptor : planResume)(this.#position!.value, survey);
  }

  #gone(): Trouble {
    const { source } = this.#following;
    return {
      kind: 'missing',
      host: source.host.name,
      log: source.log,
      message: `the file that was followed as ${this.#plan.path} is gone`,
      advice: 'use -F to follow the name through rotation',
      final: true,
    };
  }

  async #goOn(connection: Connection, plan: ResumePlan, { listing }: Survey): Promise<AttemptEnd> {
    const following = this.#following;
    const { query } = following.context;
    const own = new AbortController();
    const signal = AbortSignal.any([following.signal, own.signal]);
    const tail = this.#facts.tail === 'gnu' ? 'gnu' : 'other';
    const { path, stages } = this.#plan;
    const filtered = stages.length > 0;
    let stalled = false;
    const steps = new FollowSteps({
      plan,
      position: this.#position!,
      zeroTerminated: query.zeroTerminated,
      drains: tail === 'gnu',
      filtered,
      deliver: async lines => {
        const before = performance.now();
        await this.#delivery.take(lines);
        stalled = performance.now() - before > STALL_MS;
        if (this.#delivery.satisfied) own.abort();
      },
      began: index => this.#began(plan, index),
      late: () => following.notice(`${path}: somebody still writes to the file that was rotated`),
      read: bytes => following.counts.read(bytes),
    });
    this.#steps = steps;
    const end = await runScript(connection, {
      command: goOnCommand({
        ...{ path, stages, steps: plan.steps, listing, tail },
        descriptor: this.#isDescriptor,
        pid: query.pid,
        sleepSeconds: query.sleepSeconds,
      }),
      log: path,
      signal,
      output: async bytes => {
        if (stalled && steps.isLive && !(await this.#isUnchanged(connection))) own.abort();
        stalled = false;
        if (!signal.aborted) await steps.output(bytes);
        this.#position = steps.position;
      },
      frame: async words => {
        if (!signal.aborted) await steps.frame(words);
        this.#position = steps.position;
      },
      report: report => {
        if (report.kind === 'follow') steps.report(report.report);
        if (report.kind === 'notice') following.notice(report.text);
      },
      reported: () => steps.reported(),
      message: line => {
        if (isTruncation(line)) {
          steps.report({ kind: 'truncated' });
          own.abort();
        } else following.notice(`${connection.host.name}: ${line}`);
      },
    });
    this.#position = steps.position;
    this.#steps = null;
    return this.#ended(steps, end.trouble, own.signal.aborted);
  }

  async #ended(steps: FollowSteps, trouble: Trouble | null, aborted: boolean): Promise<AttemptEnd> {
    const { signal, source } = this.#following;
    if (signal.aborted || this.#delivery.satisfied) return this.#over();
    if (aborted) return 'again';
    switch (steps.end) {
      case 'over':
        return this.#over();
      case 'again':
        return trouble ?? 'again';
      case 'unexplained':
        return (
          trouble ?? {
            kind: 'remote',
            host: source.host.name,
            log: source.log,
            message: 'following it ended by itself',
            advice: null,
            final: false,
          }
        );
    }
  }

  async #over(): Promise<'over'> {
    if (!this.#following.signal.aborted) await this.#delivery.end();
    return 'over';
  }

  /** After a stall: whether following would go on in the same file at the same place. */
  async #isUnchanged(connection: Connection): Promise<boolean> {
    const answer = await this.#survey(connection, false);
    if (answer === null || typeof answer === 'string' || 'kind' in answer) return false;
    const [step] = this.#resume(answer.survey).steps;
    return step?.kind === 'follow' && step.position.delivered === this.#position!.value.delivered;
  }

  async #began(plan: ResumePlan, index: number): Promise<void> {
    const broken = this.#following.live();
    const isFirst = index === 0;
    for (const note of plan.notes) {
      // What ends a generation is said behind its last line, and once it is left.
      const behind = note.kind === 'rotated' || note.kind === 'truncated';
      if (behind ? plan.steps[index]!.kind === 'follow' : isFirst) await this.#say(note, broken);
    }
    const { context, source } = this.#following;
    if (broken === null || plan.notes.some(({ kind }) => kind === 'gap')) return;
    const at = context.now();
    await context.sink.marker(source, { kind: 'reconnected', at, afterMs: at - broken.since });
  }

  async #say(note: ResumeNote, broken: Break | null): Promise<void> {
    const { context, source, notice } = this.#following;
    const at = context.now();
    switch (note.kind) {
      case 'rotated':
        return context.sink.marker(source, { kind: 'rotated', at, how: note.how });
      case 'truncated':
        return context.sink.marker(source, { kind: 'truncated', at });
      case 'late':
        return notice.call(
          this.#following,
          'the next lines are older: they were in a file that was rotated unseen',
        );
      case 'gap':
        return context.sink.marker(source, {
          ...{ kind: 'gap', at, since: broken?.since ?? at },
          bytes: note.bytes,
          why: note.why,
        });
    }
  }
}

/** GNU tail says so when a file is shorter than what was read of it. */
const isTruncation = (line: string): boolean =>
  line.startsWith('tail: ') && line.endsWith(': file truncated');
