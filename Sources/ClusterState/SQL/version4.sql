-- Version 4: runs whose items several machines share. Two hosts may come together: the second one waits here and finds
-- nothing to do.
PERFORM FROM govscript.cluster WHERE version = 3 FOR UPDATE;
IF NOT FOUND THEN
  RETURN;
END IF;

-- A shared run has a turn that nobody takes ("shared"); its "lossy" says that assignments may have been lost with a
-- server. Its parts are turns of their own: their subjects are "part 2 of " and the run's, "whole" is the run's turn.
-- "token" names a shared run from its beginning until it is forgotten: another run of the same name has another one.
ALTER TABLE govscript.turn ADD COLUMN shared boolean NOT NULL DEFAULT false, ADD COLUMN part int,
  ADD COLUMN whole bigint REFERENCES govscript.turn ON DELETE CASCADE, ADD COLUMN token text;

CREATE INDEX turn_whole ON govscript.turn (whole) WHERE whole IS NOT NULL;

-- To which part an item belongs, by the SHA-256 of its key; for good, until the run is forgotten. "state" and "attempts"
-- are those of its row among the part's records; null and as they were where it has none.
CREATE TABLE govscript.share (
  run bigint NOT NULL REFERENCES govscript.turn ON DELETE CASCADE,
  key_hash bytea NOT NULL,
  part int NOT NULL,
  state int,
  attempts int NOT NULL DEFAULT 0,
  PRIMARY KEY (run, key_hash))
  WITH (fillfactor = 80);

-- A new part joins its run.
CREATE FUNCTION govscript.join_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_found text[] := regexp_match(NEW.subject, '^part ([0-9]+) of (.*)$');
BEGIN
  IF v_found IS NULL THEN
    RETURN NEW;
  END IF;
  NEW.part := v_found[1]::int;
  INSERT INTO govscript.turn (subject, server, safe, shared) VALUES (v_found[2], NEW.server, NEW.safe, true)
    ON CONFLICT DO NOTHING;
  UPDATE govscript.turn SET shared = true,
      token = coalesce(token, md5(random()::text || clock_timestamp()::text || pg_backend_pid()))
    WHERE md5(subject) = md5(v_found[2]) AND (shared OR (owner IS NULL AND revision = 0)) RETURNING id INTO NEW.whole;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the run was begun without being shared' USING ERRCODE = 'GS003';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER joins BEFORE INSERT ON govscript.turn FOR EACH ROW EXECUTE FUNCTION govscript.join_run();

CREATE FUNCTION govscript.refuse_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the run is shared: its parts are taken' USING ERRCODE = 'GS002';
END $$;

CREATE TRIGGER whole BEFORE UPDATE OF owner ON govscript.turn FOR EACH ROW
  WHEN (NEW.shared AND NEW.owner IS NOT NULL) EXECUTE FUNCTION govscript.refuse_whole();

-- From the first owner of a part on, a server that takes over may lack assignments. An owner that puts its part back on a
-- server that is not calm shows that commits are lost, and others' with them.
CREATE FUNCTION govscript.begin_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_server text := govscript.server_name();
  v_calm boolean := (SELECT calm = v_server FROM govscript.cluster);
  v_safe boolean := current_setting('synchronous_standby_names') <> '';
BEGIN
  -- A statement of its own: the next one sees what another owner that begins or rests meanwhile has committed.
  PERFORM FROM govscript.turn WHERE id = NEW.whole FOR NO KEY UPDATE;
  UPDATE govscript.turn SET lossy = lossy OR NOT (v_calm OR v_safe), server = CASE WHEN safe THEN v_server ELSE server END,
      safe = safe AND v_safe
    WHERE id = NEW.whole AND (safe OR NOT v_calm);
  RETURN NULL;
END $$;

CREATE TRIGGER begins AFTER UPDATE OF owner ON govscript.turn FOR EACH ROW
  WHEN (NEW.whole IS NOT NULL AND NEW.owner IS NOT NULL AND NEW.owner IS DISTINCT FROM OLD.owner)
  EXECUTE FUNCTION govscript.begin_run();

-- When the last owner of a part has given it back, a server that has this has all that was before it; unless this one has
-- just taken over, and may lack what another owner did.
CREATE FUNCTION govscript.rest_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM govscript.turn WHERE id = NEW.whole FOR NO KEY UPDATE;
  UPDATE govscript.turn SET safe = true
    WHERE id = NEW.whole AND server = govscript.server_name()
      AND NOT EXISTS (SELECT FROM govscript.turn t WHERE t.whole = NEW.whole AND t.owner IS NOT NULL);
  RETURN NULL;
END $$;

CREATE TRIGGER rests AFTER UPDATE OF owner ON govscript.turn FOR EACH ROW
  WHEN (NEW.whole IS NOT NULL AND OLD.owner IS NOT NULL AND NEW.owner IS NULL) EXECUTE FUNCTION govscript.rest_run();

-- The fence of items: a part has no row of an item that belongs to another part. A row that is put back after a failover
-- brings its assignment along.
CREATE FUNCTION govscript.keep_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_row json;
  v_turn record;
BEGIN
  SELECT whole, part INTO v_turn FROM govscript.turn WHERE id = NEW.turn;
  IF v_turn.whole IS NULL THEN
    RETURN NULL;
  END IF;
  v_row := NEW.content::json;
  INSERT INTO govscript.share AS s (run, key_hash, part, state, attempts)
    VALUES (v_turn.whole, sha256(decode(v_row->1->>'bytes', 'base64')), v_turn.part, NEW.state % 8,
      coalesce((v_row->>4)::int, 0))
    ON CONFLICT (run, key_hash) DO UPDATE SET state = excluded.state, attempts = excluded.attempts
      WHERE s.part = v_turn.part;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an item belongs to another part of the run' USING ERRCODE = 'GS001';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER item AFTER INSERT OR UPDATE ON govscript.record FOR EACH ROW WHEN (NEW.kind = 3)
  EXECUTE FUNCTION govscript.keep_item();

