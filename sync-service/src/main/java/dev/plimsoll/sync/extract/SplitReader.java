package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.column.BigEndian;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.ColumnCodec;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.SideEffect;
import dev.plimsoll.sync.parquet.ParquetRowWriter;
import dev.plimsoll.sync.source.CopyRows;
import dev.plimsoll.sync.source.SourceSession;
import dev.plimsoll.sync.source.SplitQuery;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.storage.ObjectUpload;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads one claimed split to its end: COPY → Parquet → object → announcement, object after object.
///
/// A split with a key announces each object as it is complete and goes on after its last row. One
/// without announces them all at once at its end: nothing tells where in a heap to go on.
final class SplitReader {
  private static final int NULL = -1;

  private final SplitClaim claim;
  private final DatabaseAddress source;
  private final PostgresConnector connector;
  private final ObjectStore objects;
  private final SplitStore splits;
  private final Effects effects;
  private final SyncConfig config;
  private final SyncMetrics metrics;
  private final BooleanSupplier stopping;

  private final List<Column> columns;
  private final List<Column> key;
  private final int[] keyPositions;
  private final boolean resumable;

  private long nextSequence;
  private List<String> lastKey;
  private int queries;
  private int emptyQueries;

  SplitReader(
      SplitClaim claim,
      DatabaseAddress source,
      SplitTools tools,
      SyncConfig config,
      BooleanSupplier stopping) {
    this.claim = claim;
    this.source = source;
    this.connector = tools.connector();
    this.objects = tools.objects();
    this.splits = tools.splits();
    this.effects = tools.effects();
    this.metrics = tools.metrics();
    this.config = config;
    this.stopping = stopping;
    TableDefinition definition = claim.table().definition();
    columns = definition.columns();
    key = definition.keyColumns();
    keyPositions = key.stream().mapToInt(columns::indexOf).toArray();
    resumable = !key.isEmpty();
    nextSequence = claim.split().nextSequence();
    lastKey = claim.split().lastKey();
  }

  /// @throws PlimsollException with the code of what lastingly prevents it
  void read() {
    List<Batch> unannounced = effects.retrying("read split " + claim.split().id(), this::readRest);
    if (unannounced.isEmpty()) {
      end(SideEffect.FINISH_SPLIT, () -> splits.finish(claim, emptyQueries));
    } else {
      end(SideEffect.ANNOUNCE, () -> splits.announceAll(claim, unannounced, emptyQueries));
      metrics.announced(rows(unannounced));
    }
  }

  @FunctionalInterface
  private interface Ending {
    void run() throws SQLException;
  }

  private void end(SideEffect effect, Ending ending) {
    effects.perform(
        effect,
        () -> {
          ending.run();
          return true;
        },
        () -> splits.isDone(claim.split()) ? Optional.of(true) : Optional.empty());
  }

  // From the last announced row on.
  private List<Batch> readRest() throws SQLException, IOException {
    boolean again = queries > 0 || claim.split().attempt() > 1;
    if (again) {
      objects.sweep(ObjectKeys.prefix(objects, claim), splits.announced(claim.split().id()));
    }
    if (queries > 0) {
      splits.countQuery(claim.table().id());
    }
    queries++;
    metrics.query();
    String application = "plimsoll-sync " + claim.split().id();
    try (Connection connection = connector.open(source, application)) {
      SourceSession.prepare(connection);
      String sql =
          SplitQuery.copy(
              claim.table().name(),
              claim.table().definition().only(),
              columns,
              key,
              claim.split().range(),
              lastKey);
      try (CopyRows rows = new CopyRows(connection, sql)) {
        return resumable ? announceEach(rows) : collect(rows);
      }
    }
  }

  private List<Batch> announceEach(CopyRows rows) throws SQLException, IOException {
    byte[] first = rows.next();
    countIfEmpty(first);
    while (first != null) {
      Written written = writeObject(first, rows, nextSequence);
      announce(written.batch());
      first = written.following();
    }
    return List.of();
  }

  private List<Batch> collect(CopyRows rows) throws SQLException, IOException {
    List<Batch> batches = new ArrayList<>();
    byte[] first = rows.next();
    countIfEmpty(first);
    while (first != null) {
      Written written = writeObject(first, rows, nextSequence + batches.size());
      batches.add(written.batch());
      first = written.following();
    }
    return batches;
  }

  private void countIfEmpty(byte @Nullable [] first) {
    if (first == null) {
      emptyQueries++;
      metrics.emptyQuery();
    }
  }

  /// @param following the row that comes next; null at the end
  private record Written(Batch batch, byte @Nullable [] following) {}

  private Written writeObject(byte[] first, CopyRows rows, long sequence)
      throws SQLException, IOException {
    String objectKey = ObjectKeys.of(objects, claim, sequence);
    long targetBytes = config.objectSize().asLongValue();
    try (ObjectUpload upload = objects.upload(objectKey);
        ParquetRowWriter writer =
            new ParquetRowWriter(
                upload, columns, config.rowGroupSize().asLongValue(), config.compressionLevel())) {
      byte[] last = first;
      byte @Nullable [] row = first;
      while (row != null && writer.bytes() < targetBytes) {
        writer.write(row);
        last = row;
        requireRunning();
        row = rows.next();
      }
      writer.finish(metadata(writer.rows(), sequence));
      long length = upload.complete();
      metrics.object(writer.rows(), length);
      return new Written(
          new Batch(claim.split().id(), sequence, objectKey, length, writer.rows(), keyOf(last)),
          row);
    }
  }

  private Map<String, String> metadata(long rows, long sequence) {
    return Map.of(
        "plimsoll.extract", claim.table().extractId().toString(),
        "plimsoll.table", claim.table().name().toString(),
        "plimsoll.split", claim.split().id().toString(),
        "plimsoll.sequence", Long.toString(sequence),
        "plimsoll.rows", Long.toString(rows));
  }

  private void requireRunning() {
    if (stopping.getAsBoolean()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops");
    }
  }

  private void announce(Batch batch) {
    effects.perform(
        SideEffect.ANNOUNCE,
        () -> {
          splits.announce(claim, List.of(batch));
          return true;
        },
        () ->
            splits.announced(claim.split().id()).contains(batch.objectKey())
                ? Optional.of(true)
                : Optional.empty());
    nextSequence = batch.sequence() + 1;
    lastKey = batch.lastKey();
    metrics.announced(batch.rows());
  }

  private static long rows(List<Batch> batches) {
    return batches.stream().mapToLong(Batch::rows).sum();
  }

  private List<String> keyOf(byte[] row) {
    List<String> values = new ArrayList<>(keyPositions.length);
    for (int i = 0; i < keyPositions.length; i++) {
      values.add(value(row, keyPositions[i], key.get(i)));
    }
    return List.copyOf(values);
  }

  private static String value(byte[] row, int column, Column type) {
    int position = 2;
    for (int i = 0; i < column; i++) {
      position += 4 + Math.max(0, BigEndian.int32(row, position));
    }
    int length = BigEndian.int32(row, position);
    if (length == NULL) {
      throw new PlimsollException(
          ErrorCode.NULL_KEYS, "key column \"" + type.name() + "\" holds NULL");
    }
    return ColumnCodec.of(type).keyText(row, position + 4, length);
  }
}
