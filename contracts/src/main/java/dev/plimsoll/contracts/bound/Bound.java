package dev.plimsoll.contracts.bound;

import static dev.plimsoll.contracts.bound.Bound.Unit.BYTES;
import static dev.plimsoll.contracts.bound.Bound.Unit.CHARACTERS;
import static dev.plimsoll.contracts.bound.Bound.Unit.ELEMENTS;
import static dev.plimsoll.contracts.bound.Bound.Unit.MILLISECONDS;
import static dev.plimsoll.contracts.bound.Bound.Unit.NUMBER;
import static dev.plimsoll.contracts.bound.Bound.Unit.SECONDS;
import static dev.plimsoll.contracts.bound.Bound.Unit.SECONDS_AHEAD;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Set;

/// The bound of an input: a number, text, list or time. Every edge, HTTP or Kafka, checks it, so
/// that behind the edges sums, columns and messages have room for it.
///
/// The reference (`docs/reference/bounds.md`) is generated from this table.
public enum Bound {
  // The log: batches and files
  LOG_TOPIC("a log topic's name", CHARACTERS, 1, 255, "a header, a path and a Kafka key take it"),
  LOG_PARTITION("a partition's number", NUMBER, 0, 99_999, "a topic has at most 100,000"),
  PRODUCER_ID("a producer's name", CHARACTERS, 1, 255, "an index entry takes it"),
  PRODUCER_EPOCH("a producer's epoch", NUMBER, 0, Integer.MAX_VALUE, "a column of 32 bits"),
  SEQUENCE("a batch's sequence", NUMBER, 0, Long.MAX_VALUE - 1, "the next one still fits 64 bits"),
  RECORD_COUNT(
      "records of a batch", NUMBER, 1, Integer.MAX_VALUE, "as in Kafka; 2^32 of them fit 64 bits"),
  BUCKET("a bucket's name", CHARACTERS, 1, 1_024, "as an object's key"),
  OBJECT_KEY("an object's key", CHARACTERS, 1, 1_024, "S3 allows 1,024 bytes"),
  BYTE_OFFSET(
      "where a batch begins in its object", BYTES, 0, 1L << 48, "no storage has larger objects"),
  BYTE_LENGTH("bytes of a batch", BYTES, 1, 1L << 40, "2^23 such batches still fit 64 bits"),
  MAX_TIMESTAMP(
      "when a batch's youngest record was written",
      SECONDS_AHEAD,
      0,
      3_600,
      "from 1970 on; one far in the future would keep its partition from ageing"),
  FILE_BATCHES("batches of a file", ELEMENTS, 1, 10_000, "a transaction takes all of them"),

  // The log: topics and readers
  TOPIC_PARTITIONS(
      "partitions of a log topic that a request asks for",
      NUMBER,
      1,
      10_000,
      "a transaction makes them all, while others that change the topic wait"),
  RETENTION_MS(
      "how long a topic's batches stay",
      MILLISECONDS,
      1,
      1_000 * days(36_525),
      "a hundred years: in microseconds it fits 64 bits"),
  RETENTION_BYTES(
      "how much of a partition stays", BYTES, 1, Long.MAX_VALUE, "it is compared, never added"),
  CONSUMER("a consumer's name", CHARACTERS, 1, 255, "an index entry takes it"),
  CONSUMER_POSITIONS(
      "positions put at once", ELEMENTS, 0, 10_000, "a transaction takes all of them"),
  OFFSET("an offset of a log", NUMBER, 0, Long.MAX_VALUE - 1, "the next one still fits 64 bits"),
  FETCH("records or bytes that one answer holds", NUMBER, 1, Long.MAX_VALUE, "one batch at least"),
  FETCH_WAIT("how long a reader waits for more", MILLISECONDS, 0, 30_000, "proxies wait a minute"),

