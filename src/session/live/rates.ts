/** Number of samples that a rate covers. */
const WINDOW = 4;

/** Turns samples of a growing total into a rate over the last few of them. */
export class RateMeter {
  readonly #samples: { readonly at: number; readonly total: number }[] = [];

  /** `at`: milliseconds, ascending. If the total shrinks (a source was removed), the rate starts over. */
  sample(total: number, at: number): void {
    if (total < (this.#samples.at(-1)?.total ?? 0)) this.#samples.length = 0;
    this.#samples.push({ at, total });
    if (this.#samples.length > WINDOW) this.#samples.shift();
  }

  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples[this.#samples.length - 1];
    if (!first || !last || last.at === first.at) return 0;
    return ((last.total - first.total) * 1000) / (last.at - first.at);
  }
}
