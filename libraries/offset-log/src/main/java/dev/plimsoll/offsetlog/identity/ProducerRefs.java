package dev.plimsoll.offsetlog.identity;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Numbers of producers, fixed in one history of the database. Cached; thread-safe.
public final class ProducerRefs {
  /// Cached names: some 10 MB.
  private static final int MOST_KNOWN = 100_000;

  private static final String ENTER =
      """
      INSERT INTO producer_name (name) SELECT name FROM unnest(?::text[]) AS w (name)
      ORDER BY name COLLATE "C" ON CONFLICT DO NOTHING
      """;
  private static final String FIND =
      """
      SELECT n.producer_ref, n.name FROM producer_name n
      WHERE n.name = ANY (?::text[])
      """;

  private final Transactions transactions;
  private final Map<String, Integer> known = new ConcurrentHashMap<>();

  public ProducerRefs(Transactions transactions) {
    this.transactions = transactions;
    transactions.histories().forgetBy(known::clear);
  }

  /// The numbers of all names. New ones are entered in a transaction of their own.
  public Map<String, Integer> refs(Collection<String> names) throws SQLException {
    Map<String, Integer> refs = new HashMap<>();
    names.forEach(name -> refs.computeIfAbsent(name, known::get));
    Set<String> unknown =
        names.stream().filter(name -> !refs.containsKey(name)).collect(Collectors.toSet());
    if (!unknown.isEmpty()) {
      Entered entered = enter(unknown);
      transactions.histories().remember(entered.generation(), () -> remember(entered.refs()));
      refs.putAll(entered.refs());
    }
    return refs;
  }

  private void remember(Map<String, Integer> refs) {
    if (known.size() + refs.size() > MOST_KNOWN) {
      known.clear();
    }
    known.putAll(refs);
  }

  private record Entered(Map<String, Integer> refs, long generation) {}

  private Entered enter(Set<String> names) throws SQLException {
    return transactions.run(
        connection -> {
          Map<String, Integer> found = find(connection, names);
          if (found.size() < names.size()) {
            // Each tried name draws a number, of which there are 2^31.
            Sql.of(connection, ENTER, (Object) missing(names, found)).update();
            found = find(connection, names);
          }
          if (found.size() < names.size()) {
            throw new IllegalStateException("producers are not there though they were entered");
          }
          return new Entered(found, transactions.histories().generation(connection));
        });
  }

  private static String[] missing(Set<String> names, Map<String, Integer> found) {
    return names.stream().filter(name -> !found.containsKey(name)).toArray(String[]::new);
  }

  private static Map<String, Integer> find(Connection connection, Set<String> names)
      throws SQLException {
    return Sql.of(connection, FIND, (Object) names.toArray(String[]::new))
        .map(row -> row.getString("name"), row -> row.getInt("producer_ref"));
  }
}
