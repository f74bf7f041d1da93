-- What hosts share, version 1. Every statement of a host is one call of a function below, and one transaction. No
-- column holds a moment: rows hold counters, and each host measures by its own clock for how long they do not change.
CREATE SCHEMA govscript;

-- One row. "calm" names the server of which somebody knows that no lease of an earlier one is in use.
CREATE TABLE govscript.cluster (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  version int NOT NULL,
  calm text NOT NULL,
  lease_ms bigint NOT NULL DEFAULT 15000,
  delivery_ms bigint NOT NULL DEFAULT 20000,
  pause_ms bigint NOT NULL DEFAULT 5000,
  overlap_ms bigint NOT NULL DEFAULT 30000);

-- Whose limit it is: a service's host, a group of its operations and the beginning of the key's hash.
CREATE TABLE govscript.account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  host text NOT NULL,
  part text NOT NULL,
  key_hash text NOT NULL,
  block bigint NOT NULL DEFAULT 0,
  block_ms bigint NOT NULL DEFAULT 0,
  UNIQUE (host, part, key_hash));

-- Rows are changed every few seconds and never deleted: half of each page is left free, so that no index changes.
CREATE TABLE govscript.slot (
  account bigint NOT NULL REFERENCES govscript.account ON DELETE CASCADE,
  n int NOT NULL,
  holder text,
  epoch bigint NOT NULL DEFAULT 0,
  beat bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account, n))
  WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

CREATE TABLE govscript.member (
  account bigint NOT NULL REFERENCES govscript.account ON DELETE CASCADE,
  holder text NOT NULL,
  want int NOT NULL,
  beat bigint NOT NULL,
  slots int NOT NULL,
  window_us bigint NOT NULL,
  configured boolean NOT NULL,
  PRIMARY KEY (account, holder))
  WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100);

-- Names this server and its start: another cluster, another timeline after a promotion, another start. The control file
-- names the old timeline for a while after a promotion; the name of the log file is right at once.
CREATE FUNCTION govscript.server_name() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT (pg_control_system()).system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    || '/' || extract(epoch FROM pg_postmaster_start_time())
$$;

-- The limit that holds for hosts of which each was told one: the strictest, of those that a person chose if any did.
CREATE FUNCTION govscript.agreed_limit(p_account bigint) RETURNS govscript.member LANGUAGE sql STABLE AS $$
  SELECT m FROM govscript.member m
    WHERE m.account = p_account
      AND (m.configured OR NOT EXISTS (SELECT FROM govscript.member o WHERE o.account = p_account AND o.configured))
    ORDER BY m.slots::numeric / m.window_us, m.slots LIMIT 1
$$;

-- One beat of one host for one account. Answers with rows of several kinds, or with none if a later beat of this holder
-- was carried out before:
--   state   server, calm or not (1, 0), number and length (ms) of the latest block
--   timing  lease, delivery, pause, overlap (ms)
--   limit   slots, window (us), chosen by a person or not (1, 0)
--   slot    holder, number, epoch, beat
--   member  holder, want, beat
CREATE FUNCTION govscript.sync(
  p_host text, p_part text, p_key text, p_holder text, p_beat bigint, p_slots int, p_window_us bigint,
  p_configured boolean, p_want int, p_held int[], p_held_epoch bigint[], p_valid boolean, p_take int,
  p_suspect int[], p_suspect_epoch bigint[], p_suspect_beat bigint[], p_silent text[], p_silent_beat bigint[],
  p_calm text, p_block_ms bigint)
RETURNS TABLE (kind text, name text, a bigint, b bigint, c bigint, d bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_account bigint;
  v_server text := govscript.server_name();
  v_calm boolean;
  v_limit govscript.member;
BEGIN
  INSERT INTO govscript.account (host, part, key_hash) VALUES (p_host, p_part, p_key) ON CONFLICT DO NOTHING;
  -- From here on this account's syncs come one after another.
  SELECT id INTO STRICT v_account FROM govscript.account
    WHERE host = p_host AND part = p_part AND key_hash = p_key FOR UPDATE;
  IF EXISTS (SELECT FROM govscript.member WHERE account = v_account AND holder = p_holder AND beat >= p_beat) THEN
    RETURN;
  END IF;
  INSERT INTO govscript.member AS m (account, holder, want, beat, slots, window_us, configured)
    VALUES (v_account, p_holder, p_want, p_beat, p_slots, p_window_us, p_configured)
    ON CONFLICT (account, holder) DO UPDATE SET want = excluded.want, beat = excluded.beat, slots = excluded.slots,
      window_us = excluded.window_us, configured = excluded.configured;
  v_limit := govscript.agreed_limit(v_account);
  INSERT INTO govscript.slot (account, n) SELECT v_account, g FROM generate_series(
    1 + (SELECT count(*) FROM govscript.slot WHERE account = v_account)::int, v_limit.slots) g;
  IF p_block_ms IS NOT NULL THEN
    UPDATE govscript.account SET block = block + 1, block_ms = p_block_ms WHERE id = v_account;
  END IF;
  IF p_calm = v_server THEN
    UPDATE govscript.cluster SET calm = v_server WHERE calm <> v_server;
  END IF;
  SELECT calm = v_server INTO STRICT v_calm FROM govscript.cluster;

  -- Renews; or, until a new server is calm, puts back what a failover has forgotten.
  UPDATE govscript.slot s SET holder = p_holder, epoch = h.e, beat = s.beat + 1
    FROM unnest(p_held, p_held_epoch) h(n, e)
    WHERE s.account = v_account AND s.n = h.n
      AND ((s.holder = p_holder AND s.epoch = h.e) OR (p_valid AND NOT v_calm AND s.epoch < h.e));
  UPDATE govscript.slot SET holder = NULL
    WHERE account = v_account AND holder = p_holder AND NOT n = ANY (p_held);
  IF v_calm THEN
    DELETE FROM govscript.member m USING unnest(p_silent, p_silent_beat) x(h, b)
      WHERE m.account = v_account AND m.holder = x.h AND m.beat = x.b;
    UPDATE govscript.slot s SET holder = NULL, epoch = s.epoch + 1
      FROM unnest(p_suspect, p_suspect_epoch, p_suspect_beat) x(n, e, b)
      WHERE s.account = v_account AND s.n = x.n AND s.epoch = x.e AND s.beat = x.b AND s.holder <> p_holder;
    UPDATE govscript.slot s SET holder = p_holder, epoch = s.epoch + 1, beat = s.beat + 1
      WHERE s.account = v_account AND s.n IN (
        SELECT f.n FROM govscript.slot f
          WHERE f.account = v_account AND f.holder IS NULL AND f.n <= v_limit.slots ORDER BY f.n LIMIT p_take);
  END IF;

  v_limit := govscript.agreed_limit(v_account);
  RETURN QUERY
    SELECT 'state', v_server, v_calm::int::bigint, t.block, t.block_ms, NULL::bigint FROM govscript.account t
      WHERE t.id = v_account
    UNION ALL SELECT 'timing', NULL, lease_ms, delivery_ms, pause_ms, overlap_ms FROM govscript.cluster
    UNION ALL SELECT 'limit', NULL, v_limit.slots, v_limit.window_us, v_limit.configured::int, NULL
    UNION ALL SELECT 'slot', s.holder, s.n, s.epoch, s.beat, NULL FROM govscript.slot s WHERE s.account = v_account
    UNION ALL SELECT 'member', m.holder, m.want, m.beat, NULL, NULL FROM govscript.member m WHERE m.account = v_account;
END $$;

INSERT INTO govscript.cluster (version, calm) VALUES (1, govscript.server_name());
