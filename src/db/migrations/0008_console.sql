-- What the tables and the dashboard of the console read.

-- Few accounts are in these states, and a page of them must not walk past all the others.
CREATE INDEX account_disabled ON account (instance_id, lower(username) text_pattern_ops) WHERE NOT enabled;
CREATE INDEX account_locked ON account (instance_id, lower(username) text_pattern_ops) WHERE locked_until IS NOT NULL;
CREATE INDEX account_expires ON account (instance_id, expires_at) WHERE expires_at IS NOT NULL;

-- Counts a day of an instance off the index alone; entries only ever come at its end.
CREATE INDEX change_log_accounts ON change_log (instance_id, at, op) WHERE entity = 'account';
CREATE INDEX run_created ON run (instance_id, created_at);
