/** Work that finds more work: departments whose children are known only when they have been asked for. */
export class Frontier<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #open = 0;
  #wake: (() => void) | undefined;

  /** One more to be visited; whoever takes it says `done` when it cannot find any more. */
  add(item: T): void {
    this.#open++;
    this.#items.push(item);
    this.#wake?.();
  }

  done(): void {
    this.#open--;
    this.#wake?.();
  }

  /** Ends when everything was taken and all of it is done. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      if (this.#items.length > 0) yield this.#items.shift()!;
      else if (this.#open === 0) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
