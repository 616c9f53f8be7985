package dev.plimsoll.contracts.bound;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/// How large what comes in may be: every number, text, list and time that an edge takes. Whatever
/// edge takes it, HTTP or Kafka, checks it here; behind the edges sums, columns and messages have
/// room for it.
///
/// The reference (`docs/reference/bounds.md`) is generated from this table.
public enum Bound {
  // The log: batches and files
  LOG_TOPIC(
      "a log topic's name", Unit.CHARACTERS, 1, 255, "a header, a path and a Kafka key take it"),
  LOG_PARTITION("a partition's number", Unit.NUMBER, 0, 99_999, "a topic has at most 100,000"),
  PRODUCER_ID("a producer's name", Unit.CHARACTERS, 1, 255, "an index entry takes it"),
  PRODUCER_EPOCH("a producer's epoch", Unit.NUMBER, 0, Integer.MAX_VALUE, "a column of 32 bits"),
  SEQUENCE(
      "a batch's sequence",
      Unit.NUMBER,
      0,
      Long.MAX_VALUE - 1,
      "the next one still fits a column of 64 bits"),
  RECORD_COUNT(
      "records of a batch",
      Unit.NUMBER,
      1,
      Integer.MAX_VALUE,
      "as in Kafka; a partition has offsets for 2^32 such batches"),
  BUCKET("a bucket's name", Unit.CHARACTERS, 1, 1_024, "as an object's key"),
  OBJECT_KEY("an object's key", Unit.CHARACTERS, 1, 1_024, "S3 allows 1,024 bytes"),
  BYTE_OFFSET(
      "where a batch begins in its object",
      Unit.BYTES,
      0,
      1L << 48,
      "no object storage has larger objects"),
  BYTE_LENGTH(
      "bytes of a batch",
      Unit.BYTES,
      1,
      1L << 40,
      "2^23 such batches fit the 64 bits in which a partition counts its bytes"),
  MAX_TIMESTAMP(
      "when a batch's youngest record was written",
      Unit.SECONDS_AHEAD,
      0,
      Duration.ofHours(1).toSeconds(),
      "from 1970 on; one far in the future would keep its partition from ageing"),
  FILE_BATCHES("batches of a file", Unit.ELEMENTS, 1, 10_000, "a transaction takes all of them"),

  // The log: topics and readers
  TOPIC_PARTITIONS(
      "partitions of a log topic", Unit.NUMBER, 1, 100_000, "a request makes them all"),
  RETENTION_MS(
      "how long a topic's batches stay",
      Unit.MILLISECONDS,
      1,
      Duration.ofDays(36_525).toMillis(),
      "a hundred years: in microseconds it fits 64 bits"),
  RETENTION_BYTES(
      "how much of a partition stays",
      Unit.BYTES,
      1,
      Long.MAX_VALUE,
      "it is compared, never added"),
  CONSUMER("a consumer's name", Unit.CHARACTERS, 1, 255, "an index entry takes it"),
  CONSUMER_POSITIONS(
      "positions put at once", Unit.ELEMENTS, 0, 10_000, "a transaction takes all of them");

  /// What is counted.
  public enum Unit {
    NUMBER("number"),
    CHARACTERS("characters"),
    BYTES("bytes"),
    ELEMENTS("elements"),
    MILLISECONDS("milliseconds"),
    /// Of the clock of whoever checks.
    SECONDS_AHEAD("seconds from now");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }
  }

  private final String what;
  private final Unit unit;
  private final long least;
  private final long most;
  private final String why;

  Bound(String what, Unit unit, long least, long most, String why) {
    this.what = what;
    this.unit = unit;
    this.least = least;
    this.most = most;
    this.why = why;
  }

  /// For people: what is bounded.
  public String what() {
    return what;
  }

  public Unit unit() {
    return unit;
  }

  /// In its unit.
  public long least() {
    return least;
  }

  /// In its unit.
  public long most() {
    return most;
  }

  /// For people: why there.
  public String why() {
    return why;
  }

  /// A number.
  ///
  /// @param field as whoever sent it knows it
  /// @throws OutOfBoundsException naming the field
  public void check(String field, long value) {
    if (value < least) {
      throw new OutOfBoundsException(field + " must be at least " + least);
    }
    if (value > most) {
      throw new OutOfBoundsException(field + " must be at most " + most);
    }
  }

  /// A text: its length, and that PostgreSQL, headers and paths can hold it.
  ///
  /// @throws OutOfBoundsException as for a number
  public void check(String field, String text) {
    if (text.length() < least || text.length() > most) {
      throw new OutOfBoundsException(
          "%s must have %d to %d characters".formatted(field, least, most));
    }
    if (this == LOG_TOPIC && (text.equals(".") || text.equals(".."))) {
      throw new OutOfBoundsException(field + " must not be . or ..: no path can name it");
    }
    // Code points: a surrogate is one only where its other half is missing.
    if (text.codePoints().anyMatch(Bound::isUnfit)) {
      throw new OutOfBoundsException(
          field + " must not hold control characters or half surrogates");
    }
  }

  private static boolean isUnfit(int codePoint) {
    return Character.isISOControl(codePoint)
        || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /// The size of a list.
  ///
  /// @throws OutOfBoundsException as for a number
  public void check(String field, Collection<?> elements) {
    if (elements.size() < least) {
      throw new OutOfBoundsException(field + " must be at least " + least);
    }
    if (elements.size() > most) {
      throw new OutOfBoundsException(
          "%s must be at most %d, and there are %d".formatted(field, most, elements.size()));
    }
  }

  /// A time, from 1970 to so many seconds after now.
  ///
  /// @throws OutOfBoundsException as for a number
  public void check(String field, Instant time, Instant now) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(now.plusSeconds(most))) {
      throw new OutOfBoundsException(
          "%s must be from 1970 to %d minutes from now"
              .formatted(field, Duration.ofSeconds(most).toMinutes()));
    }
  }
}
