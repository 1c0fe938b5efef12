-- Sessions that end with their account, or with its password, are told of in the audit log as those are that somebody ends.
CREATE OR REPLACE FUNCTION end_sessions_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  why  text;
  kept text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    why := 'account_deleted';
  ELSIF NOT NEW.enabled THEN
    why := 'account_disabled';
  ELSE
    why := 'password_changed';
    kept := nullif(current_setting('muster.keep_session', true), '');
  END IF;
  WITH ended AS (
    UPDATE person_session SET ended_at = now(), ended_why = why
     WHERE account_id = OLD.id AND ended_at IS NULL AND id IS DISTINCT FROM kept RETURNING id)
  INSERT INTO audit_entry (instance_id, category, action, actor_kind, actor_name, subject_kind, subject_id, subject_name,
      result, reason, details)
    SELECT OLD.instance_id, 'session', 'session.ended', 'system', 'system', 'account', OLD.id, OLD.username, 'ok', why,
        json_build_object('sessions', json_agg(id))
      FROM ended HAVING count(*) > 0;
  RETURN NULL;
END $$;
