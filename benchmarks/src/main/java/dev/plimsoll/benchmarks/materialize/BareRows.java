package dev.plimsoll.benchmarks.materialize;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// The same rows in a narrow table without offsets: the cost of storing them unpacked.
final class BareRows implements Sequencer {
  private static final String TABLE =
      """
      CREATE TABLE batch (
        partition int NOT NULL,
        n_records int NOT NULL,
        producer int NOT NULL,
        sequence bigint NOT NULL,
        byte_offset int NOT NULL,
        object_key text NOT NULL
      )
      """;

  private static final String APPEND =
      """
      INSERT INTO batch
      SELECT b.partition, b.n_records, (?::bigint[])[b.place], b.sequence, b.byte_offset,
        (?::text[])[b.place]
      FROM unnest(?::int[], ?::int[], ?::bigint[], ?::int[], ?::int[])
        AS b (partition, n_records, sequence, byte_offset, place)
      """;

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  enum How {
    /// INSERT … SELECT, a transaction for each file.
    INSERT,
    /// INSERT … SELECT; waiting files share a transaction and a statement.
    SHARED_INSERT,
    /// Binary COPY; waiting files share one.
    SHARED_COPY
  }

  private final How how;
  private final SharedAppends shared = new SharedAppends();

  BareRows(How how) {
    this.how = how;
  }

  @Override
  public String schema() {
    return "bare_" + how.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean synchronous() {
    return true;
  }

  @Override
  public void create(Connection connection, int partitions, long history) throws SQLException {
    Sequencer.makeAnew(
        connection,
        schema(),
        TABLE,
        "INSERT INTO batch SELECT i %% %d, 1, 0, i, 0, 'log/history' FROM generate_series(1, %d) AS i"
            .formatted(partitions, history));
  }

  @Override
  public Writer writer(Connection connection) throws SQLException {
    return switch (how) {
      case INSERT -> SharedAppends.alone(inserting(connection));
      case SHARED_INSERT -> shared.writer(inserting(connection));
      case SHARED_COPY -> shared.writer(copying(connection));
    };
  }

  private static SharedAppends.Together inserting(Connection connection) throws SQLException {
    PreparedStatement append = connection.prepareStatement(APPEND);
    return files -> {
      GeneratedFile.Columns columns = new GeneratedFile.Columns(files);
      append.setObject(1, columns.producers());
      append.setObject(2, columns.keys());
      append.setObject(3, columns.partitions());
      append.setObject(4, columns.counts());
      append.setObject(5, columns.sequences());
      append.setObject(6, columns.byteOffsets());
      append.setObject(7, columns.places());
      append.executeUpdate();
    };
  }

  private static SharedAppends.Together copying(Connection connection) throws SQLException {
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    return files -> copy(copies, files);
  }

  private static void copy(CopyManager copies, List<GeneratedFile> files) throws SQLException {
    try {
      var in = copies.copyIn("COPY batch FROM STDIN (FORMAT binary)");
      byte[] rows = rows(files);
      in.writeToCopy(rows, 0, rows.length);
      in.endCopy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] rows(List<GeneratedFile> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream rows = new DataOutputStream(bytes);
    rows.write(SIGNATURE);
    rows.writeInt(0); // no flags
    rows.writeInt(0); // no extension of the header
    for (GeneratedFile file : files) {
      write(rows, file);
    }
    rows.writeShort(-1);
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream rows, GeneratedFile file) throws IOException {
    byte[] key = file.key().getBytes(StandardCharsets.UTF_8);
    int[] byteOffsets = file.byteOffsets();
    for (int i = 0; i < file.batches(); i++) {
      rows.writeShort(6);
      integer(rows, file.partitions()[i]);
      integer(rows, file.counts()[i]);
      integer(rows, file.producer());
      rows.writeInt(Long.BYTES);
      rows.writeLong(file.sequences()[i]);
      integer(rows, byteOffsets[i]);
      rows.writeInt(key.length);
      rows.write(key);
    }
  }

  private static void integer(DataOutputStream rows, int value) throws IOException {
    rows.writeInt(Integer.BYTES);
    rows.writeInt(value);
  }

  @Override
  public long highWatermark(Connection connection, int partition) {
    throw new IllegalStateException("bare rows have no offsets");
  }

  @Override
  public long recordsWithOffsets(Connection connection, long history) throws SQLException {
    return Sequencer.contiguousRecords(
            connection, "SELECT coalesce(sum(n_records), 0)::bigint, true FROM batch")
        - history;
  }
}
