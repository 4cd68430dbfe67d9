import { Injectable } from '@nestjs/common';

/** Reading processes at once for one API: each may take some hundred megabytes, and a connection to the database waits for it. */
const PLACES = 2;

/** Has files read one after the other beyond a number: however many are sent at once, memory and connections stay bounded. */
@Injectable()
export class ReadingPlaces {
  #free = PLACES;
  readonly #waiting: (() => void)[] = [];

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // A place is handed on, so that nobody who comes now overtakes those who wait.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