-- An item without a row stays the part's, and was not begun.
CREATE FUNCTION govscript.drop_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_turn record;
BEGIN
  SELECT whole, part INTO v_turn FROM govscript.turn WHERE id = OLD.turn;
  IF v_turn.whole IS NOT NULL THEN
    UPDATE govscript.share SET state = NULL
      WHERE run = v_turn.whole AND part = v_turn.part
        AND key_hash = sha256(decode(OLD.content::json->1->>'bytes', 'base64'));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER no_item AFTER DELETE ON govscript.record FOR EACH ROW WHEN (OLD.kind = 3)
  EXECUTE FUNCTION govscript.drop_item();

CREATE FUNCTION govscript.drop_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE govscript.share SET state = NULL WHERE run = OLD.whole AND part = OLD.part;
  RETURN OLD;
END $$;

CREATE TRIGGER no_part BEFORE DELETE ON govscript.turn FOR EACH ROW WHEN (OLD.whole IS NOT NULL)
  EXECUTE FUNCTION govscript.drop_part();

-- How items stand, by their keys' SHA-256 in hexadecimal digits and in their order. The owner of a part gets up to "most"
-- of those that have no part yet, in their order, from a calm server. Without a part nothing is assigned.
--   stored  as asked        early  a new server assigns nothing yet        lost  the caller's turn is over
CREATE FUNCTION govscript.assign(
  p_subject text, p_part int, p_owner text, p_epoch bigint, p_keys text[], p_most int, p_calm text)
RETURNS TABLE (outcome text, server text, lossy boolean, parts int[], states int[], attempts int[])
LANGUAGE plpgsql AS $$
DECLARE
  v_server text := govscript.server_name();
  v_calm boolean := govscript.enter(v_server, p_calm);
  v_safe boolean := current_setting('synchronous_standby_names') <> '';
  v_outcome text := CASE WHEN v_calm THEN 'stored' ELSE 'early' END;
  v_run govscript.turn;
BEGIN
  IF p_part IS NOT NULL AND v_calm THEN
    PERFORM FROM govscript.turn
      WHERE md5(subject) = md5('part ' || p_part || ' of ' || p_subject) AND owner = p_owner AND epoch = p_epoch
      FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      v_outcome := 'lost';
    ELSE
      -- The name without the start: what was committed outlasts a start.
      UPDATE govscript.turn t SET server = v_server, safe = v_safe,
          lossy = t.lossy OR (NOT t.safe
            AND regexp_replace(t.server, '/[^/]*$', '') <> regexp_replace(v_server, '/[^/]*$', ''))
        WHERE md5(subject) = md5(p_subject) RETURNING * INTO v_run;
      INSERT INTO govscript.share (run, key_hash, part)
        SELECT v_run.id, n.key_hash, p_part FROM (
          SELECT decode(k.key, 'hex') AS key_hash FROM unnest(p_keys) WITH ORDINALITY k(key, place)
            WHERE NOT EXISTS (
              SELECT FROM govscript.share s WHERE s.run = v_run.id AND s.key_hash = decode(k.key, 'hex'))
            GROUP BY 1 ORDER BY min(k.place) LIMIT p_most) n
          ORDER BY n.key_hash
        ON CONFLICT DO NOTHING;
    END IF;
  END IF;
  SELECT * INTO v_run FROM govscript.turn WHERE md5(subject) = md5(p_subject);
  RETURN QUERY SELECT v_outcome, v_server, coalesce(v_run.lossy, false),
      array_agg(s.part ORDER BY k.place), array_agg(s.state ORDER BY k.place), array_agg(s.attempts ORDER BY k.place)
    FROM unnest(p_keys) WITH ORDINALITY k(key, place)
      LEFT JOIN govscript.share s ON s.run = v_run.id AND s.key_hash = decode(k.key, 'hex');
END $$;

-- Gives a turn back as the other function of this name does, if all is here that its owner has stored. A server that has
-- taken over may lack some: then the owner counts as one that was lost.
CREATE FUNCTION govscript.give_back(p_subject text, p_owner text, p_epoch bigint, p_revision bigint)
RETURNS boolean LANGUAGE sql AS $$
  UPDATE govscript.turn SET owner = NULL, beat = beat + 1
    WHERE md5(subject) = md5(p_subject) AND owner = p_owner AND epoch = p_epoch AND revision >= p_revision RETURNING true
$$;

-- The parts that a run has, with who has them and which journal their records follow.
CREATE FUNCTION govscript.parts(p_subject text)
RETURNS TABLE (part int, owner text, copy text, revision bigint) LANGUAGE sql STABLE AS $$
  SELECT t.part, t.owner, t.copy, t.revision FROM govscript.turn t
    WHERE t.whole = (SELECT w.id FROM govscript.turn w WHERE md5(w.subject) = md5(p_subject)) ORDER BY t.part
$$;

-- Deletes a shared run with all assignments, unless somebody has one of its parts.
CREATE FUNCTION govscript.forget_whole(p_subject text) RETURNS boolean LANGUAGE sql AS $$
  DELETE FROM govscript.turn w WHERE md5(w.subject) = md5(p_subject) AND w.shared
    AND NOT EXISTS (SELECT FROM govscript.turn t WHERE t.whole = w.id AND t.owner IS NOT NULL) RETURNING true
$$;

UPDATE govscript.cluster SET version = 4;
