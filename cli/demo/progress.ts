const TTY_EVERY_MS = 200;
const LOG_EVERY_MS = 15_000;

/** One line that tells how far it is: rewritten in place on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private readonly live = process.stdout.isTTY;

  constructor(private readonly line: () => string) {
    this.timer = setInterval(() => this.show(), this.live ? TTY_EVERY_MS : LOG_EVERY_MS);
    this.timer.unref();
  }

  /** Shows the last state, and ends. */
  stop(): void {
    clearInterval(this.timer);
    this.show();
    if (this.live) process.stdout.write('\n');
  }

  private show(): void {
    if (this.live) process.stdout.write(`\r\u001b[K${this.line().slice(0, process.stdout.columns - 1)}`);
    else console.log(this.line());
  }
}
