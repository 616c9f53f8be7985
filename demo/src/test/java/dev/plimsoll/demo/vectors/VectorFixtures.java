package dev.plimsoll.demo.vectors;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Found;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Changes;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import dev.plimsoll.demo.vectors.VectorEvidence.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Evidence of a run as the query-service would have answered it.
final class VectorFixtures {
  static final Instant READ = Instant.parse("2026-01-01T00:00:00Z");
  static final SearchTuning SETTINGS =
      new SearchTuning(true, 10_000L, 100L, 1_000, 3, 8, 1L << 20, 300_000L);
  static final List<NearRow> NEAREST = rows(7, 3);
  static final List<NearRow> AFTERWARDS = rows(11, 3);
  private static final Indexing.Absent ABSENT = new Indexing.Absent("there is no pgvector");

  private VectorFixtures() {}

  static List<NearRow> rows(int... ids) {
    return IntStream.range(0, ids.length)
        .mapToObj(i -> new NearRow(Integer.toString(ids[i]), i + 0.5))
        .toList();
  }

  static SearchMethod method(AskedWay way) {
    return switch (way) {
      case ONE_STATEMENT -> SearchMethod.ONE_STATEMENT;
      case SESSIONS -> SearchMethod.SHARED_BLOCKS;
      case MEMORY -> SearchMethod.MEMORY;
    };
  }

  static Asked asked(AskedWay way, double millis, List<NearRow> found, List<NearRow> expected) {
    return asked(way, millis, found, expected, way == AskedWay.MEMORY ? READ : null, "demo");
  }

  static Asked asked(
      AskedWay way,
      double millis,
      List<NearRow> found,
      List<NearRow> expected,
      @Nullable Instant asOf,
      String... databases) {
    int workers = way == AskedWay.ONE_STATEMENT ? 1 : 2;
    return new Asked(
        way,
        millis,
        new NearestRows(
            found.stream()
                .map(row -> new Found(databases[0], List.of(row.id()), row.distance()))
                .toList(),
            Stream.of(databases)
                .map(
                    database ->
                        new Search(
                            new SearchWay(
                                database,
                                OpenEnum.of(method(way)),
                                workers,
                                workers,
                                "so it is with " + way.title()),
                            millis,
                            asOf))
                .toList()),
        expected);
  }

  static List<Asked> warmUps() {
    return Stream.of(AskedWay.values()).map(way -> asked(way, 900, NEAREST, NEAREST)).toList();
  }

  /// Of one statement 100 ms and more, of sessions half of that, in memory a tenth.
  static List<Asked> rounds() {
    List<Asked> rounds = new ArrayList<>();
    for (int round = 0; round < SearchTour.ROUNDS; round++) {
      double millis = 100 + round;
      rounds.add(asked(AskedWay.ONE_STATEMENT, millis, NEAREST, NEAREST));
      rounds.add(asked(AskedWay.SESSIONS, millis / 2, NEAREST, NEAREST));
      rounds.add(asked(AskedWay.MEMORY, millis / 10, NEAREST, NEAREST));
    }
    return rounds;
  }

  static Changes changes(List<NearRow> copied, Instant refreshedAsOf) {
    return new Changes(
        READ.plusSeconds(10),
        3,
        2,
        asked(AskedWay.SESSIONS, 50, AFTERWARDS, AFTERWARDS),
        asked(AskedWay.MEMORY, 10, copied, NEAREST),
        asked(AskedWay.MEMORY, 300, AFTERWARDS, AFTERWARDS, refreshedAsOf, "demo"));
  }

  static Asked halves() {
    return asked(AskedWay.SESSIONS, 50, NEAREST, NEAREST, null, "even", "odd");
  }

  static VectorEvidence good() {
    return evidence(rounds(), changes(NEAREST, READ.plusSeconds(11)), halves(), ABSENT, SETTINGS);
  }

  static VectorEvidence evidence(List<Asked> rounds) {
    return evidence(rounds, good().changes(), halves(), ABSENT, SETTINGS);
  }

  static VectorEvidence evidence(
      List<Asked> rounds,
      Changes changes,
      Asked halves,
      Indexing indexing,
      SearchTuning afterwards) {
    return new VectorEvidence(
        new DemoVectors(1_000, 1),
        2,
        warmUps(),
        rounds,
        changes,
        halves,
        indexing,
        new Settings(SETTINGS, afterwards));
  }
}
