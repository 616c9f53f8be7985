-- Files: an object with the batches of many partitions, and batches packed into bytes.
--
-- Why. Of what a batch cost, most was said over and over: the names of its producer, bucket and
-- object as texts, nine arrays to build, take apart and build again, and its producer's row read,
-- locked and moved at each append. Now names are rows of their own and batches refer to them by
-- number; a file in is one row of the manifest for each lane that it touches; producers are judged
-- where offsets are given, once for all that a run takes. What a run computes is computed by whoever
-- runs it; the server stores bytes, and moves the rows that are the lock.
--
-- The form of `packed`: one byte, 1; then for each batch nine numbers, each a base-128 number with
-- its lowest seven bits first, the top bit of a byte set where more follow. All but the record count
-- are signed differences to the batch before (0 before the first), folded (0, -1, 1, -2 ... become 0,
-- 1, 2, 3 ...): partition, record count, producer, epoch, sequence, file, byte offset (against the end
-- of the range before), byte length, timestamp of the youngest record in microseconds since 1970.
-- Some 11 bytes a batch where the arrays took 120.
--
-- What it costs. SQL alone cannot look into a batch; the audit and the reading API do. A row for each
-- object: 160 bytes in the table and two index entries, next to nothing where an object holds fifty
-- batches, as much again as the batch where it holds one. A producer's name and an object's key are
-- looked up when batches are read.

CREATE TABLE producer_name (
  producer_ref int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE CHECK (name <> '')
);

-- Ids are drawn in blocks, ahead: so a file and its manifest are one statement.
CREATE SEQUENCE file_id_seq;

-- An object. Its identity is where it is: object_id is the name-based UUID of bucket and key.
CREATE TABLE file (
  file_id bigint PRIMARY KEY,
  object_id uuid NOT NULL UNIQUE,
  -- Of the batches of a file that came whole; it tells a resend from another file of that key.
  fingerprint uuid,
  -- Batches that refer to it, waiting or with offsets. Nobody needs the object when it is 0.
  batch_refs int NOT NULL CHECK (batch_refs >= 0),
  accepted_at timestamptz NOT NULL DEFAULT now(),
  bucket text COLLATE "C" NOT NULL,
  object_key text COLLATE "C" NOT NULL
) WITH (fillfactor = 90);

-- A batch that was accepted and that its producer's order forbids: it waits here to be told to the
-- dead letters, and is deleted when they have it.
CREATE TABLE refusal (
  refusal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  refused_at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  reason text NOT NULL,
  packed bytea NOT NULL
);

-- What is packed here and was arrays before.
CREATE FUNCTION pg_temp.number(value bigint) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  rest numeric := CASE WHEN value < 0 THEN value + 2::numeric ^ 64 ELSE value END;
  bytes bytea := '';
BEGIN
  LOOP
    EXIT WHEN rest < 128;
    bytes := bytes || set_byte('\x00', 0, (128 + rest % 128)::int);
    rest := div(rest, 128);
  END LOOP;
  RETURN bytes || set_byte('\x00', 0, rest::int);
END $$;

CREATE FUNCTION pg_temp.folded(difference bigint) RETURNS bytea LANGUAGE sql AS
  'SELECT pg_temp.number((difference << 1) # (difference >> 63))';

CREATE FUNCTION pg_temp.packed(
  parts int[], counts bigint[], producers int[], epochs int[], sequences bigint[], files bigint[],
  byte_offsets bigint[], byte_lengths bigint[], timestamps bigint[])
RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  bytes bytea := '\x01';
  p int := 0; r int := 0; e int := 0; s bigint := 0; f bigint := 0; o bigint := 0; l bigint := 0;
  t bigint := 0;
