-- Version 2: turns at runs and datasets with their records, and the key of names. Two hosts may come together: the
-- second one waits here and finds nothing to do.
PERFORM FROM govscript.cluster WHERE version = 1 FOR UPDATE;
IF NOT FOUND THEN
  RETURN;
END IF;

-- The key that names of links are derived with, the same on all hosts.
ALTER TABLE govscript.cluster ADD COLUMN name_key bytea;

-- What one owner at a time works on: a run, or the uploads to a dataset. "place" says in words where the owner is.
-- "copy" names the local journal that the records follow, "revision" is its last change that is here; below zero while the
-- records are not whole. "server" has carried out the last call after which nothing was missing, "safe" says whether a
-- server that takes over has it for certain, and "lossy" that records of an owner may have been lost with a server.
CREATE TABLE govscript.turn (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject text NOT NULL,
  owner text,
  place text NOT NULL DEFAULT '',
  epoch bigint NOT NULL DEFAULT 0,
  beat bigint NOT NULL DEFAULT 0,
  copy text NOT NULL DEFAULT '',
  revision bigint NOT NULL DEFAULT 0,
  server text NOT NULL,
  safe boolean NOT NULL,
  lossy boolean NOT NULL DEFAULT false)
  WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

-- Subjects may be longer than an index takes.
CREATE UNIQUE INDEX turn_subject ON govscript.turn (md5(subject));

-- The rows of a run's journal, or what is known of a dataset. "state" is there to be counted; "content" is a row as
-- JSON, which only hosts read.
CREATE TABLE govscript.record (
  turn bigint NOT NULL REFERENCES govscript.turn ON DELETE CASCADE,
  kind smallint NOT NULL,
  id text COLLATE "C" NOT NULL,
  state int,
  content text NOT NULL,
  PRIMARY KEY (turn, kind, id))
  WITH (fillfactor = 80);

-- How a turn stands after a call, and what came of the call:
--   granted  the caller has the turn        stored  the change is here
--   held     somebody else has it           behind  changes before this one are missing: send them again
--   early    a new server grants nothing yet   lost  the caller's turn is over
CREATE TYPE govscript.standing AS (
  outcome text, server text, calm boolean, lease_ms bigint, delivery_ms bigint, pause_ms bigint, overlap_ms bigint,
  window_us bigint, owner text, place text, epoch bigint, beat bigint, copy text, revision bigint, lossy boolean);

CREATE FUNCTION govscript.standing_of(p_outcome text, p_server text, p_turn govscript.turn)
RETURNS govscript.standing LANGUAGE sql STABLE AS $$
  SELECT p_outcome, p_server, calm = p_server, lease_ms, delivery_ms, pause_ms, overlap_ms,
      (SELECT coalesce(max(window_us), 0) FROM govscript.member),
      p_turn.owner, coalesce(p_turn.place, ''), coalesce(p_turn.epoch, 0), coalesce(p_turn.beat, 0),
      coalesce(p_turn.copy, ''), coalesce(p_turn.revision, 0), coalesce(p_turn.lossy, false)
    FROM govscript.cluster
$$;

