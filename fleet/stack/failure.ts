/** Why an operation on a stack failed. */
export interface Failure {
  readonly code: keyof typeof REMEDIES;
  /** What the engine or a provider said. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

const REMEDIES = {
  "no-stack": "Deploy it: npm run fleet -- up --only NAME",
  locked: "Wait for it. When nothing is at work on it any more: pulumi cancel --stack NAME",
  backend:
    "See that PULUMI_BACKEND_URL names a backend that this machine reaches and may use, and run the command again.",
  passphrase:
    "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the passphrase that the stack was made with.",
  throttled: "Graph asks for a pause. Run the command again later; what is done stays done.",
  "sign-in": "Check signIn of the customer, and that its application is consented in the tenant.",
  permission: "Grant the application what the message names, and run the command again.",
  connection: "Check the token and the address of the SCIM endpoint; the message says what it answered.",
  secret: "Put the secret where the file of customers says that it is.",
  environment:
    "Give fromEsc the name of an environment that whoever is logged in may open. It needs Pulumi Cloud as the backend (pulumi login); with another backend, use fromEnvironment, fromFile or fromKeyVault.",
  platform:
    "Deploy the stack that hosts the service first, or correct the customer's platform.stack: ORGANIZATION/PROJECT/STACK.",
  configuration: "Correct the customer's config; docs/configuration.md describes every setting.",
  interrupted: "Run the command again: it goes on from where it was.",
  worker: "Look at the machine of the worker, and run the command again: it goes on from where it was.",
  other: "Correct what the message names, and run the command again: it goes on from where it was.",
} as const;

/** The first that the text matches; the order matters where a message quotes another. */
const SIGNS: readonly (readonly [Failure["code"], RegExp])[] = [
  ["no-stack", /no stack named/],
  ["locked", /stack is currently locked|another update is currently in progress/i],
  ["passphrase", /passphrase must be set|incorrect passphrase/i],
  ["configuration", /The configuration of stack ".*" has /],
  ["environment", /^error: .*opening environment:/m],
  ["platform", /^(error: |Preview failed: )?unknown stack "|^platform\.stack names /m],
  ["permission", /Step \d+ of the guide[^]*permission|Authorization_RequestDenied/],
  ["throttled", /\b429\b|TooManyRequests|throttl/i],
  ["sign-in", /AADSTS\d+|No credentials for Microsoft Graph|login to \S+ by/],
  ["connection", /connection test|Test Connection/i],
  ["interrupted", /update cancelled|error: operation was cancel/i],
  // Of the engine itself: what a provider says does not begin a line with "error:".
  [
    "backend",
    /^error: (unable to open (state|bucket)|missing google credentials|error listing stacks|read "\.pulumi|could not (list|get|load|create)|performing HTTP request|failed to (load|open|list)|PULUMI_ACCESS_TOKEN)/m,
  ],
];

/** Failures that pass by themselves, so that a job is tried again. */
const PASSING: ReadonlySet<Failure["code"]> = new Set(["locked", "throttled", "backend"]);

/** What a failed call of the engine means, by what it said. */
export function failureOf(text: string): Failure {
  const code = SIGNS.find(([, sign]) => sign.test(text))?.[0] ?? "other";
  return failure(code, text);
}

/** A failure of a kind that is known. */
export function failure(code: Failure["code"], message: string): Failure {
  return { code, message: message.trim(), remedy: REMEDIES[code] };
}

/** Whether trying again later may help. */
export function passes({ code }: Failure): boolean {
  return PASSING.has(code);
}

/** An operation on a stack failed. */
export class StackFailure extends Error {
  override readonly name = "StackFailure";
  readonly failure: Failure;

  constructor(cause: Failure) {
    super(cause.message);
    this.failure = cause;
  }
}
