package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.source.TableDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys that a table of MariaDB has at one moment, asked by somebody who has keys of his own
/// as PostgreSQL writes them.
public final class MariaDbHeldKeys implements SourceKeys {
  // Parsing takes longer the more of them are in one statement; and each is as long as twice its
  // bytes there, which max_allowed_packet bounds.
  private static final int KEYS_A_STATEMENT = 500;
  private static final int CHARACTERS_A_STATEMENT = 100_000;

  private final MariaDbSession session;
  private final MariaDbTable table;

  /// @param session in a transaction of that moment; ended with this
  /// @param table read by its primary key
  MariaDbHeldKeys(MariaDbSession session, MariaDbTable table) {
    this.session = session;
    this.table = table;
  }

  /// Why a table's keys cannot be compared, in words; null where they can.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the server says
  public static @Nullable String against(MariaDbSession session, MariaDbTable table) {
    if (!table.transactional()) {
      return "its engine shows no moment of itself, so that a row which is written meanwhile might seem"
          + " to be deleted";
    }
    if (!table.readingKey().equals(table.source().primaryKey())) {
      return "its primary key is over the beginnings of its values";
    }
    return MariaDbWriters.writesWhatOthersHaveWritten(session)
        ? "a replica or a member of a cluster may be behind, and would seem to lack rows: take the"
            + " primary"
        : table
            .unorderedKeyColumn()
            .map(name -> "the column \"" + name + "\" is not compared as it is ordered")
            .orElse(null);
  }

  /// Rows and digest of the keys of a range by the server's own order, of so many at most; empty
  /// where no column of MariaDB can have what bounds it.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the server says
  @Override
  public Optional<TableDigest> digest(KeyRange range, long most) {
    boolean bounded =
        (range.after().isEmpty() || mayHold(range.after()))
            && (range.isLast() || mayHold(range.upTo()));
    return bounded
        ? Optional.of(
            MariaDbDigestSql.ask(session, table, MariaDbQuery.keyDigest(table, range, most)))
        : Optional.empty();
  }

  @Override
  public Answer ask(List<List<String>> keys) {
    Map<Integer, List<String>> found = equalTo(keys);
    List<Integer> lacking = new ArrayList<>();
    Map<Integer, List<String>> otherwise = new HashMap<>();
    for (int place = 0; place < keys.size(); place++) {
      List<String> there = found.get(place);
      if (there == null) {
        lacking.add(place);
      } else if (!there.equals(keys.get(place))) {
        otherwise.put(place, there);
      }
    }
    return new Answer(lacking, otherwise);
  }

  /// The keys that the server holds equal to some.
  ///
  /// @return by their places among those, each as it is there: in capitals where it was asked for
  ///     in small letters, with or without spaces at its end
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the server says
  Map<Integer, List<String>> equalTo(List<List<String>> keys) {
    Map<Integer, List<String>> found = new HashMap<>();
    List<Integer> places = new ArrayList<>();
    int characters = 0;
    for (int place = 0; place < keys.size(); place++) {
      List<String> key = keys.get(place);
      if (mayHold(key)) {
        places.add(place);
        characters += key.stream().mapToInt(String::length).sum();
      }
      boolean full = places.size() >= KEYS_A_STATEMENT || characters >= CHARACTERS_A_STATEMENT;
      if (!places.isEmpty() && (full || place == keys.size() - 1)) {
        ask(keys, places, found);
        places.clear();
        characters = 0;
      }
    }
    return found;
  }

  private boolean mayHold(List<String> key) {
    List<MariaDbColumn> columns = table.keyColumns();
    boolean may = true;
    for (int i = 0; i < columns.size(); i++) {
      may &= columns.get(i).form().holds(key.get(i));
    }
    return may;
  }

  private void ask(
      List<List<String>> keys, List<Integer> places, Map<Integer, List<String>> found) {
    String sql = MariaDbQuery.held(table, places.stream().map(keys::get).toList());
    session.list(
        sql,
        row -> {
          int place = places.get(row.getInt(1));
          return found.put(place, there(row, keys.get(place)));
        });
  }

  // What is no text is written in one way only.
  private List<String> there(ResultSet row, List<String> asked) throws SQLException {
    List<String> key = new ArrayList<>(asked);
    int selected = 2;
    for (int i = 0; i < key.size(); i++) {
      if (table.keyColumns().get(i).form() == KeyForm.TEXT) {
        key.set(i, row.getString(selected));
        selected++;
      }
    }
    return List.copyOf(key);
  }

  @Override
  public void close() {
    session.close();
  }
}