  // Answers in pages
  PAGE("elements of a page", NUMBER, 1, 500, "one answer holds them"),
  PAGE_OF_OBJECTS("objects of a page", NUMBER, 1, 1_000, "each is asked for at the storage"),
  PAGE_OF_BATCHES("batches of a page", NUMBER, 1, 5_000, "one answer holds them"),
  PAGE_OF_NAMES("short elements of a page", NUMBER, 1, 10_000, "one answer holds them"),
  ENDED_BUILDS("ended builds of the pipeline", NUMBER, 0, 200, "one answer holds them"),
  NUMBERED(
      "the number of an element", NUMBER, 0, Long.MAX_VALUE - 1, "the next one still fits 64 bits"),

  // What everybody gives names to
  NAME("a registered name", CHARACTERS, 1, 63, "a path and an index entry take it"),
  IDEMPOTENCY_KEY("an idempotency key", CHARACTERS, 1, 255, "an index entry takes it"),
  CHOICE("one of several words", CHARACTERS, 1, 63, "none is longer"),
  STRATEGY("a strategy of builds", CHARACTERS, 1, 200, "its settings are written with its name"),
  BY("who asks", CHARACTERS, 0, 100, "it is kept with every change"),
  REASON("why somebody asks", CHARACTERS, 0, 300, "it is kept with every change"),

  // Databases
  HOST("a host", CHARACTERS, 1, 253, "names of DNS end there"),
  PORT("a port", NUMBER, 1, 65_535, "TCP has no others"),
  DATABASE("a database's name", CHARACTERS, 1, 255, "poolers take more than the server's 63"),
  USER("a role's name", CHARACTERS, 1, 255, "poolers take more than the server's 63"),
  STANDBYS("standbys of a database", ELEMENTS, 0, 16, "an analysis asks each in turn"),
  CREDENTIAL("where a password is", CHARACTERS, 1, 4_096, "a path, or a sealed password"),
  IDENTIFIER("a table's, index's or column's name", CHARACTERS, 1, 64, "MariaDB's are the longest"),
  TABLE_PATTERN(
      "schema.table, with * for any run of characters",
      CHARACTERS,
      1,
      300,
      "two names with all their quotes doubled"),
  TABLES("tables or patterns", ELEMENTS, 0, 10_000, "each is compared with each table"),
  EXTRACT_TABLES(
      "tables or patterns of an extract", ELEMENTS, 1, 10_000, "each is compared with each table"),

  // Extracts, loads and schedules
  COLUMN_PATTERN(
      "schema.table.column, with * for any run of characters",
      CHARACTERS,
      1,
      450,
      "three names with all their quotes doubled"),
  COLUMNS("columns, or rules for them", ELEMENTS, 0, 2_000, "no table has more"),
  SCHEMAS("schemas of a target", ELEMENTS, 0, 1_000, "each is compared with each table"),
  READERS("readers of one table", NUMBER, 1, 64, "each is a session at the source"),
  FILE_BYTES(
      "bytes of a file", BYTES, 1L << 20, 64L << 30, "an object has at most 10,000 parts of 8 MB"),
  FILES("files of a table", NUMBER, 1, 10_000, "each is a read task of its own"),
  LAG("how far a window stays behind", CHARACTERS, 1, 64, "a duration or a whole number"),
  PERCENT("percent", NUMBER, 1, 100, "of a whole"),
  DELETED_ROWS("rows that are deleted at once", NUMBER, 1, 1L << 50, "no table has more"),
  NAMESPACE("an Iceberg namespace", CHARACTERS, 1, 255, "a column and a path take it"),
  IAM_ROLE("roles of Amazon's", CHARACTERS, 1, 2_048, "a statement takes them"),
  SLICES("slices of a cluster", NUMBER, 1, 10_000, "no cluster has more"),
  EVERY("from one due time to the next", SECONDS, 10, days(366), "sums stay within the calendar"),
  FIRST_AT(
      "the first due time", SECONDS_AHEAD, 0, days(366), "from 1970 on; due times count from it"),
  VERSION("a version", NUMBER, 0, Long.MAX_VALUE - 1, "the next one still fits 64 bits"),
  SETTINGS("settings that are changed at once", ELEMENTS, 0, 100, "there are no more"),

