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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Keys of a MariaDB table in one snapshot, looked up by keys in PostgreSQL's text.
///
/// @param session in a transaction of that snapshot; closed with this
/// @param table read by its primary key
public record MariaDbHeldKeys(MariaDbSession session, MariaDbTable table) implements SourceKeys {
  // Parsing time grows with the keys in a statement; each takes twice its bytes there, within
  // max_allowed_packet.
  private static final int KEYS_A_STATEMENT = 500;
  private static final int CHARACTERS_A_STATEMENT = 100_000;

  /// Why a table's keys cannot be compared; null where they can.
  public static @Nullable String against(MariaDbSession session, MariaDbTable table) {
    if (!table.transactional()) {
      return "its engine shows no moment of itself, so that a row which is written meanwhile might seem"
          + " to be deleted";
    }
    if (!table.readingKey().equals(table.source().structure().primaryKey())) {
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

  @Override
  public Optional<TableDigest> digest(KeyRange range, long most) {
    // A bound that no column of MariaDB can hold cannot be asked for.
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

  /// The server's keys that are equal to given ones.
  ///
  /// @return by the given keys' numbers, as the server writes them: case and trailing spaces may
  ///     differ
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
    return IntStream.range(0, columns.size())
        .allMatch(i -> columns.get(i).form().holds(key.get(i)));
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

  // Only text has several equal spellings.
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
