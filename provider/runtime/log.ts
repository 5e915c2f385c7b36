/** Messages to the person at the terminal, shown at the resource that they are about. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** Shown in place while the operation lasts and then gone. */
  progress(message: string): void;
}