  // Load lines, plans and builds
  CORES("cores", NUMBER, 1, 100_000, "a thousand parts of each still fit 32 bits"),
  LINE_BYTES("bytes of a load line", BYTES, 1, 1L << 56, "127 such lines fit 64 bits"),
  LINE_RATE(
      "bytes, or bytes a second, of a load line", BYTES, 0, 1L << 56, "127 such lines fit 64 bits"),
  LAG_SECONDS(
      "seconds that a replica may lag", SECONDS, 0, days(36_525), "in nanoseconds it fits 64 bits"),
  PARALLEL_WORKERS("parallel workers", NUMBER, 0, 1_024, "PostgreSQL takes no more"),
  BUILDS_AT_ONCE("builds at once", NUMBER, 0, 100_000, "each has a session at the server"),
  REPLICAS("replicas", ELEMENTS, 0, 100, "each is compared with each that is there"),
  REPLICA("a replica's or slot's name", CHARACTERS, 1, 255, "PostgreSQL's end at 63"),
  SHARE("a share of a whole", NUMBER, 0, 1, "of a whole"),
  USES("what a database serves as", ELEMENTS, 0, 3, "there is no more"),
  RULES("rules of a database", ELEMENTS, 0, 10_000, "each is compared with each table"),
  KEY_PARTS("parts of an index", ELEMENTS, 0, 128, "PostgreSQL takes 32; a message takes these"),
  KEY_COLUMN("a column of an index", CHARACTERS, 0, 64, "empty where an expression stands for it"),
  SQL("an expression or a predicate", CHARACTERS, 0, 4_000, "a statement takes them"),
  OPERATOR_CLASS(
      "an operator class", CHARACTERS, 0, 130, "empty for the default, else schema.name"),
  FILLFACTOR("a fillfactor", NUMBER, 0, 100, "percent; 0 for the default"),
  STORAGE_PARAMETERS(
      "storage parameters of an index", ELEMENTS, 0, 32, "no access method has so many"),
  TABLESPACE("a tablespace's name", CHARACTERS, 0, 63, "empty for the default"),
  WINDOW_LENGTH("how long builds may start each day", SECONDS, 0, days(1), "a day has no more"),
  WINDOW_MILLIS(
      "time that a plan is to fit into",
      MILLISECONDS,
      1,
      1_000 * days(36_525),
      "a hundred years: in nanoseconds it fits 64 bits"),
  PLAN_HASH("a plan's hash, or its beginning", CHARACTERS, 8, 64, "it has no more"),
  PRIORITY(
      "which build goes first", NUMBER, -1_000_000, 1_000_000, "differences still fit 32 bits"),
  REVISION("a revision", NUMBER, 1, Long.MAX_VALUE - 1, "the next one still fits 64 bits"),
  ATTEMPT("a build's attempt", NUMBER, 1, 1_000_000, "the next one still fits 32 bits"),
  LANE_SLOTS("slots of a lane", NUMBER, 1, 100, "builders have a consumer for each"),
  SLOT("a partition of a lane", NUMBER, 0, 99_999, "a topic has at most 100,000"),
  SORT_MEMORY(
      "a build's maintenance_work_mem", BYTES, 1L << 20, 1L << 56, "PostgreSQL's limit is below"),
  PREDICTED_MILLIS(
      "what a build is expected to take",
      MILLISECONDS,
      0,
      Long.MAX_VALUE / 1_000_000,
      "in nanoseconds it fits 64 bits"),
  WORKLOAD("statements of a workload", CHARACTERS, 1, 500_000, "a request's body has 1 MB"),
  RECOMMENDATIONS("recommendations of a plan", ELEMENTS, 1, 1_000, "no database has more"),
  AWAITED("partitions that a parent waits for", ELEMENTS, 0, 100_000, "a message takes them"),
  // Jobs and their workers
  JOB_NAME(
      "a job's, datum's, workflow's or worker's name", CHARACTERS, 1, 200, "an index takes it"),
  JOB_KIND("what does a job, or its lane", CHARACTERS, 1, 50, "each claim compares it"),
  JOBS("jobs of a workflow", ELEMENTS, 1, 20_000, "a request and a transaction take all of them"),
  JOB_LINKS(
      "jobs or data that a job waits for, reads or writes",
      ELEMENTS,
      0,
      1_000,
      "its claim hands out what it reads"),
  JOB_PARTS("parts of a job's payload or output", ELEMENTS, 0, 1_000, "64 KiB in all, as JSON"),
  JOB_DATA("values of data", ELEMENTS, 0, 1_000, "16 KiB each, as JSON"),
  JOB_PRIORITY("which job goes first", NUMBER, 0, 9, "waiting raises it to 10"),
  JOB_CORES("cores of a job or worker", NUMBER, 0, 1_000_000, "thousandths still fit 32 bits"),
  JOB_BYTES("bytes of a job or worker", BYTES, 0, 1L << 50, "sums still fit 64 bits"),
  JOB_GPUS("GPUs of a job or worker", NUMBER, 0, 1_000, "no machine has more"),
  JOB_RUNTIME(
      "what a job is expected to take", SECONDS, 0, days(366), "an estimate, for the order"),
  JOB_ATTEMPTS("attempts of a job", NUMBER, 1, 100, "each leaves a result"),
  JOB_PAUSE("the pause before another attempt", SECONDS, 0, days(7), "longer is a schedule's"),
  JOB_DEADLINE(
      "after which a job is not begun", SECONDS_AHEAD, 0, days(366), "from 1970 on; a year ahead"),
  JOB_ID(
      "the number of a job, claim or workflow",
      NUMBER,
      0,
      Long.MAX_VALUE - 1,
      "the next one still fits 64 bits"),
  CLAIMED_JOBS("jobs of a claim", NUMBER, 1, 100, "one answer holds them with their payloads"),
  HELD_JOBS("jobs that a worker has", ELEMENTS, 0, 10_000, "each is compared"),
  JOB_ENDS("ends that are said at once", ELEMENTS, 1, 100, "each is a transaction"),
  JOB_MESSAGE("why a job has failed", CHARACTERS, 0, 4_000, "a column and an event take it"),
  GRAPH_NODES("jobs of a drawn graph", NUMBER, 1, 2_000, "more cannot be told apart"),