BEGIN
  FOR i IN 1 .. cardinality(parts) LOOP
    bytes := bytes || pg_temp.folded(parts[i] - p) || pg_temp.number(counts[i])
      || pg_temp.folded(producers[i] - r) || pg_temp.folded(epochs[i] - e)
      || pg_temp.folded(sequences[i] - s) || pg_temp.folded(files[i] - f)
      || pg_temp.folded(byte_offsets[i] - o) || pg_temp.folded(byte_lengths[i] - l)
      || pg_temp.folded(timestamps[i] - t);
    p := parts[i]; r := producers[i]; e := epochs[i]; s := sequences[i]; f := files[i];
    l := byte_lengths[i]; o := byte_offsets[i] + l; t := timestamps[i];
  END LOOP;
  RETURN bytes;
END $$;

INSERT INTO producer_name (name)
SELECT DISTINCT producer_id FROM (
  SELECT producer_id FROM producer
  UNION ALL SELECT unnest(producer_ids) FROM manifest
  UNION ALL SELECT unnest(producer_ids) FROM segment) known ORDER BY producer_id;

INSERT INTO file (file_id, object_id, batch_refs, bucket, object_key)
SELECT nextval('file_id_seq'), md5(bucket || E'\n' || object_key)::uuid, refs, bucket, object_key
FROM (
  SELECT bucket, object_key, count(*) AS refs
  FROM (
    SELECT unnest(buckets) AS bucket, unnest(object_keys) AS object_key FROM manifest
    UNION ALL SELECT unnest(buckets), unnest(object_keys) FROM segment) known
  GROUP BY bucket, object_key ORDER BY bucket, object_key) named;

