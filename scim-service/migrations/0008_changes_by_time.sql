-- The changes of one resource in the order of time: its newest ones without reading all, which of a large group are many, and
-- those around a request that is kept, which say what the request did to a member that it names. In the place of the index
-- without the time, so that a change costs no index more.
--
-- Not breaking: older versions read by the first two columns.

create index changes_by_resource_and_time on scim.changes (tenant, resource_id, at);
drop index scim.changes_by_resource;
alter index scim.changes_by_resource_and_time rename to changes_by_resource;
