package dev.plimsoll.demo.vectors;

import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.demo.data.DemoSource.Sessions;
import dev.plimsoll.demo.vectors.VectorEvidence.Asked;
import dev.plimsoll.demo.vectors.VectorEvidence.Changes;
import dev.plimsoll.demo.vectors.VectorEvidence.Indexing;
import dev.plimsoll.demo.vectors.VectorEvidence.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The same questions in each way, then after changes, of two databases, and by an index.
public final class SearchTour {
  public static final int ROUNDS = 5;

  private final SearchApi api;
  private final Asker asker;
  private final DemoVectors vectors;
  private final Places places;
  private final Consumer<String> say;

  /// Databases with the table.
  ///
  /// @param whole registered name of the one with all rows
  /// @param halves registered names of those with a half each
  /// @param sessions of the whole, which may change it
  public record Places(String whole, List<String> halves, Sessions sessions) {
    public Places {
      halves = List.copyOf(halves);
    }
  }

  /// @param say takes progress lines
  public SearchTour(SearchApi api, DemoVectors vectors, Places places, Consumer<String> say) {
    this.api = api;
    this.asker = new Asker(api);
    this.vectors = vectors;
    this.places = places;
    this.say = say;
  }

  /// Settings of searches that are set back.
  private interface Reset extends AutoCloseable {
    @Override
    void close();
  }

  /// Leaves the whole's settings as the service has them.
  public VectorEvidence run() throws SQLException {
    SearchTuning before = api.tuning(places.whole());
    List<Asked> warmUps;
    List<Asked> rounds;
    Asked halves;
    Changes changes;
    Indexing indexing;
    try (Reset _ = () -> api.untune(places.whole());
        Connection connection = places.sessions().open()) {
      List<Question> questions = questions(connection);
      warmUps = warmUp(questions.getLast());
      rounds = rounds(questions.subList(0, ROUNDS));
      halves = asker.askUnderSettings(places.halves(), AskedWay.SESSIONS, questions.getFirst());
      say.accept("two databases with a half of the rows each were asked as one");
      indexing = new HnswTrial(asker, places.whole(), say).run(connection, questions);
      changes = new ChangedRows(api, asker, places.whole()).run(connection, vectors, questions);
      say.accept("rows were deleted and inserted, and the same was asked again");
    }
    return new VectorEvidence(
        vectors,
        Asker.NEIGHBORS,
        warmUps,
        rounds,
        changes,
        halves,
        indexing,
        new Settings(before, api.tuning(places.whole())));
  }

  // One for each round, and one to warm up with.
  private List<Question> questions(Connection connection) throws SQLException {
    List<Question> questions = new ArrayList<>();
    for (String vector : vectors.questions(connection, ROUNDS + 1)) {
      questions.add(
          new Question(
              vector,
              NearestOracle.nearest(connection, DemoVectors.TABLE, vector, Asker.NEIGHBORS)));
    }
    say.accept("plain SQL has answered %d questions, to compare with".formatted(questions.size()));
    return questions;
  }

  private List<Asked> warmUp(Question question) {
    List<Asked> asked = new ArrayList<>();
    asked.add(asker.ask(places.whole(), AskedWay.ONE_STATEMENT, question));
    // Twice: the first time opens sessions, and by what it took the service would go for long.
    asked.add(asker.ask(places.whole(), AskedWay.SESSIONS, question));
    asked.add(asker.ask(places.whole(), AskedWay.SESSIONS, question));
    asked.add(asker.ask(places.whole(), AskedWay.MEMORY, question));
    say.accept("each way was asked before, sessions are open and the copy in memory is read");
    return asked;
  }

  private List<Asked> rounds(List<Question> questions) {
    List<Asked> asked = new ArrayList<>();
    for (Question question : questions) {
      List<String> times = new ArrayList<>();
      for (AskedWay way : AskedWay.values()) {
        Asked one = asker.ask(places.whole(), way, question);
        times.add("%s %s".formatted(way.title(), VectorTexts.millis(one.elapsedMs())));
        asked.add(one);
      }
      say.accept(
          "question %d of %d: %s"
              .formatted(asked.size() / times.size(), questions.size(), String.join(", ", times)));
    }
    return asked;
  }
}
