-- The lab of an instance: what was set up for it, so that nothing else is ever taken for it. Remains when the lab is
-- removed: a new one finds the cloud account with its users again.

CREATE TABLE lab (
  instance_id      text COLLATE "C" PRIMARY KEY REFERENCES instance ON DELETE CASCADE,
  -- Where the LDAP server listened last; it comes back there if it can.
  port             integer,
  source_id        text COLLATE "C" REFERENCES source ON DELETE SET NULL,
  cloud_account_id text COLLATE "C" REFERENCES cloud_account ON DELETE SET NULL,
  cloud_app_id     text COLLATE "C" REFERENCES cloud_app ON DELETE SET NULL,
  application_id   text COLLATE "C" REFERENCES application ON DELETE SET NULL,
  -- What has happened to the people of the company, in order; a restart lets it happen again.
  changes          jsonb NOT NULL DEFAULT '[]'
);
