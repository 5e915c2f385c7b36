-- Sign-in without a long-lived token: OAuth 2.0 clients with secrets, and trusts in the tokens of an identity provider.

-- Whether bearer tokens from the admin API are accepted; access tokens of the token endpoint always are.
alter table scim.tenants add column bearer_tokens boolean not null default true;

create table scim.clients (
  id uuid primary key,
  tenant integer not null references scim.tenants,
  label text not null,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz(3)
);
create index clients_by_tenant on scim.clients (tenant, created_at);

create table scim.client_secrets (
  id uuid primary key,
  client uuid not null references scim.clients,
  hash bytea not null unique,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index client_secrets_by_client on scim.client_secrets (client, created_at);

-- Whose assertions are accepted (RFC 7523): exactly this issuer, subject, audience and directory.
create table scim.trusts (
  id uuid primary key,
  tenant integer not null references scim.tenants,
  label text not null,
  issuer text not null,
  subject text not null,
  audience text not null,
  directory text not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
-- A subject speaks for one tenant.
create unique index trust_of_subject on scim.trusts (issuer, subject, audience) where revoked_at is null;
create index trusts_by_tenant on scim.trusts (tenant, created_at);

-- What an access token was issued for; both are null for a bearer token of the admin API.
alter table scim.tokens
  add column secret uuid references scim.client_secrets,
  add column trust uuid references scim.trusts;
create index tokens_by_secret on scim.tokens (secret) where secret is not null;
create index tokens_by_trust on scim.tokens (trust) where trust is not null;
