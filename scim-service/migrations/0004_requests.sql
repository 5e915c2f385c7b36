-- What the console shows: the SCIM requests of each tenant, counts of them, and what people did. Nothing writes to these
-- tables while the console is off.

create table scim.requests (
  tenant integer not null,
  id bigint generated always as identity,
  at timestamptz(3) not null,
  request text not null,
  operation text not null,
  method text not null,
  -- Below the base path, with its query.
  path text not null,
  status smallint not null,
  scim_type text,
  detail text,
  -- The leniencies that were used.
  rules text[] not null,
  -- Entra's header ADSCIMVersion.
  entra text,
  milliseconds real not null,
  token uuid not null,
  -- Whom it is about: by id where that is known, by the names in its body or filter in any case.
  resource_id uuid,
  name_key text collate "C",
  external_id text collate "C",
  primary key (tenant, id)
);
create index requests_by_time on scim.requests (tenant, at);
create index requests_refused on scim.requests (tenant, id) where status >= 400;
create index requests_by_resource on scim.requests (tenant, resource_id, id) where resource_id is not null;
create index requests_by_name on scim.requests (tenant, name_key, id) where name_key is not null;
create index requests_by_external_id on scim.requests (tenant, external_id, id) where external_id is not null;

-- Counts outlive the requests, so that a chart reads a few rows: `requests`, `refused` and `rule:NAME` of each hour.
create table scim.request_counts (
  tenant integer not null,
  hour timestamptz(0) not null,
  name text not null,
  count bigint not null,
  primary key (tenant, hour, name)
);

-- The history of one resource, and its deletion for good.
create index changes_by_resource on scim.changes (tenant, resource_id);

create table scim.audit (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null default now(),
  -- The person, as the identity provider names them; `admin key` in a local run.
  who text not null,
  action text not null,
  tenant text,
  -- What it was done to: a label or an id, never a secret.
  subject text,
  request text not null,
  -- Null until it is done; then `done`, or why not.
  outcome text
);
