package dev.plimsoll.connector.conformance;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.CopyText;
import dev.plimsoll.connector.conformance.SampleRows.Row;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchRows;
import dev.plimsoll.connector.loading.LoadableBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Batches of rows in memory, one after the other in a partition of the log.
final class SampleBatches implements BatchFiles {
  private static final int NULL = -1;

  private final Map<String, List<Row>> files = new HashMap<>();
  private long offset;

  /// Something that happens when a batch has one row left to read.
  @FunctionalInterface
  interface Event {
    void happens() throws Exception;
  }

  LoadableBatch add(List<Row> rows) {
    return add(rows, rows.size());
  }

  /// @param announced number of rows, where it is another one
  LoadableBatch add(List<Row> rows, long announced) {
    long sequence = files.size();
    String key = "sample/%d.parquet".formatted(sequence);
    files.put(key, List.copyOf(rows));
    LoadableBatch batch =
        new LoadableBatch(UUID.randomUUID(), sequence, key, 1_000, offset, announced);
    offset += announced;
    return batch;
  }

  @Override
  public BatchRows open(LoadableBatch batch) {
    return new Reader(file(batch), () -> {});
  }

  /// The same files, with an event in the middle of each.
  BatchFiles with(Event event) {
    return batch -> new Reader(file(batch), event);
  }

  private List<Row> file(LoadableBatch batch) {
    return Objects.requireNonNull(files.get(batch.objectKey()), batch.objectKey());
  }

  private static final class Reader implements BatchRows {
    private final Iterator<Row> rows;
    private final Event event;
    private int left;

    Reader(List<Row> rows, Event event) {
      this.rows = rows.iterator();
      this.event = event;
      this.left = rows.size();
    }

    private @Nullable Row next() throws IOException {
      if (left-- == 1) {
        try {
          event.happens();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
      return rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean copyNext(ByteBuilder out) throws IOException {
      Row row = next();
      if (row == null) {
        return false;
      }
      out.putShort(2);
      out.putInt(Long.BYTES);
      out.putLong(row.id());
      String name = row.name();
      if (name == null) {
        out.putInt(NULL);
      } else {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length);
        out.write(bytes);
      }
      return true;
    }

    @Override
    public boolean lineNext(ByteBuilder out) throws IOException {
      Row row = next();
      if (row == null) {
        return false;
      }
      out.write(Long.toString(row.id()).getBytes(StandardCharsets.US_ASCII));
      out.putByte('\t');
      String name = row.name();
      if (name == null) {
        CopyText.appendNull(out);
      } else {
        ByteBuilder value = new ByteBuilder(64);
        value.write(name.getBytes(StandardCharsets.UTF_8));
        CopyText.append(value, out);
      }
      out.putByte('\n');
      return true;
    }

    @Override
    public void close() {}
  }
}
