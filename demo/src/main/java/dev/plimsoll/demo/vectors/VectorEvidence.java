package dev.plimsoll.demo.vectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.contracts.search.SearchTuning;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evidence of a run: each answer beside what plain SQL says.
///
/// @param neighbors that were asked for each time
/// @param warmUps of each way, which count for nothing but their rows; the last is the first
///     search in memory, with its reading of the table
/// @param rounds of each way in turn
/// @param halves the answer of two databases that have a half of the rows each
/// @param settings before and after the run
@JsonInclude(JsonInclude.Include.ALWAYS)
public record VectorEvidence(
    DemoVectors table,
    int neighbors,
    List<Asked> warmUps,
    List<Asked> rounds,
    Changes changes,
    Asked halves,
    Indexing indexing,
    Settings settings) {
  public VectorEvidence {
    warmUps = List.copyOf(warmUps);
    rounds = List.copyOf(rounds);
  }

  /// A question and its answer.
  ///
  /// @param elapsedMs that its client waited
  /// @param expected rows by plain SQL
  public record Asked(AskedWay way, double elapsedMs, NearestRows answer, List<NearRow> expected) {
    public Asked {
      expected = List.copyOf(expected);
    }

    /// How the first of its databases was searched.
    Search search() {
      return answer.searches().getFirst();
    }
  }

  /// Answers after rows have changed.
  ///
  /// @param at when it was committed, by this process's clock
  /// @param deleted rows, the nearest before
  /// @param inserted rows, equal to what is asked for
  /// @param exact at once
  /// @param copy at once, by the copy in memory as it was
  /// @param refreshed by a copy that was read again
  public record Changes(
      Instant at, int deleted, int inserted, Asked exact, Asked copy, Asked refreshed) {}

  public record Settings(SearchTuning before, SearchTuning after) {}

  /// What an index of pgvector finds.
  public sealed interface Indexing {
    /// @param reason why there is no index
    record Absent(String reason) implements Indexing {}

    /// @param rows that are in the index
    /// @param buildMillis of the index
    record Built(String version, long rows, long buildMillis, List<Effort> efforts)
        implements Indexing {
      public Built {
        efforts = List.copyOf(efforts);
      }
    }

    /// @param ef null for an exact search beside it
    /// @param method that answered
    /// @param recall share of the nearest rows that were found, of all questions
    record Effort(@Nullable Integer ef, String method, double recall, double medianMs) {}
  }
}
