-- Organizations at targets that have departments: one row for each that is, or is to be, one there.
-- No foreign key to org_unit: the row outlives it until the department is gone too.
CREATE TABLE target_org (
  application_id   text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  org_id           text COLLATE "C" NOT NULL,
  -- NULL until the department exists.
  remote_id        text COLLATE "C",
  -- As the target last acknowledged.
  name             text,
  parent_remote_id text COLLATE "C",
  -- Made by us, so that it may be removed by us.
  made             boolean NOT NULL DEFAULT false,
  acked_at         timestamptz,
  -- { code, params, at }
  error            jsonb,
  PRIMARY KEY (application_id, org_id)
);
CREATE UNIQUE INDEX target_org_remote ON target_org (application_id, remote_id);
