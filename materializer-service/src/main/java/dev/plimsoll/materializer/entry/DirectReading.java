package dev.plimsoll.materializer.entry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads what has each property once, none that is not known here, and only ASCII in its texts,
/// value by value: [StrictReading] takes ten times as long. What it returns is what that one
/// would; anything else is left to it.
final class DirectReading {
  private static final int ALL_OF_A_FILE = (1 << 3) - 1;
  private static final int ALL_OF_A_BATCH = (1 << 9) - 1;
  private static final int ALL_OF_AN_EVENT = (1 << 8) - 1;
  private static final int ALL_OF_A_RANGE = (1 << 4) - 1;
  private static final char FIRST_BEYOND_ASCII = 0x80;

  private final JsonParser in;

  // Of the batch before: most often the next one has the same.
  private String topic = "";
  private String producer = "";

  private DirectReading(JsonParser in) {
    this.in = in;
  }

  /// Something that is not as it mostly is.
  private static final class Unusual extends IOException {
    private static final long serialVersionUID = 1L;

    /// Nobody sees it.
    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /// @return null where something is unusual, which may be wrong
  static <T> @Nullable T of(byte[] body, Form form, Function<DirectReading, @Nullable T> what) {
    // Jackson would guess other encodings of text, which are not taken.
    if (form == Form.JSON && (body.length < 2 || body[0] != '{' || body[1] == 0)) {
      return null;
    }
    try (JsonParser in = form.plain().createParser(body)) {
      in.nextToken();
      @Nullable T value = what.apply(new DirectReading(in));
      return value != null && in.nextToken() == null ? value : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Nullable FileAppended file() {
    try {
      return readFile();
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  @Nullable BatchAppended batch() {
    try {
      return readEvent();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private FileAppended readFile() throws IOException {
    String bucket = "";
    String key = "";
    List<FileBatch> batches = new ArrayList<>();
    int seen = 0;
    begin();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "bucket" -> {
          seen = once(seen, 1);
          bucket = text(bucket);
        }
        case "key" -> {
          seen = once(seen, 1 << 1);
          key = text(key);
        }
        case "batches" -> {
          seen = once(seen, 1 << 2);
          readBatches(batches);
        }
        default -> throw new Unusual();
      }
    }
    end(seen, ALL_OF_A_FILE);
    return new FileAppended(bucket, key, batches);
  }

  private void readBatches(List<FileBatch> batches) throws IOException {
    require(in.nextToken() == JsonToken.START_ARRAY);
    while (in.nextToken() != JsonToken.END_ARRAY) {
      batches.add(readBatch());
    }
  }

  private FileBatch readBatch() throws IOException {
    int partition = 0;
    int epoch = 0;
    long sequence = 0;
    long byteOffset = 0;
    long byteLength = 0;
    long recordCount = 0;
    Instant maxTimestamp = Instant.EPOCH;
    int seen = 0;
    begin();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "topic" -> {
          seen = once(seen, 1);
          topic = text(topic);
        }
        case "partition" -> {
          seen = once(seen, 1 << 1);
          partition = integer();
        }
        case "producerId" -> {
          seen = once(seen, 1 << 2);
          producer = text(producer);
        }
        case "producerEpoch" -> {
          seen = once(seen, 1 << 3);
          epoch = integer();
        }
        case "sequence" -> {
          seen = once(seen, 1 << 4);
          sequence = number();
        }
        case "byteOffset" -> {
          seen = once(seen, 1 << 5);
          byteOffset = number();
        }
        case "byteLength" -> {
          seen = once(seen, 1 << 6);
          byteLength = number();
        }
        case "recordCount" -> {
          seen = once(seen, 1 << 7);
          recordCount = number();
        }
        case "maxTimestamp" -> {
          seen = once(seen, 1 << 8);
          maxTimestamp = time();
        }
        default -> throw new Unusual();
      }
    }
    end(seen, ALL_OF_A_BATCH);
    return new FileBatch(
        topic,
        partition,
        producer,
        epoch,
        sequence,
        byteOffset,
        byteLength,
        recordCount,
        maxTimestamp);
  }

  private BatchAppended readEvent() throws IOException {
    int partition = 0;
    int epoch = 0;
    long sequence = 0;
    long recordCount = 0;
    @Nullable ObjectRange object = null;
    Instant maxTimestamp = Instant.EPOCH;
    int seen = 0;
    begin();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "topic" -> {
          seen = once(seen, 1);
          topic = text(topic);
        }
        case "partition" -> {
          seen = once(seen, 1 << 1);
          partition = integer();
        }
        case "producerId" -> {
          seen = once(seen, 1 << 2);
          producer = text(producer);
        }
        case "producerEpoch" -> {
          seen = once(seen, 1 << 3);
          epoch = integer();
        }
        case "sequence" -> {
          seen = once(seen, 1 << 4);
          sequence = number();
        }
        case "object" -> {
          seen = once(seen, 1 << 5);
          in.nextToken();
          object = readRange();
        }
        case "recordCount" -> {
          seen = once(seen, 1 << 6);
          recordCount = number();
        }
        case "maxTimestamp" -> {
          seen = once(seen, 1 << 7);
          maxTimestamp = time();
        }
        default -> throw new Unusual();
      }
    }
    end(seen, ALL_OF_AN_EVENT);
    if (object == null) {
      throw new Unusual();
    }
    return new BatchAppended(
        topic, partition, producer, epoch, sequence, object, recordCount, maxTimestamp);
  }

