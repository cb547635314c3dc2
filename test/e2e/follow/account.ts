/** Accounts for the printed lines of a `SteadyLog`, raw or as JSON, without keeping them. */
export class Account {
  #rest = '';
  #seen = new Uint8Array(1 << 16);
  #last = 0;
  distinct = 0;
  repeated = 0;
  disordered = 0;
  torn = 0;
  /** As JSON. */
  readonly markers: string[] = [];

  /** How many of the log's lines were printed. */
  get lines(): number {
    return this.distinct + this.repeated;
  }

  take(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
  }

  has(number: number): boolean {
    return this.#seen[number] === 1;
  }

  against(written: number) {
    const { repeated, disordered, torn } = this;
    return { lost: written - this.distinct, repeated, disordered, torn };
  }

  #line(line: string): void {
    if (line.startsWith('{"marker"')) {
      this.markers.push(line);
      return;
    }
    const found = /(?:^|"text":")line (\d+) \.+(?=$|")/.exec(line);
    if (found === null) {
      this.torn++;
      return;
    }
    const number = Number(found[1]);
    while (number >= this.#seen.length) this.#grow();
    if (this.#seen[number] === 1) this.repeated++;
    else this.distinct++;
    this.#seen[number] = 1;
    if (number < this.#last) this.disordered++;
    this.#last = number;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#seen.length * 2);
    larger.set(this.#seen);
    this.#seen = larger;
  }
}