-- Notes that a server is calm, has the commit wait for the disk and for standbys that were named, and tells whether the
-- server is calm. Nothing of it stays in the session.
CREATE FUNCTION govscript.enter(p_server text, p_calm text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  IF p_calm = p_server THEN
    UPDATE govscript.cluster SET calm = p_server WHERE calm <> p_server;
  END IF;
  RETURN (SELECT calm = p_server FROM govscript.cluster);
END $$;

-- Asks for a turn. A calm server grants it if it is free or the caller's already, if its owner is known to have ended, or
-- if the caller has watched the row with this epoch and beat for long enough. A claim that has to wait writes nothing.
CREATE FUNCTION govscript.claim(
  p_subject text, p_owner text, p_place text, p_gone text, p_epoch bigint, p_beat bigint, p_calm text)
RETURNS govscript.standing LANGUAGE plpgsql AS $$
DECLARE
  v_server text := govscript.server_name();
  v_calm boolean := govscript.enter(v_server, p_calm);
  v_turn govscript.turn;
BEGIN
  IF v_calm AND NOT EXISTS (SELECT FROM govscript.turn WHERE md5(subject) = md5(p_subject)) THEN
    INSERT INTO govscript.turn (subject, server, safe)
      VALUES (p_subject, v_server, current_setting('synchronous_standby_names') <> '') ON CONFLICT DO NOTHING;
  END IF;
  -- The name without the start: what was committed outlasts a start.
  UPDATE govscript.turn SET owner = p_owner, place = p_place, beat = beat + 1,
      epoch = epoch + (owner IS DISTINCT FROM p_owner)::int,
      lossy = lossy OR (owner IS NOT NULL AND NOT safe
        AND regexp_replace(server, '/[^/]*$', '') <> regexp_replace(v_server, '/[^/]*$', ''))
    WHERE md5(subject) = md5(p_subject) AND v_calm
      AND (owner IS NULL OR owner = p_owner OR owner = p_gone OR (epoch = p_epoch AND beat = p_beat))
    RETURNING * INTO v_turn;
  IF FOUND THEN
    RETURN govscript.standing_of('granted', v_server, v_turn);
  END IF;
  SELECT * INTO v_turn FROM govscript.turn WHERE md5(subject) = md5(p_subject);
  RETURN govscript.standing_of(CASE WHEN v_calm THEN 'held' ELSE 'early' END, v_server, v_turn);
END $$;

-- Renews a turn and stores records of its owner: what the changes after "base" up to "revision" have left; a record
-- without content is deleted. A change that is here already is not stored again. One of several parts ("part") is
-- stored only where nothing came between; the last one has the revision. "reset" deletes all records first, unless the
-- change "base" is here.
CREATE FUNCTION govscript.store(
  p_subject text, p_owner text, p_place text, p_epoch bigint, p_valid boolean, p_copy text, p_base bigint,
  p_revision bigint, p_part boolean, p_reset boolean, p_kinds smallint[], p_ids text[], p_states int[],
  p_contents text[], p_calm text, p_server text, p_lossy boolean)
RETURNS govscript.standing LANGUAGE plpgsql AS $$
DECLARE
  v_server text := govscript.server_name();
  v_calm boolean := govscript.enter(v_server, p_calm);
  v_turn govscript.turn;
  v_outcome text := 'stored';
  v_applies boolean := false;
  v_whole boolean;
BEGIN
  -- Until a new server is calm its owner puts back what a failover has forgotten.
  IF p_valid AND NOT v_calm THEN
    INSERT INTO govscript.turn (subject, server, safe)
      VALUES (p_subject, v_server, current_setting('synchronous_standby_names') <> '') ON CONFLICT DO NOTHING;
  END IF;
  SELECT * INTO v_turn FROM govscript.turn WHERE md5(subject) = md5(p_subject) FOR UPDATE;
  IF v_turn.id IS NULL OR NOT (
    (coalesce(v_turn.owner, '') = p_owner AND v_turn.epoch = p_epoch)
    OR (p_valid AND NOT v_calm AND v_turn.epoch < p_epoch))
  THEN
    RETURN govscript.standing_of('lost', v_server, v_turn);
  END IF;
  IF p_reset AND v_turn.revision < p_base THEN
    DELETE FROM govscript.record WHERE turn = v_turn.id;
    v_turn.revision := -1;
    v_applies := true;
  ELSIF NOT p_reset THEN
    IF v_turn.revision < p_base OR (p_part AND v_turn.revision <> p_base) THEN
      v_outcome := 'behind';
    END IF;
    v_applies := v_outcome = 'stored' AND (p_part OR v_turn.copy <> p_copy OR v_turn.revision < p_revision);
  END IF;
  IF v_applies THEN
    DELETE FROM govscript.record r USING unnest(p_kinds, p_ids, p_contents) x(kind, id, content)
      WHERE r.turn = v_turn.id AND r.kind = x.kind AND r.id = x.id AND x.content IS NULL;
    INSERT INTO govscript.record AS r (turn, kind, id, state, content)
      SELECT v_turn.id, x.kind, x.id, x.state, x.content
        FROM unnest(p_kinds, p_ids, p_states, p_contents) x(kind, id, state, content)
        WHERE x.content IS NOT NULL ORDER BY x.kind, x.id COLLATE "C"
      ON CONFLICT (turn, kind, id) DO UPDATE SET state = excluded.state, content = excluded.content;
    v_turn.copy := p_copy;
    v_turn.revision := coalesce(p_revision, v_turn.revision);
  END IF;
  -- A change that was meant for another server does not show that this one has everything.
  v_whole := v_outcome = 'stored' AND v_turn.revision >= 0 AND p_revision IS NOT NULL AND p_server = v_server;
  UPDATE govscript.turn SET owner = p_owner, place = p_place, epoch = p_epoch, beat = beat + 1, copy = v_turn.copy,
      revision = v_turn.revision, lossy = lossy OR (p_lossy AND NOT safe),
      server = CASE WHEN v_whole THEN v_server ELSE server END,
      safe = CASE WHEN v_whole THEN current_setting('synchronous_standby_names') <> '' ELSE safe END
    WHERE id = v_turn.id RETURNING * INTO v_turn;
  RETURN govscript.standing_of(v_outcome, v_server, v_turn);
END $$;

-- Gives a turn back, after which anybody may have it.
CREATE FUNCTION govscript.give_back(p_subject text, p_owner text, p_epoch bigint) RETURNS boolean LANGUAGE sql AS $$
  UPDATE govscript.turn SET owner = NULL, beat = beat + 1
    WHERE md5(subject) = md5(p_subject) AND owner = p_owner AND epoch = p_epoch RETURNING true
$$;

-- Deletes a turn with its records.
CREATE FUNCTION govscript.forget(p_subject text, p_owner text, p_epoch bigint) RETURNS boolean LANGUAGE sql AS $$
  DELETE FROM govscript.turn
    WHERE md5(subject) = md5(p_subject) AND owner = p_owner AND epoch = p_epoch RETURNING true
$$;

-- Some of a turn's records, after a kind and an identifier.
CREATE FUNCTION govscript.load(p_subject text, p_kind smallint, p_id text, p_count int)
RETURNS TABLE (kind smallint, id text, state int, content text) LANGUAGE sql STABLE AS $$
  SELECT r.kind, r.id, r.state, r.content FROM govscript.record r
    WHERE r.turn = (SELECT t.id FROM govscript.turn t WHERE md5(t.subject) = md5(p_subject))
      AND (r.kind, r.id) > (p_kind, p_id COLLATE "C") ORDER BY r.kind, r.id LIMIT p_count
$$;

-- The key of names in hexadecimal digits; the given one from now on, if there was none.
CREATE FUNCTION govscript.name_key(p_key text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  UPDATE govscript.cluster SET name_key = decode(p_key, 'hex') WHERE name_key IS NULL AND p_key IS NOT NULL;
  RETURN (SELECT encode(name_key, 'hex') FROM govscript.cluster);
END $$;

UPDATE govscript.cluster SET version = 2;
