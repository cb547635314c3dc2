import type { HostFacts } from '../../core/facts.ts';
import { planDescriptor, planResume, type ResumePlan } from '../../core/follow/planResume.ts';
import { planStart } from '../../core/follow/planStart.ts';
import { type Position, startPosition } from '../../core/follow/position.ts';
import type { Survey } from '../../core/follow/survey.ts';
import type { ReadFrom } from '../../core/query.ts';
import type { Trouble } from '../../core/trouble.ts';
import type { FollowPlan } from '../../pushdown/follow/plan.ts';
import type { ResumeRequest } from '../../pushdown/follow/resume.ts';
import {
  readSurvey,
  type SurveyAnswer,
  type SurveyRequest,
  surveyCommand,
} from '../../pushdown/follow/survey.ts';
import type { Connection } from '../../transport/transport.ts';
import type { Delivery } from '../host/delivery.ts';
import type { ReachedHost } from '../host/hosts.ts';
import { runShortScript } from '../host/remoteScript.ts';
import type { AttemptEnd, Following, FollowMode } from './contract.ts';
import { followDelivery } from './delivery.ts';
import { resumeReporter } from './markers.ts';
import { FollowPosition } from './position.ts';
import { runSteps } from './runSteps.ts';
import type { FollowSteps } from './steps.ts';

/** How much of a file's end is searched for its last matches if older ones are read on demand, in bytes. */
const NEAR_BYTES = 64 * 1024 * 1024;

/** Follows a file at the exact byte; see docs/following.md. */
export class ExactFollow implements FollowMode {
  readonly #following: Following;
  readonly #plan: FollowPlan;
  readonly #facts: HostFacts;
  readonly #delivery: Delivery;
  /** The pipeline whose output the positions count. */
  readonly #pipeline: string;
  /** Where we started; the current or last steps have a newer position. */
  #start: FollowPosition | null;
  #steps: FollowSteps | null = null;
  /** No file has the name: the next survey waits for one. */
  #waits = false;
  /** No file had the name when following was to start. */
  #wasAbsent = false;
  /** The last survey's plan had a gap, or a whole file to read, and has not been carried out yet. */
  #doubted = false;
  /** True if tail exited early; and how often in a row it did so although nothing had changed. */
  #wasRefused = false;
  #refusals = 0;
  /** How often in a row a tool was killed before any output. */
  #kills = 0;
  /** How often in a row a survey lacked its tools. */
  #unfits = 0;
  /** When the last survey was requested, in milliseconds after following should have started. */
  #askedMs = 0;
  #cut = new AbortController();
  #leaving = false;
  #left: Position | null = null;

