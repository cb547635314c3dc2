import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askpassProgram } from './askpassProgram.ts';
import { AskpassServer } from './askpassServer.ts';
import { ASK_SOCKET, FOLDER_PREFIX, sweepWorkspaces } from './sweep.ts';

/** A control socket's path may be at most 104 bytes long, including ssh's own temporary suffix. */
const MAX_FOLDER = 60;

/** The private folder of one openssh transport: control sockets, configurations, the askpass program and its socket. */
export class Workspace {
  readonly askpass: AskpassServer;
  readonly #dir: string;
  #count = 0;

  private constructor(dir: string, askpass: AskpassServer) {
    this.#dir = dir;
    this.askpass = askpass;
  }

  static async create(): Promise<Workspace> {
    const base = tmpdir().length > MAX_FOLDER ? '/tmp' : tmpdir();
    void sweepWorkspaces(base);
    const dir = mkdtempSync(join(base, FOLDER_PREFIX));
    const program = join(dir, 'askpass');
    writeFileSync(program, askpassProgram(process.execPath));
    chmodSync(program, 0o700);
    return new Workspace(dir, await AskpassServer.listen(join(dir, ASK_SOCKET)));
  }

  /** Paths for one more connection. */
  next(): { readonly config: string; readonly control: string } {
    const n = ++this.#count;
    return { config: join(this.#dir, `${n}.conf`), control: join(this.#dir, `${n}.sock`) };
  }

  /** Returns the environment that makes ssh ask us its questions. */
  environment(env: NodeJS.ProcessEnv, login: string): NodeJS.ProcessEnv {
    return {
      ...env,
      SSH_ASKPASS: join(this.#dir, 'askpass'),
      SSH_ASKPASS_REQUIRE: 'force',
      RTAIL_ASKPASS: join(this.#dir, ASK_SOCKET),
      RTAIL_ASKPASS_HOP: login,
    };
  }

  remove(): void {
    this.askpass.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
