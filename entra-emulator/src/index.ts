export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";
export { EmulatorError } from "./error.ts";
