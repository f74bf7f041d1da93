-- Version 3: when a run's records were changed, and what lists show of other machines. Two hosts may come together: the
-- second one waits here and finds nothing to do.
PERFORM FROM govscript.cluster WHERE version = 2 FOR UPDATE;
IF NOT FOUND THEN
  RETURN;
END IF;

-- For people: nothing is decided by a clock.
ALTER TABLE govscript.turn ADD COLUMN changed timestamptz;

CREATE FUNCTION govscript.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed := now();
  RETURN NEW;
END $$;

CREATE TRIGGER changed BEFORE UPDATE ON govscript.turn FOR EACH ROW
  WHEN (NEW.revision <> OLD.revision OR NEW.copy <> OLD.copy) EXECUTE FUNCTION govscript.note_change();

-- Starts of scripts: times in milliseconds since 1970, of the machine's own clock; "ended" is null as long as nothing
-- was heard of the end. "record" is JSON, which only hosts read.
CREATE TABLE govscript.start (
  machine text NOT NULL,
  id text NOT NULL,
  started bigint NOT NULL,
  ended bigint,
  schedule text,
  profile text,
  record text NOT NULL,
  PRIMARY KEY (machine, id));

CREATE INDEX start_by_time ON govscript.start (started);

-- The schedules of each machine; "content" is JSON, which only hosts read.
CREATE TABLE govscript.schedule (
  machine text NOT NULL,
  name text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (machine, name));

UPDATE govscript.cluster SET version = 3;