  // Search
  SEARCHED_DATABASES(
      "databases that one search asks", ELEMENTS, 1, 16, "each has sessions of its own"),
  VECTOR("a vector as text", CHARACTERS, 1, 400_000, "16,000 numbers of 24 characters and more"),
  NEIGHBORS("nearest rows", NUMBER, 1, 10_000, "one answer holds them, and each worker as many"),
  CONDITIONS("conditions of a search", ELEMENTS, 0, 20, "a statement takes them"),
  CONDITION_VALUES("values of a condition", ELEMENTS, 0, 1_000, "a statement takes them"),
  CONDITION_VALUE("a value of a condition", CHARACTERS, 0, 1_000, "a statement takes them"),
  CANDIDATES("hnsw.ef_search", NUMBER, 1, 1_000, "pgvector takes no more"),
  PROBES("ivfflat.probes", NUMBER, 1, 32_768, "pgvector takes no more"),
  SEARCH_MILLIS("how long a search may take", MILLISECONDS, 1, 600_000, "it has sessions as long"),
  SEARCH_ROUNDS("searches that are measured", NUMBER, 1, 100, "one request waits for all"),
  SEARCH_WORKERS("sessions of a search", NUMBER, 1, 64, "each is one at the server"),
  SEARCH_ROWS("rows below which one statement reads", NUMBER, 0, 1L << 40, "no table has more"),
  SEARCH_PAGES("pages of 8 kB", NUMBER, 0, 1L << 31, "no table has more"),
  PAGES_PER_WORKER("pages of 8 kB for each worker", NUMBER, 1, 1 << 30, "products fit 64 bits"),
  RANGES_PER_WORKER("ranges for each worker", NUMBER, 1, 100, "each is a statement"),
  MEMORY_BYTES("bytes of copies in memory", BYTES, 0, 1L << 50, "no machine has more"),
  REFRESH_MILLIS(
      "age at which a copy is read again", MILLISECONDS, 0, 1_000 * days(366), "sums fit 64 bits"),

