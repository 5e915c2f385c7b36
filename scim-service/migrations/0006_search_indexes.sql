-- The indexes on the columns of 0005. Changes wait while they are made, reads do not.

create index users_by_display_key on scim.resources (tenant, display_key) where display_key <> '';
create index users_by_email_key on scim.resources (tenant, email_key) where email_key <> '';
create index users_by_email_key_2 on scim.resources (tenant, email_key_2) where email_key_2 <> '';
create index users_by_email_key_3 on scim.resources (tenant, email_key_3) where email_key_3 <> '';
create index users_without_keys on scim.resources (tenant, id) where type = 'U' and display_key is null;

-- Statistics as in 0001, which the new indexes have replaced by those of the rows that there are, of a new database none.
insert into scim.resources (tenant, type, id, name_key, name_scope, external_id, document)
select 0, 'U', gen_random_uuid(), n, '00000000-0000-0000-0000-000000000000', n,
  jsonb_build_object('displayName', n::text, 'emails', jsonb_build_array(jsonb_build_object('value', n::text)))
from generate_series(1, 2000) n;
insert into scim.resources (tenant, type, id, name_key, name_scope, document)
select 0, 'G', gen_random_uuid(), n, '00000000-0000-0000-0000-000000000000', '{}' from generate_series(1, 20) n;
analyze scim.resources;
delete from scim.resources where tenant = 0;
