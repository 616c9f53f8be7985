package dev.plimsoll.connector.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// Strategy of reading a table. All give the same rows; they differ in order, in cost for the
/// source, and in what survives an interruption.
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
  String AUTO = "auto";

  List<String> NAMES =
      List.of(AUTO, "blocks", "keyset", "stream", "fixed", "early-termination", "adaptive");

  /// Ids in a window of the baselines.
  long WINDOW = 50_000;

  /// Name in requests and views.
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

  /// Whether several queries need one snapshot: without it, a row that an update moves to another
  /// block would be lost or doubled.
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
    public long ranges(long pages) {
      return Math.max(1, Math.ceilDiv(pages, pagesPerRange));
    }
  }

  /// Rows in key order, one query per read task.
  ///
  /// @param workers in parallel at most; 0 for any number
  record Keyset(int workers) implements ReadStrategy {
    // Definitions stored by earlier versions have no number.
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Keyset(@JsonProperty("workers") int workers) {
      this.workers = workers;
    }
  }

  /// One query for all rows, in heap order.
  record Stream() implements ReadStrategy {}

  /// Baselines: a query for each window of ids, empty or not. They differ in how the next window is
  /// chosen.
  sealed interface Windows extends ReadStrategy {
    /// Whether several windows fill one file; else each window with rows makes one.
    @JsonIgnore
    default boolean accumulates() {
      return this instanceof Adaptive;
    }
  }

  /// @param width ids in each window
  record Fixed(long width) implements Windows {}

  /// Windows until they are sparse, then keyset.
  ///
  /// @param width ids in each window
  record EarlyTermination(long width) implements Windows {}

  /// Windows whose width follows from the last one.
  ///
  /// @param width ids in the first window
  record Adaptive(long width) implements Windows {}
}