-- How far each producer has come, by number now, with the base offsets of its last five batches
-- packed: how many, the youngest, then how much lower each one before it is. It has those that do not
-- fit their partition's row, and former epochs. Read and moved under the lane's lock, by whoever
-- gives offsets there.
--
-- What waits was judged when it was accepted, and is judged again now: its producers count from what
-- waits on.
ALTER TABLE producer RENAME TO producer_by_name;
ALTER TABLE producer_by_name RENAME CONSTRAINT producer_pkey TO producer_by_name_pkey;
CREATE TABLE producer (
  part_id int NOT NULL,
  producer_ref int NOT NULL,
  epoch int NOT NULL CHECK (epoch >= 0),
  next_sequence bigint NOT NULL CHECK (next_sequence >= 0),
  moved_at timestamptz NOT NULL DEFAULT now(),
  recent bytea NOT NULL DEFAULT '',
  PRIMARY KEY (part_id, producer_ref, epoch)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
INSERT INTO producer (part_id, producer_ref, epoch, next_sequence)
SELECT part_id, producer_ref, epoch, next_sequence
FROM (
  SELECT p.part_id, n.producer_ref, p.epoch, least(p.next_sequence, min(w.sequence)) AS next_sequence
  FROM producer_by_name p
  JOIN producer_name n ON n.name = p.producer_id
  LEFT JOIN (
    SELECT b.* FROM manifest m CROSS JOIN LATERAL ROWS FROM (
      unnest(m.part_ids), unnest(m.producer_ids), unnest(m.producer_epochs), unnest(m.sequences))
      AS b (part_id, producer_id, epoch, sequence)) w
    ON w.part_id = p.part_id AND w.producer_id = p.producer_id AND w.epoch = p.epoch
  GROUP BY p.part_id, n.producer_ref, p.epoch, p.next_sequence) counted
WHERE next_sequence > 0;
DROP TABLE producer_by_name;

ALTER TABLE manifest ADD COLUMN packed bytea;
UPDATE manifest m SET packed = pg_temp.packed(
  m.part_ids, m.record_counts,
  ARRAY(SELECT n.producer_ref FROM unnest(m.producer_ids) WITH ORDINALITY AS b (name, place)
        JOIN producer_name n USING (name) ORDER BY place),
  m.producer_epochs, m.sequences,
  ARRAY(SELECT f.file_id
        FROM ROWS FROM (unnest(m.buckets), unnest(m.object_keys)) WITH ORDINALITY
          AS b (bucket, object_key, place)
        JOIN file f ON f.object_id = md5(b.bucket || E'\n' || b.object_key)::uuid ORDER BY place),
  m.byte_offsets, m.byte_lengths, m.max_timestamps_micros);

ALTER TABLE segment
  ADD COLUMN packed bytea,
  ADD COLUMN byte_count bigint,
  -- The youngest record of this segment and of all before it in its partition: it never falls along
  -- the offsets, so what lies at a time is found by halving.
  ADD COLUMN youngest_micros bigint;
UPDATE segment g SET packed = pg_temp.packed(
  array_fill(g.part_id, ARRAY[g.batch_count]), g.record_counts,
  ARRAY(SELECT n.producer_ref FROM unnest(g.producer_ids) WITH ORDINALITY AS b (name, place)
        JOIN producer_name n USING (name) ORDER BY place),
  g.producer_epochs, g.sequences,
  ARRAY(SELECT f.file_id
        FROM ROWS FROM (unnest(g.buckets), unnest(g.object_keys)) WITH ORDINALITY
          AS b (bucket, object_key, place)
        JOIN file f ON f.object_id = md5(b.bucket || E'\n' || b.object_key)::uuid ORDER BY place),
  g.byte_offsets, g.byte_lengths, g.max_timestamps_micros),
  byte_count = (SELECT sum(bytes) FROM unnest(g.byte_lengths) AS bytes);
UPDATE segment g SET youngest_micros = y.youngest
FROM (
  SELECT part_id, last_offset,
    max((SELECT max(t) FROM unnest(max_timestamps_micros) AS t))
      OVER (PARTITION BY part_id ORDER BY last_offset) AS youngest
  FROM segment) y
WHERE y.part_id = g.part_id AND y.last_offset = g.last_offset;

-- Rows stay in one piece: neither compressed, which costs more than it saves, nor put elsewhere as
-- long as they fit a page.
ALTER TABLE manifest
  ALTER COLUMN packed SET NOT NULL, ALTER COLUMN packed SET STORAGE EXTERNAL,
  DROP COLUMN part_ids, DROP COLUMN record_counts, DROP COLUMN producer_ids,
  DROP COLUMN producer_epochs, DROP COLUMN sequences, DROP COLUMN buckets, DROP COLUMN object_keys,
  DROP COLUMN byte_offsets, DROP COLUMN byte_lengths, DROP COLUMN max_timestamps_micros,
  SET (toast_tuple_target = 8160);
ALTER TABLE segment
  ALTER COLUMN packed SET NOT NULL, ALTER COLUMN packed SET STORAGE EXTERNAL,
  ALTER COLUMN byte_count SET NOT NULL, ALTER COLUMN youngest_micros SET NOT NULL,
  DROP COLUMN record_counts, DROP COLUMN producer_ids, DROP COLUMN producer_epochs,
  DROP COLUMN sequences, DROP COLUMN buckets, DROP COLUMN object_keys, DROP COLUMN byte_offsets,
  DROP COLUMN byte_lengths, DROP COLUMN max_timestamps_micros,
  SET (toast_tuple_target = 8160);

ALTER TABLE partition_state
  ADD COLUMN bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  -- Of the records with offsets; 0 where there is none.
  ADD COLUMN youngest_micros bigint NOT NULL DEFAULT 0,
  -- The producers that wrote last, in their current epochs: who holds the lock knows how far they
  -- have come, and moves them by the same update. Packed, in the order in which they wrote: number,
  -- epoch, next sequence, how many base offsets, and these as in producer.recent. They are newer than
  -- what the table producer says of them.
  ADD COLUMN producers bytea NOT NULL DEFAULT '',
  ALTER COLUMN producers SET STORAGE MAIN;
UPDATE partition_state s SET bytes = g.bytes, youngest_micros = g.youngest
FROM (SELECT part_id, sum(byte_count) AS bytes, max(youngest_micros) AS youngest
      FROM segment GROUP BY part_id) g
WHERE g.part_id = s.part_id;