  CONTROL_BY("who asks and why", CHARACTERS, 0, 500, "of both"),
  CONTROL_AT(
      "when it was said",
      SECONDS_AHEAD,
      0,
      days(36_525),
      "from 1970 on; sums of it stay within the calendar");

  /// The longest message of an error, in characters: messages and columns hold it.
  public static final int LONGEST_MESSAGE = 4_000;

  /// Names and statements of others may hold whatever their database allows.
  private static final Set<Bound> NAMES_OF_OTHERS =
      Set.of(
          DATABASE,
          USER,
          IDENTIFIER,
          TABLE_PATTERN,
          COLUMN_PATTERN,
          KEY_COLUMN,
          OPERATOR_CLASS,
          TABLESPACE,
          WORKLOAD,
          CONDITION_VALUE);

  public enum Unit {
    NUMBER("number"),
    CHARACTERS("characters"),
    BYTES("bytes"),
    ELEMENTS("elements"),
    SECONDS("seconds"),
    MILLISECONDS("milliseconds"),
    SECONDS_AHEAD("seconds from now");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

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

  private static long days(long days) {
    return Duration.ofDays(days).toSeconds();
  }

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

  public String why() {
    return why;
  }

  /// A number within [#least] and [#most].
  ///
  /// @throws OutOfBoundsException naming the field
  public void check(String field, long value) {
    if (value < least) {
      throw new OutOfBoundsException(field + " must be at least " + least);
    }
    if (value > most) {
      throw new OutOfBoundsException(field + " must be at most " + most);
    }
  }

  /// @throws OutOfBoundsException as for a number
  public void check(String field, double value) {
    if (!(value >= least && value <= most)) {
      throw new OutOfBoundsException("%s must be %d to %d".formatted(field, least, most));
    }
  }

  /// @throws OutOfBoundsException as for a number
  public void check(String field, Duration time) {
    ChronoUnit of = unit == MILLISECONDS ? ChronoUnit.MILLIS : ChronoUnit.SECONDS;
    Duration shortest = Duration.of(least, of);
    Duration longest = Duration.of(most, of);
    if (time.compareTo(shortest) < 0 || time.compareTo(longest) > 0) {
      throw new OutOfBoundsException("%s must be %s to %s".formatted(field, shortest, longest));
    }
  }

  /// A text: its length and characters, so that PostgreSQL, headers and paths can hold it.
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
    if (text.codePoints().anyMatch(this::isUnfit)) {
      throw new OutOfBoundsException(
          field + " must not hold control characters or half surrogates");
    }
  }

  private boolean isUnfit(int codePoint) {
    boolean control =
        NAMES_OF_OTHERS.contains(this) ? codePoint == 0 : Character.isISOControl(codePoint);
    return control || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

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
      Duration ahead = Duration.ofSeconds(most);
      String words =
          ahead.toHours() < 24 ? ahead.toMinutes() + " minutes" : ahead.toDays() + " days";
      throw new OutOfBoundsException("%s must be from 1970 to %s from now".formatted(field, words));
    }
  }

  /// The words of an error for messages and columns: cut to [#LONGEST_MESSAGE], without characters
  /// that PostgreSQL refuses.
  public static String words(String said) {
    String cut =
        said.length() <= LONGEST_MESSAGE ? said : said.substring(0, LONGEST_MESSAGE - 1) + "…";
    int[] fit =
        cut.codePoints()
            .map(c -> c != '\n' && c != '\t' && LOG_TOPIC.isUnfit(c) ? '\ufffd' : c)
            .toArray();
    return new String(fit, 0, fit.length);
  }
}
