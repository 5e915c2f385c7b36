-- Look-ups of users by display name and e-mail go by an index. Filters compare documents as before; these columns only tell
-- which ones to look at (`src/store/search-keys.ts`).
--
-- Not breaking: a trigger keeps them, whichever version of the service writes. Rows from before have null, are found by an
-- index of their own, and are filled by `src/store/fill-search-keys.ts`. The indexes are in 0006, because reads wait for a
-- transaction that adds a column until it ends. No index is on the document itself, as every change
-- of it would then write to all indexes of the row.

alter table scim.resources
  -- Of a user: the beginning of displayName as it is compared; empty where there is none; null: not filled yet.
  add column display_key text collate "C",
  -- The same of the first three e-mail addresses; '*' as the third where there are more than three.
  add column email_key text collate "C",
  add column email_key_2 text collate "C",
  add column email_key_3 text collate "C";

-- An entry of an index has 2,704 bytes at most.
create function scim.search_key(value text) returns text language sql immutable parallel safe
return coalesce(left(lower(value collate "C"), 256), '');

create function scim.set_search_keys() returns trigger language plpgsql as $$
declare
  searched constant jsonb := coalesce(case when new.prepared_version = new.version then new.prepared end, new.document);
  emails constant jsonb := searched->'emails';
begin
  new.display_key := scim.search_key(searched->>'displayName');
  new.email_key := scim.search_key(emails->0->>'value');
  new.email_key_2 := scim.search_key(emails->1->>'value');
  new.email_key_3 := case when emails->3 is null then scim.search_key(emails->2->>'value') else '*' end;
  return new;
end $$;

create trigger search_keys_of_new before insert on scim.resources
  for each row when (new.type = 'U') execute function scim.set_search_keys();
create trigger search_keys before update of document, prepared on scim.resources
  for each row when (new.type = 'U' and (
    old.display_key is null or old.prepared is distinct from new.prepared
    or old.document->'displayName' is distinct from new.document->'displayName'
    or old.document->'emails' is distinct from new.document->'emails'
  )) execute function scim.set_search_keys();
