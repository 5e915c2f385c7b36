/** What Prometheus has scraped, and which alerts it then fires. */
export interface AlertCase {
  readonly alert: string;
  readonly when: string;
  /** Values by series, one a minute, in promtool's notation: `0+30x10` begins with 0 and adds 30 ten times. */
  readonly series: Readonly<Record<string, string>>;
  /** Moment at which it is looked at. */
  readonly at: string;
  /** The labels of each alert that fires. */
  readonly firing: readonly Readonly<Record<string, string>>[];
}

const CRITICAL = { severity: "critical" };
const WARNING = { severity: "warning" };

const labels = (pod: string) => `namespace="prod",service="scim-scim-service",pod="${pod}"`;
const requests = (operation: string, status: number, pod = "a") =>
  `scim_requests_total{${labels(pod)},operation="${operation}",status="${status}"}`;
const bucket = (operation: string, le: string) =>
  `scim_request_duration_seconds_bucket{${labels("a")},operation="${operation}",le="${le}"}`;
const up = (pod = "a") => `up{${labels(pod)}}`;
const expiry = (tenant: string, pod = "a") =>
  `scim_token_expiry_timestamp_seconds{${labels(pod)},tenant="${tenant}"}`;
const wrong = (kind: string, pod = "a") => `scim_wrong_credentials_total{${labels(pod)},kind="${kind}"}`;

const DAY = 86_400;

/** Each alert of the chart with the values of `values.yaml`: when it fires and when it does not. */
export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: "ScimErrorRate",
    when: "one request in twenty fails for half an hour",
    series: {
      [requests("User.patch", 204)]: "0+190x60",
      [requests("User.patch", 503)]: "0+10x60",
    },
    at: "30m",
    firing: [CRITICAL],
  },
  {
    alert: "ScimErrorRate",
    when: "probes are many and are answered 200, which hides no failure",
    series: {
      [requests("User.patch", 204)]: "0+19x60",
      [requests("User.patch", 503)]: "0+1x60",
      [requests("health", 200)]: "0+1000x60",
    },
    at: "30m",
    firing: [CRITICAL],
  },
  {
    alert: "ScimErrorRate",
    when: "one request in a hundred fails",
    series: { [requests("User.patch", 204)]: "0+99x60", [requests("User.patch", 500)]: "0+1x60" },
    at: "30m",
    firing: [],
  },
  {
    alert: "ScimErrorRate",
    when: "only the readiness of a pod that starts is answered 503",
    series: { [requests("User.patch", 204)]: "0+1x60", [requests("ready", 503)]: "0+12x60" },
    at: "30m",
    firing: [],
  },
  {
    alert: "ScimErrorRate",
    when: "nobody calls",
    series: { [requests("User.patch", 503)]: "7x60", [requests("User.patch", 204)]: "100x60" },
    at: "30m",
    firing: [],
  },
  {
    alert: "ScimLatency",
    when: "two requests in a hundred take longer than a second",
    series: {
      [bucket("User.list", "1")]: "0+98x60",
      [bucket("User.list", "2.5")]: "0+100x60",
      [bucket("User.list", "+Inf")]: "0+100x60",
    },
    at: "30m",
    firing: [WARNING],
  },
  {
    alert: "ScimLatency",
    when: "only the scrape itself is slow",
    series: {
      [bucket("User.list", "1")]: "0+10x60",
      [bucket("User.list", "2.5")]: "0+10x60",
      [bucket("User.list", "+Inf")]: "0+10x60",
      [bucket("metrics", "1")]: "0x60",
      [bucket("metrics", "2.5")]: "0+2x60",
      [bucket("metrics", "+Inf")]: "0+2x60",
    },
    at: "30m",
    firing: [],
  },
  {
    alert: "ScimSilence",
    when: "Entra stops calling while probes and scrapes go on",
    series: {
      [up()]: "1x200",
      [requests("User.list", 200)]: "0+5x60 300x140",
      [requests("health", 200)]: "0+6x200",
      [requests("metrics", 200)]: "0+2x200",
    },
    at: "3h",
    firing: [WARNING],
  },
  {
    alert: "ScimSilence",
    when: "nobody has called since the service was installed",
    series: { [up()]: "1x200", [requests("ready", 200)]: "0+6x200" },
    at: "3h",
    firing: [WARNING],
  },
  {
    alert: "ScimSilence",
    when: "the service was installed an hour ago",
    series: { [up()]: "1x60", [requests("ready", 200)]: "0+6x60" },
    at: "1h",
    firing: [],
  },
  {
    alert: "ScimSilence",
    when: "Entra calls every 40 minutes",
    series: { [up()]: "1x200", [requests("User.list", 200)]: "1x39 2x39 3x39 4x39 5x39" },
    at: "3h",
    firing: [],
  },
  {
    alert: "ScimSilence",
    when: "the first call to a new pod is half an hour old",
    series: {
      [up()]: "1x100",
      [up("b")]: "_x100 1x100",
      [requests("User.list", 200)]: "5x100",
      [requests("User.list", 200, "b")]: "_x150 1x50",
    },
    at: "3h",
    firing: [],
  },
  {
    alert: "ScimTokenExpires",
    when: "one tenant's last token ends in ten days, as every pod says",
    series: {
      [expiry("contoso")]: `${10 * DAY}x60`,
      [expiry("contoso", "b")]: `${10 * DAY}x60`,
      [expiry("fabrikam")]: `${30 * DAY}x60`,
    },
    at: "10m",
    firing: [{ ...WARNING, tenant: "contoso" }],
  },
  {
    alert: "ScimTokenExpires",
    when: "a token has expired",
    series: { [expiry("contoso")]: "60x60" },
    at: "30m",
    firing: [{ ...WARNING, tenant: "contoso" }],
  },
  {
    alert: "ScimTokenExpires",
    when: "there is a month left",
    series: { [expiry("contoso")]: `${30 * DAY}x60` },
    at: "10m",
    firing: [],
  },
  {
    alert: "ScimWrongCredentials",
    when: "wrong tokens come to several pods",
    series: { [wrong("token")]: "0+1x60", [wrong("token", "b")]: "0+1x60", [wrong("admin key")]: "0x60" },
    at: "30m",
    firing: [{ ...WARNING, kind: "token" }],
  },
  {
    alert: "ScimWrongCredentials",
    when: "somebody mistypes now and then",
    series: { [wrong("token")]: "0x20 1x20 3x20", [wrong("admin key")]: "0x60" },
    at: "50m",
    firing: [],
  },
  {
    alert: "ScimNotReady",
    when: "no pod can be scraped",
    series: { [up()]: "1x10 0x20", [up("b")]: "1x10 0x20" },
    at: "20m",
    firing: [CRITICAL],
  },
  {
    alert: "ScimNotReady",
    when: "there is no pod",
    series: { 'up{job="other"}': "1x30" },
    at: "20m",
    firing: [{ ...CRITICAL, namespace: "prod", service: "scim-scim-service" }],
  },
  {
    alert: "ScimNotReady",
    when: "one of two pods is away",
    series: { [up()]: "0x30", [up("b")]: "1x30" },
    at: "20m",
    firing: [],
  },
];
