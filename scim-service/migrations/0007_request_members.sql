-- Whom a request about a group adds, removes or asks for, so that it is found on their pages, too: on those of a user, who
-- may be in many requests of many groups. Rows of their own and no array in scim.requests: an index of rows gives the newest
-- first, however many there are, and a tenant's rows can be bounded by themselves.
--
-- Not breaking: a version that does not know the table leaves rows of requests that it deletes, and the next one of this
-- version deletes them.

create table scim.request_members (
  tenant integer not null,
  member_id uuid not null,
  -- scim.requests.id. No reference: what checks it may read a tenant's requests for each row, until they are analysed.
  request bigint not null,
  primary key (tenant, member_id, request)
);
create index request_members_by_request on scim.request_members (tenant, request);
