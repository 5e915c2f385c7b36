-- Everything is keyed by the tenant's number first: no statement can reach a row without naming its tenant.

create table scim.installation (
  -- Seals the pagination cursors of this installation, the same on every replica.
  secret bytea not null
);
insert into scim.installation
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

create table scim.tenants (
  key integer generated always as identity primary key,
  id text not null unique,
  strict boolean not null default false,
  created_at timestamptz(3) not null default now()
);

create table scim.tokens (
  id uuid primary key,
  tenant integer not null references scim.tenants,
  hash bytea not null unique,
  label text not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index tokens_by_tenant on scim.tokens (tenant, created_at);

-- Users ('U') and groups ('G'). The document is the SCIM resource without id, meta, members and groups.
-- No reference to tenants: a tenant is never deleted, and each insert would lock the tenant's row.
create table scim.resources (
  tenant integer not null,
  type "char" not null check (type in ('U', 'G')),
  id uuid not null,
  -- userName or displayName, in the lower case of the service, so that equality does not depend on a locale.
  name_key text collate "C" not null,
  -- The nil UUID where the name must be unique, the resource's own id where it need not be (groups of strict tenants).
  name_scope uuid not null,
  external_id text collate "C",
  version bigint not null default 1,
  created_at timestamptz(3) not null default now(),
  modified_at timestamptz(3) not null default now(),
  document jsonb not null,
  primary key (tenant, type, id),
  constraint resource_name unique (tenant, name_key, type, name_scope)
) with (fillfactor = 85);
create index resources_by_external_id on scim.resources (tenant, external_id, type)
  where external_id is not null;

-- How often a group's membership changed, spread over slots, one for each of the service's connections: users who are deleted
-- count in their groups beside other changes, without a queue for one row. A group's version is its own plus the sum over its slots: every committed
-- change moves it by one.
create table scim.membership_revisions (
  tenant integer not null,
  group_id uuid not null,
  slot smallint not null,
  revision bigint not null,
  modified_at timestamptz(3) not null,
  group_type "char" not null default 'G' check (group_type = 'G'),
  primary key (tenant, group_id, slot),
  constraint revision_group foreign key (tenant, group_type, group_id)
    references scim.resources (tenant, type, id) on delete cascade
) with (fillfactor = 50);

-- A membership refers to its group through the slot that counted it: a reference to the group itself would make every
-- addition lock the same row, which costs more than the addition as soon as several come at once.
create table scim.memberships (
  tenant integer not null,
  group_id uuid not null,
  member_id uuid not null,
  member_type "char" not null,
  slot smallint not null,
  added_at timestamptz(3) not null default now(),
  primary key (tenant, group_id, member_id),
  constraint membership_group foreign key (tenant, group_id, slot)
    references scim.membership_revisions (tenant, group_id, slot) on delete cascade,
  constraint membership_member foreign key (tenant, member_type, member_id)
    references scim.resources (tenant, type, id) on delete cascade
);
create index memberships_by_member on scim.memberships (tenant, member_id, group_id);

-- Who did what, when, before and after. Read in the order (xact, id) and only below the oldest running transaction, so
-- that a reader never skips a change that was numbered early and committed late.
create table scim.changes (
  tenant integer not null,
  xact xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  at timestamptz(3) not null default now(),
  token uuid,
  request text not null,
  action text not null check (action in ('create', 'update', 'delete', 'members')),
  resource_type "char" not null,
  resource_id uuid not null,
  before jsonb,
  after jsonb,
  primary key (tenant, xact, id)
);

-- Statistics as of a tenant in use. Plans are made once for each connection; on tables that were never analysed the planner
-- cannot tell that a name finds one row and a tenant many, and may choose an index that reads the whole tenant.
insert into scim.resources (tenant, type, id, name_key, name_scope, external_id, document)
select 0, 'U', gen_random_uuid(), n, '00000000-0000-0000-0000-000000000000', n, '{}' from generate_series(1, 2000) n;
insert into scim.resources (tenant, type, id, name_key, name_scope, document)
select 0, 'G', gen_random_uuid(), n, '00000000-0000-0000-0000-000000000000', '{}' from generate_series(1, 20) n;
insert into scim.membership_revisions (tenant, group_id, slot, revision, modified_at)
select 0, id, slot, 1, now() from scim.resources, generate_series(0, 9) slot where type = 'G';
insert into scim.memberships (tenant, group_id, member_id, member_type, slot)
select 0, g.id, u.id, 'U', 0 from scim.resources g join scim.resources u on u.type = 'U'
where g.type = 'G' and u.name_key < '11';
analyze scim.resources, scim.memberships, scim.membership_revisions;
delete from scim.resources where tenant = 0;