  /** `start`: where to start; null: according to the query or `--resume`. */
  constructor(following: Following, plan: FollowPlan, facts: HostFacts, start: Position | null = null) {
    this.#following = following;
    this.#plan = plan;
    this.#facts = facts;
    this.#delivery = followDelivery(following, plan.local);
    this.#pipeline = JSON.stringify([plan.path, plan.stages, plan.local]);
    const known = start ?? following.context.positions?.recall(following.source, this.#pipeline) ?? null;
    this.#start = null;
    if (known) this.#beginAt(known);
  }

  /** Delivers the existing lines, and then a position (`left`) from which another filter can resume. */
  leave(): void {
    // Already leaving: it catches up and must not be interrupted, because its successor has the newest
    // filter.
    if (this.#leaving) return;
    this.#leaving = true;
    this.#cut.abort();
  }

  /** Where another follower resumes: null before leaving; `nowhere` if it had not started. */
  get left(): Position | 'nowhere' | null {
    return this.#leaving && this.#place === null ? 'nowhere' : this.#left;
  }

  get #place(): FollowPosition | null {
    return this.#steps?.position ?? this.#start;
  }

  async attempt({ connection }: ReachedHost): Promise<AttemptEnd | 'unfit'> {
    if (this.#delivery.satisfied) return this.#over();
    const answer = await this.#survey(connection, this.#waits);
    if (answer === 'unfit') return this.#unfit();
    this.#unfits = 0;
    if (answer === null || 'kind' in answer) return answer ?? 'again';
    if (this.left === 'nowhere') return 'again';
    const { survey } = answer;
    const resumes = this.#place !== null;
    const plan = resumes ? this.#leavingBy(this.#resume(survey)) : this.#begin(answer);
    if (plan === null || (resumes && this.#isDoubtful(plan))) return 'again';
    this.#learnTail(plan);
    this.#waits = plan.steps.length === 0;
    if (!this.#waits) return this.#run(connection, { plan, resumes }, survey);
    if (this.#isDescriptor) return this.#gone();
    this.#following.absent();
    return 'again';
  }

  /**
   * Handles missing tools. A tool that was killed looks like one that is missing, so only a second failure
   * counts; on a host that had the tools before, they are never considered missing.
   */
  #unfit(): AttemptEnd | 'unfit' {
    this.#unfits++;
    if (this.#unfits < 2) return 'again';
    return this.#place === null ? 'unfit' : this.#trouble(TOOLS_LOST);
  }

  /**
   * Returns true if the survey must be repeated. If one of its processes is killed, a survey mistakes a file
   * for another, so a plan by which lines are lost or a whole file is new needs a second survey.
   */
  #isDoubtful({ steps, notes }: ResumePlan): boolean {
    const readsWhole = steps.some(
      ({ kind, position }) =>
        (kind === 'finish' || kind === 'settle') && position.base + position.delivered === 0,
    );
    this.#doubted = !this.#doubted && (readsWhole || notes.some(({ kind }) => kind === 'gap'));
    return this.#doubted;
  }

  get #isDescriptor(): boolean {
    return this.#following.context.query.follow === 'descriptor';
  }

  #request(waits: boolean): SurveyRequest {
    const { query, readsBack } = this.#following.context;
    const { path, stages, finder } = this.#plan;
    const at = this.#place?.value ?? (this.#wasAbsent ? FROM_START : query.from);
    return {
      path,
      stages,
      finder,
      at,
      zeroTerminated: query.zeroTerminated,
      waits: waits || (query.retry && !this.#place),
      // If older lines are read on demand, following does not wait for rare matches.
      ...(readsBack ? { near: NEAR_BYTES } : {}),
    };
  }

  /** Null if the host was changing in the meantime. */
  async #survey(connection: Connection, waits: boolean): Promise<SurveyAnswer | Trouble | 'unfit' | null> {
    const request = this.#request(waits);
    this.#askedMs = this.#following.waitedMs;
    let unfit = false;
    const { output, end } = await runShortScript(connection, {
      command: surveyCommand(request),
      log: this.#plan.path,
      signal: this.#following.signal,
      report: report => {
        if (report.kind === 'unfit') unfit = true;
        if (report.kind !== 'notice') return;
        if (report.waits) {
          this.#wasAbsent = true;
          this.#following.absent();
        }
        this.#following.notice(report.text);
      },
    });
    if (end.trouble) return end.trouble;
    return unfit ? 'unfit' : readSurvey(output, request);
  }

  #begin({ survey, start, skip, clock }: SurveyAnswer): ResumePlan | null {
    const { current } = survey;
    if (current === null || start === null) return null;
    const { query } = this.#following.context;
    const { broken } = this.#following;
    const absent = this.#wasAbsent;
    // The clock was read after the request was sent, so a file created just before following was to start
    // never counts as new; but after waiting for a file, any that was created since then does.
    const since = clock - (absent ? this.#following.waitedMs : this.#askedMs) / 1000;
    const plan = planStart({ survey, current, start, skip, from: query.from, since, broken, absent });
    const { position } = plan.steps[0]!;
    const { context, source } = this.#following;
    context.started?.(source, { generation: position.generation, offset: position.base });
    this.#beginAt(position);
    return plan;
  }

  #beginAt(position: Position): void {
    const start = new FollowPosition(position);
    this.#start = start;
    const { context, source } = this.#following;
    context.positions?.keep(source, this.#pipeline, () => (this.#place ?? start).value);
  }

  #resume(survey: Survey): ResumePlan {
    const filtered = this.#plan.stages.length > 0;
    return (this.#isDescriptor ? planDescriptor : planResume)(this.#place!.value, survey, { filtered });
  }

  #gone(): Trouble {
    return this.#trouble({
      kind: 'missing',
      message: `the file that was followed as ${this.#plan.path} no longer exists`,
      advice: 'use -F to follow the name across rotations',
      final: true,
    });
  }

  /** When leaving, it catches up with the file instead of following the name. */
  #leavingBy(plan: ResumePlan): ResumePlan {
    if (!this.#leaving) return plan;
    const steps = plan.steps.map(step =>
      step.kind === 'follow' ? { ...step, kind: 'catch-up' as const } : step,
    );
    return { ...plan, steps };
  }

