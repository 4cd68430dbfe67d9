import { STEPS, type TaskStep } from '#domain/process/steps';

const LABELS: Readonly<Record<(typeof STEPS)[number], string>> = {
  open: 'Mở danh sách · open',
  compile: 'Lập danh sách · compile',
  assign: 'Giao thôn · assign',
  review: 'Thôn rà soát · review',
  forward: 'Chuyển công an · forward',
  verify: 'Công an đối chiếu · verify',
  sign: 'Ký số · sign',
  receive: 'Trạm nhận · receive',
  update: 'Cập nhật nền tảng · update',
  check: 'Kiểm tra · check',
};
const WIDTH = 24;
const REDRAW_MS = 120;

/**
 * One bar per step on stderr. On a terminal the bars are redrawn in place; elsewhere one line is written when a step is
 * full, so that logs stay readable.
 */
export class Progress {
  readonly #done = new Map<TaskStep, number>();
  readonly #said = new Set<TaskStep>();
  readonly #startedAt = Date.now();
  readonly #tty = process.stderr.isTTY === true;
  #drawnAt = 0;
  #lines = 0;

  constructor(private readonly total: number) {}

  /** `records` more have passed the step (less than 0: they came back to it). */
  passed(step: TaskStep, records: number): void {
    this.#done.set(step, (this.#done.get(step) ?? 0) + records);
    if (this.#tty) {
      if (Date.now() - this.#drawnAt > REDRAW_MS) this.#draw();
    } else if ((this.#done.get(step) ?? 0) >= this.total && !this.#said.has(step)) {
      this.#said.add(step);
      const seconds = ((Date.now() - this.#startedAt) / 1_000).toFixed(1);
      process.stderr.write(`${LABELS[step as keyof typeof LABELS]}: ${this.total} after ${seconds} s\n`);
    }
  }

  note(text: string): void {
    if (this.#tty && this.#lines > 0) process.stderr.write(`\x1b[${this.#lines}A\x1b[0J`);
    this.#lines = 0;
    process.stderr.write(`${text}\n`);
    if (this.#tty && this.#done.size > 0) this.#draw();
  }

  finish(): void {
    if (this.#tty) this.#draw();
  }

  #draw(): void {
    this.#drawnAt = Date.now();
    const lines = STEPS.map((step) => {
      const done = Math.max(0, Math.min(this.total, this.#done.get(step) ?? 0));
      const full = this.total === 0 ? 0 : Math.round((WIDTH * done) / this.total);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      return `${LABELS[step].padEnd(32)} ${bar} ${String(done).padStart(6)} / ${this.total}`;
    });
    const up = this.#lines > 0 ? `\x1b[${this.#lines}A` : '';
    process.stderr.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
    this.#lines = lines.length;
  }
}
