package dev.plimsoll.materializer.parsing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Parser of files and batches for every ingress. [BatchRules] are not checked.
///
/// It reads objects with each known property exactly once and ASCII texts, ten times as fast as
/// [StrictParser] and with equal results. That one judges all others, and words the errors.
public final class AppendParser {
  private static final char FIRST_BEYOND_ASCII = 0x80;

  private enum Property {
    BUCKET("bucket"),
    KEY("key"),
    BATCHES("batches"),
    OBJECT("object"),
    TOPIC("topic"),
    PARTITION("partition"),
    PRODUCER("producerId"),
    EPOCH("producerEpoch"),
    SEQUENCE("sequence"),
    RECORD_COUNT("recordCount"),
    MAX_TIMESTAMP("maxTimestamp"),
    BYTE_OFFSET("byteOffset"),
    BYTE_LENGTH("byteLength");

    private static final Map<String, Property> BY_NAME =
        Stream.of(values()).collect(Collectors.toUnmodifiableMap(one -> one.json, one -> one));

    private final String json;

    Property(String json) {
      this.json = json;
    }
  }

  private static final Set<Property> OF_A_FILE =
      EnumSet.of(Property.BUCKET, Property.KEY, Property.BATCHES);
  private static final Set<Property> OF_A_BATCH =
      EnumSet.range(Property.TOPIC, Property.BYTE_LENGTH);
  private static final Set<Property> OF_AN_EVENT =
      EnumSet.range(Property.OBJECT, Property.MAX_TIMESTAMP);
  private static final Set<Property> OF_A_RANGE =
      EnumSet.of(Property.BUCKET, Property.KEY, Property.BYTE_OFFSET, Property.BYTE_LENGTH);

  private static final class Values {
    private final List<FileBatch> batches = new ArrayList<>(0);
    private String bucket = "";
    private String key = "";
    private @Nullable ObjectRange object;
    private int partition;
    private int epoch;
    private long sequence;
    private long recordCount;
    private Instant maxTimestamp = Instant.EPOCH;
    private long byteOffset;
    private long byteLength;
  }

  private final JsonParser in;

  // Of the batch before: the next one mostly has the same.
  private String topic = "";
  private String producer = "";

  private AppendParser(JsonParser in) {
    this.in = in;
  }

  private static final class Unusual extends IOException {
    private static final long serialVersionUID = 1L;

    /// Never shown.
    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /// @throws MalformedMessageException with a reason that names the property
  public static FileAppended file(byte[] body, Encoding encoding) {
    @Nullable FileAppended usual = usual(body, encoding, AppendParser::usualFile);
    return usual == null ? StrictParser.read(body, encoding, FileAppended.class) : usual;
  }

  /// @throws MalformedMessageException with a reason that names the property
  public static BatchAppended batch(byte[] body, Encoding encoding) {
    @Nullable BatchAppended usual = usual(body, encoding, AppendParser::usualBatch);
    return usual == null ? StrictParser.read(body, encoding, BatchAppended.class) : usual;
  }

  /// @return null for anything unusual, which may be wrong
  static <T> @Nullable T usual(
      byte[] body, Encoding encoding, Function<AppendParser, @Nullable T> what) {
    // Jackson would guess other text encodings, which are not accepted.
    if (encoding == Encoding.JSON && (body.length < 2 || body[0] != '{' || body[1] == 0)) {
      return null;
    }
    try (JsonParser in = encoding.plain().createParser(body)) {
      in.nextToken();
      @Nullable T value = what.apply(new AppendParser(in));
      return value != null && in.nextToken() == null ? value : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Nullable FileAppended usualFile() {
    try {
      Values values = readObject(OF_A_FILE);
      return new FileAppended(values.bucket, values.key, values.batches);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  @Nullable BatchAppended usualBatch() {
    try {
      Values values = readObject(OF_AN_EVENT);
      return new BatchAppended(
          topic,
          values.partition,
          producer,
          values.epoch,
          values.sequence,
          Objects.requireNonNull(values.object),
          values.recordCount,
          values.maxTimestamp);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private FileBatch readBatch() throws IOException {
    Values values = readObject(OF_A_BATCH);
    return new FileBatch(
        topic,
        values.partition,
        producer,
        values.epoch,
        values.sequence,
        values.byteOffset,
        values.byteLength,
        values.recordCount,
        values.maxTimestamp);
  }

  private ObjectRange readRange() throws IOException {
    Values values = readObject(OF_A_RANGE);
    return new ObjectRange(values.bucket, values.key, values.byteOffset, values.byteLength);
  }

  /// @param properties all of them are required, no others allowed
  private Values readObject(Set<Property> properties) throws IOException {
    require(in.currentToken() == JsonToken.START_OBJECT);
    Values values = new Values();
    Set<Property> left = EnumSet.copyOf(properties);
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      @Nullable Property property = Property.BY_NAME.get(name);
      if (property == null || !left.remove(property)) {
        throw new Unusual();
      }
      read(property, values);
    }
    require(left.isEmpty() && in.currentToken() == JsonToken.END_OBJECT);
    return values;
  }

  private void read(Property property, Values values) throws IOException {
    switch (property) {
      case BUCKET -> values.bucket = text(values.bucket);
      case KEY -> values.key = text(values.key);
      case BATCHES -> {
        require(in.nextToken() == JsonToken.START_ARRAY);
        while (in.nextToken() != JsonToken.END_ARRAY) {
          values.batches.add(readBatch());
        }
      }
      case OBJECT -> {
        in.nextToken();
        values.object = readRange();
      }
      case TOPIC -> topic = text(topic);
      case PARTITION -> values.partition = integer();
      case PRODUCER -> producer = text(producer);
      case EPOCH -> values.epoch = integer();
      case SEQUENCE -> values.sequence = number();
      case RECORD_COUNT -> values.recordCount = number();
      case MAX_TIMESTAMP -> values.maxTimestamp = time();
      case BYTE_OFFSET -> values.byteOffset = number();
      case BYTE_LENGTH -> values.byteLength = number();
    }
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

  /// @param expected returned if equal
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

  /// The encoding of an append; both have the same properties.
  public enum Encoding {
    JSON(new JsonFactory()),
    /// RFC 8949, with the same names: half the size, and faster to parse.
    CBOR(new CBORFactory());

    private final JsonFactory plain;

    Encoding(JsonFactory plain) {
      this.plain = plain;
    }

    JsonFactory plain() {
      return plain;
    }
  }
}