  async #run(
    connection: Connection,
    { plan, resumes }: { readonly plan: ResumePlan; readonly resumes: boolean },
    { listing }: Survey,
  ): Promise<AttemptEnd> {
    const following = this.#following;
    this.#cut = new AbortController();
    const watcher = following.context.hosts.watcher(following.source.host, following.context);
    const report = resumeReporter(following, plan, { resumes });
    // Waiting for its turn, or reading earlier files, does not count as following.
    let began = performance.now();
    const before = following.counts.lines;
    const run = await runSteps(connection, {
      following,
      watcher,
      delivery: this.#delivery,
      request: this.#resumeRequest(plan, listing, !watcher.usable),
      steps: {
        plan,
        position: this.#place!,
        began: index => {
          began = performance.now();
          return report(index);
        },
      },
      started: begun => {
        this.#steps = begun;
      },
      cut: this.#cut.signal,
    }).catch(error => {
      // Interrupted before its channel opened, so nothing has run.
      if (this.#cut.signal.aborted && !following.signal.aborted) return null;
      throw error;
    });
    if (run === null) return 'again';
    this.#wasRefused = run.steps.end === 'refused' && performance.now() - began < REFUSED_WITHIN_MS;
    const { steps, script, cut } = run;
    if (following.signal.aborted || this.#delivery.satisfied || steps.end === 'over') return this.#over();
    if (this.#leaving && steps.caughtUp !== null && script.trouble === null) {
      const { generation, known } = steps.position.value;
      this.#left = startPosition(generation, steps.caughtUp, known);
      await this.#delivery.end();
      return 'again';
    }
    if (cut) return 'again';
    if (script.trouble) return script.trouble;
    this.#kills = steps.killedBy === null || following.counts.lines > before ? 0 : this.#kills + 1;
    if (this.#kills >= MAX_KILLS) return this.#trouble(killed(steps.killedBy!));
    return steps.end === 'unexplained' ? this.#trouble(UNEXPLAINED) : 'again';
  }

  #resumeRequest(plan: ResumePlan, listing: string, watchesItself: boolean): ResumeRequest {
    const { pid, sleepSeconds, zeroTerminated } = this.#following.context.query;
    const { path, stages } = this.#plan;
    const gnu = this.#facts.tail === 'gnu';
    return {
      ...{ path, stages, zeroTerminated, listing, pid, sleepSeconds, watchesItself, gnu },
      steps: plan.steps,
      tail: gnu && !this.#isRefused ? 'stopping' : 'passing',
      descriptor: this.#isDescriptor,
    };
  }

  /**
   * A tail that writes a message ends: usually because its file was truncated, which the next survey shows.
   * If that happens again and again without a change, it is allowed to write.
   */
  #learnTail({ steps, notes }: ResumePlan): void {
    const isUnchanged = steps.length === 1 && steps[0]!.kind === 'follow' && notes.length === 0;
    if (!isUnchanged) this.#refusals = 0;
    else if (this.#wasRefused) {
      this.#refusals++;
      this.#following.context.hosts.refusals.add(this.#following.source.host.name);
    }
    this.#wasRefused = false;
  }

  get #isRefused(): boolean {
    const { context, source } = this.#following;
    return this.#refusals >= MAX_REFUSALS || context.hosts.refusals.isUsual(source.host.name);
  }

  async #over(): Promise<'over'> {
    if (!this.#following.signal.aborted) await this.#delivery.end();
    return 'over';
  }

  #trouble(what: Pick<Trouble, 'kind' | 'message' | 'advice' | 'final'>): Trouble {
    const { source } = this.#following;
    return { ...what, host: source.host.name, log: source.log };
  }
}

const FROM_START: ReadFrom = { kind: 'fromLine', line: 1 };

/**
 * A tail that ends sooner than this may have failed, in milliseconds; after this many failures it may write
 * to stderr and reads a descriptor.
 */
const REFUSED_WITHIN_MS = 10_000;
const MAX_REFUSALS = 3;

/** This many in a row are not a coincidence: the host may limit memory or CPU time. */
const MAX_KILLS = 3;

const killed = (signal: number) =>
  ({
    kind: 'remote',
    message: `a tool that reads it was killed by signal ${signal} ${MAX_KILLS} times in a row`,
    advice: 'check the host for memory or CPU limits (ulimit, dmesg)',
    final: false,
  }) as const;

const TOOLS_LOST = {
  kind: 'remote',
  message: 'stat or od no longer works, and without them its position in the file cannot be found',
  advice: 'try them on the host: stat -Lc %i / and od -An -tx1 /etc/hostname',
  final: false,
} as const;

const UNEXPLAINED = {
  kind: 'remote',
  message: 'the remote follow script exited unexpectedly',
  advice: null,
  final: false,
} as const;
