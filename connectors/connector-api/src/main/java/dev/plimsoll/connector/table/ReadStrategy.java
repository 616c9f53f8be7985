package dev.plimsoll.connector.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// How a table is read. Whichever it is, the rows are the same; what differs is the order, what it
/// costs the source and what can go on after an interruption.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ReadStrategy.Blocks.class, name = "blocks"),
  @JsonSubTypes.Type(value = ReadStrategy.Keyset.class, name = "keyset"),
  @JsonSubTypes.Type(value = ReadStrategy.Stream.class, name = "stream"),
  @JsonSubTypes.Type(value = ReadStrategy.Fixed.class, name = "fixed"),
  @JsonSubTypes.Type(value = ReadStrategy.EarlyTermination.class, name = "early-termination"),
  @JsonSubTypes.Type(value = ReadStrategy.Adaptive.class, name = "adaptive")
})
public sealed interface ReadStrategy {
  /// Asks for the connector's choice.
  String AUTO = "auto";

  /// What may be asked for.
  List<String> NAMES =
      List.of(AUTO, "blocks", "keyset", "stream", "fixed", "early-termination", "adaptive");

  /// Ids in a window of the baselines, as they came with it.
  long WINDOW = 50_000;

  /// The name that requests and views have for it.
  @JsonIgnore
  default String name() {
    return switch (this) {
      case Blocks _ -> "blocks";
      case Keyset _ -> "keyset";
      case Stream _ -> "stream";
      case Fixed _ -> "fixed";
      case EarlyTermination _ -> "early-termination";
      case Adaptive _ -> "adaptive";
    };
  }

  /// True when several queries read the table in a way that only one snapshot holds together: a
  /// row that an update moves to another block would be lost or doubled otherwise.
  @JsonIgnore
  default boolean needsSnapshot() {
    return switch (this) {
      case Blocks _ -> true;
      case Keyset _, Stream _, Windows _ -> false;
    };
  }

  /// Binary COPY over a queue of block ranges, which any number of workers empty.
  ///
  /// @param pagesPerRange 1 or more
  record Blocks(int pagesPerRange) implements ReadStrategy {
    /// Ranges that a heap makes, at least 1.
    public long ranges(long pages) {
      return Math.max(1, Math.ceilDiv(pages, pagesPerRange));
    }
  }

  /// Rows in the order of a key, by one query for each read task.
  ///
  /// @param workers that may read the table side by side; 0 for any number
  record Keyset(int workers) implements ReadStrategy {
    // Definitions that were kept before there was a number have none.
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Keyset(@JsonProperty("workers") int workers) {
      this.workers = workers;
    }
  }

  /// One query for all rows, in the order in which they lie.
  record Stream() implements ReadStrategy {}

  /// Baselines: a query for each window of ids, whether or not there are rows in it. Only what
  /// decides about the next window tells them apart.
  sealed interface Windows extends ReadStrategy {
    /// Rows of several windows go into one file; else each window with rows makes one.
    @JsonIgnore
    default boolean accumulates() {
      return this instanceof Adaptive;
    }
  }

  /// @param width ids in each window
  record Fixed(long width) implements Windows {}

  /// Until windows are sparse; the rest by keyset.
  ///
  /// @param width ids in each window
  record EarlyTermination(long width) implements Windows {}

  /// Windows as wide as the last one advises.
  ///
  /// @param width ids in the first window
  record Adaptive(long width) implements Windows {}
}
