-- Strings that are compared without case are compared as the service prepares them (`src/scim/prepare.ts`), not by lower(),
-- which depends on the database's locale. `src/store/prepare-resources.ts` fills the columns after this migration.
--
-- Not breaking: replicas of 0.1.0 may write beside newer ones. They leave the columns as they are, so what they wrote is
-- known by its version. It is compared by ASCII case alone until the next run prepares it.

alter table scim.resources
  -- The document with prepared strings; null where it has only ASCII, of which lower() makes the same everywhere.
  add column prepared jsonb,
  -- The version that name_key and prepared were made for; null or another one: they are out of date.
  add column prepared_version bigint;
