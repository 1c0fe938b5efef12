-- How people sign in to applications, which of them may, and what they are called there.

-- An application that people only sign in to has no target.
ALTER TABLE application ALTER COLUMN provisioning DROP NOT NULL;
ALTER TABLE application ADD CONSTRAINT application_target CHECK (provisioning IS NOT NULL OR NOT enabled);

CREATE TABLE application_sso (
  application_id text COLLATE "C" PRIMARY KEY REFERENCES application ON DELETE CASCADE,
  -- The entry of the catalogue it was made from (src/applications/catalogue).
  template       text COLLATE "C" NOT NULL,
  -- Everything of src/model/sso.ts `Sso` but `enabled`.
  settings       jsonb NOT NULL,
  enabled        boolean NOT NULL,
  version        bigint NOT NULL DEFAULT 1,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);

-- Who may sign in, where that is not everyone. No foreign keys: what is restored from the recycle bin is assigned as before.
CREATE TABLE application_assignment (
  id             text COLLATE "C" PRIMARY KEY,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  kind           text COLLATE "C" NOT NULL CHECK (kind IN ('account', 'org', 'group', 'rule')),
  -- The account, organization or group.
  subject_id     text COLLATE "C",
  -- A condition over `user`, looked at when somebody signs in.
  rule           text,
  name           text,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'rule') = (subject_id IS NULL) AND (kind = 'rule') = (rule IS NOT NULL))
);
CREATE UNIQUE INDEX application_assignment_subject ON application_assignment (application_id, subject_id) WHERE kind <> 'rule';
CREATE UNIQUE INDEX application_assignment_rule ON application_assignment (application_id, md5(rule)) WHERE kind = 'rule';
CREATE INDEX application_assignment_page ON application_assignment (application_id, id);
CREATE INDEX application_assignment_of ON application_assignment (subject_id) WHERE kind <> 'rule';

-- Names given by hand.
CREATE TABLE application_account (
  id             text COLLATE "C" PRIMARY KEY,
  application_id text COLLATE "C" NOT NULL REFERENCES application ON DELETE CASCADE,
  account_id     text COLLATE "C" NOT NULL,
  username       text NOT NULL,
  -- The name in the form in which two of them are the same.
  key            text COLLATE "C" NOT NULL,
  -- A role: many people have it. Otherwise the name is one person's.
  shared         boolean NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX application_account_one ON application_account (application_id, account_id, key);
CREATE UNIQUE INDEX application_account_key ON application_account (application_id, key) WHERE NOT shared;
CREATE INDEX application_account_page ON application_account (application_id, id);
CREATE INDEX application_account_of ON application_account (account_id);

-- Deferred, since a restored entity comes back in the transaction that takes it out of the bin.
CREATE FUNCTION forget_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.entity = 'account' AND NOT EXISTS (SELECT FROM account WHERE id = OLD.id)
     OR OLD.entity = 'org' AND NOT EXISTS (SELECT FROM org_unit WHERE id = OLD.id)
     OR OLD.entity = 'group' AND NOT EXISTS (SELECT FROM directory_group WHERE id = OLD.id) THEN
    DELETE FROM application_assignment WHERE kind <> 'rule' AND subject_id = OLD.id;
    DELETE FROM application_account WHERE account_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recycle_bin_forgets AFTER DELETE ON recycle_bin
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forget_purged();
