import { cksum } from '../../../src/core/follow/checksum.ts';
import {
  HEAD_LENGTH,
  laterOf,
  type Position,
  TAIL_LENGTH,
  tailSum,
} from '../../../src/core/follow/position.ts';
import type { Survey, SurveyedFile } from '../../../src/core/follow/survey.ts';

/** A file, whatever its names. */
export interface Inode {
  readonly id: string;
  content: Buffer;
  modified: number;
  /** How often it was truncated: a live tail is notified each time. */
  truncations: number;
  /** When it was created, and when it was last renamed or removed. */
  readonly born: number;
  changed: number;
}

/**
 * Returns the output of a remote pipeline over a file's content starting at a byte: whole lines that pass.
 */
export type Pipeline = (content: Buffer, base: number) => Buffer;

/** A host with one log, its rotations and its clock, in memory: what the remote scripts would find on it. */
export class SimulatedHost {
  readonly name = 'app.log';
  now = 1_000_000;
  private readonly files = new Map<string, Inode>();
  private writer: Inode;
  private readonly all = new Map<string, Inode>();

  constructor() {
    this.writer = this.create(this.name);
  }

  private create(name: string): Inode {
    const inode = {
      id: String(this.all.size + 1),
      content: Buffer.alloc(0),
      modified: this.now,
      truncations: 0,
      born: this.now,
      changed: this.now,
    };
    this.files.set(name, inode);
    this.all.set(inode.id, inode);
    return inode;
  }

  /** The writer appends to the file that it has open, whatever that file's name is by now. */
  write(lines: string): void {
    this.writer.content = Buffer.concat([this.writer.content, Buffer.from(lines)]);
    this.writer.modified = this.now;
  }

  /** Shifts files like logrotate: f.1 → f.2, f → f.1; the oldest beyond `keep` is removed. */
  rename(keep: number, createAtOnce: boolean): void {
    this.shift(keep);
    const current = this.files.get(this.name);
    if (current) {
      this.files.set(`${this.name}.1`, current);
      current.changed = this.now;
    }
    this.files.delete(this.name);
    if (createAtOnce) this.create(this.name);
  }

  copyTruncate(keep: number): void {
    const current = this.files.get(this.name);
    if (!current) return;
    this.shift(keep);
    const copy = this.create(`${this.name}.1`);
    copy.content = current.content;
    current.content = Buffer.alloc(0);
    current.truncations++;
    current.modified = this.now;
  }

  remove(name = this.name): void {
    const file = this.files.get(name);
    if (file) file.changed = this.now;
    this.files.delete(name);
  }

  /** Returns how many names a file has: none if it is only held open. */
  links(inode: string): number {
    return [...this.files.values()].filter(({ id }) => id === inode).length;
  }

  reopen(): void {
    this.writer = this.files.get(this.name) ?? this.create(this.name);
  }

  /** Returns true if the writer writes to the file with the name. */
  get writesToName(): boolean {
    return this.files.get(this.name) === this.writer;
  }

  private shift(keep: number): void {
    this.files.delete(`${this.name}.${keep}`);
    for (let number = keep - 1; number >= 1; number--) {
      const file = this.files.get(`${this.name}.${number}`);
      if (!file) continue;
      this.files.delete(`${this.name}.${number}`);
      this.files.set(`${this.name}.${number + 1}`, file);
    }
  }

  /** By name, or held open: a followed file can still be read after it was deleted. */
  find(inode: string, held: boolean): Inode | undefined {
    if (held) return this.all.get(inode);
    return [...this.files.values()].find(({ id }) => id === inode);
  }

  get current(): Inode | undefined {
    return this.files.get(this.name);
  }

  listing(): string {
    return [...this.files].map(([name, { id }]) => `${name}=${id}`).join();
  }

  survey(position: Position, pipeline: Pipeline): Survey {
    const files = [...this.files].map(([name, inode]) => describe(name, inode, position, pipeline));
    return {
      listing: this.listing(),
      now: Math.floor(this.now),
      current: files.find(({ name }) => name === this.name) ?? null,
      rotated: files.filter(({ name }) => name !== this.name),
    };
  }
}

const describe = (
  name: string,
  { id, content, modified, born }: Inode,
  position: Position,
  pipeline: Pipeline,
): SurveyedFile => {
  const head = content.subarray(0, HEAD_LENGTH);
  const face = (length: number): number | null =>
    content.length < length ? null : cksum(content.subarray(0, length));
  const known = face(position.generation.head.length);
  const output = pipeline(content, position.base);
  const later = laterOf(position);
  const tail = tailSum(position).length;
  const reaches = known !== null && output.length >= position.delivered;
  return {
    name,
    inode: id,
    size: content.length,
    lacks: null,
    modified,
    born,
    end: name.includes('.log.') ? null : endOf(content),
    face: '',
    own: true,
    head: { length: head.length, crc: cksum(head) },
    known,
    knownLater: later === null ? null : face(later.head.length),
    outputHead: pipeline(content, 0).subarray(0, HEAD_LENGTH),
    tail: reaches ? cksum(output.subarray(position.delivered - tail, position.delivered)) : null,
  };
};

const endOf = (content: Buffer): SurveyedFile['end'] => {
  const tail = content.subarray(-TAIL_LENGTH);
  return { length: tail.length, crc: cksum(tail) };
};