  private ObjectRange readRange() throws IOException {
    String bucket = "";
    String key = "";
    long byteOffset = 0;
    long byteLength = 0;
    int seen = 0;
    begin();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "bucket" -> {
          seen = once(seen, 1);
          bucket = text(bucket);
        }
        case "key" -> {
          seen = once(seen, 1 << 1);
          key = text(key);
        }
        case "byteOffset" -> {
          seen = once(seen, 1 << 2);
          byteOffset = number();
        }
        case "byteLength" -> {
          seen = once(seen, 1 << 3);
          byteLength = number();
        }
        default -> throw new Unusual();
      }
    }
    end(seen, ALL_OF_A_RANGE);
    return new ObjectRange(bucket, key, byteOffset, byteLength);
  }

  private void begin() throws IOException {
    require(in.currentToken() == JsonToken.START_OBJECT);
  }

  private void end(int seen, int all) throws IOException {
    require(seen == all && in.currentToken() == JsonToken.END_OBJECT);
  }

  private static int once(int seen, int property) throws IOException {
    require((seen & property) == 0);
    return seen | property;
  }

  private static void require(boolean usual) throws IOException {
    if (!usual) {
      throw new Unusual();
    }
  }

  private int integer() throws IOException {
    require(in.nextToken() == JsonToken.VALUE_NUMBER_INT);
    return in.getIntValue();
  }

  private long number() throws IOException {
    require(in.nextToken() == JsonToken.VALUE_NUMBER_INT);
    return in.getLongValue();
  }

  /// @param expected which is returned where it is the same
  private String text(String expected) throws IOException {
    require(in.nextToken() == JsonToken.VALUE_STRING);
    char[] chars = in.getTextCharacters();
    int from = in.getTextOffset();
    int length = in.getTextLength();
    if (length == expected.length() && isSame(chars, from, expected)) {
      return expected;
    }
    for (int i = from; i < from + length; i++) {
      require(chars[i] < FIRST_BEYOND_ASCII);
    }
    return new String(chars, from, length);
  }

  private static boolean isSame(char[] chars, int from, String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (chars[from + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private Instant time() throws IOException {
    require(in.nextToken() == JsonToken.VALUE_STRING);
    @Nullable Instant time =
        UtcTime.read(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
    if (time == null) {
      throw new Unusual();
    }
    return time;
  }
}
