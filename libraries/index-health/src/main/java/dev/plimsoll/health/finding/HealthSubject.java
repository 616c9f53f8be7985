package dev.plimsoll.health.finding;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Subject of a finding. Names are as in the catalog: unquoted, case as stored.
public sealed interface HealthSubject {
  /// The table concerned; null for none.
  default @Nullable QualifiedName table() {
    return null;
  }

  /// For people, for example `public.orders.orders_customer_idx`.
  String text();

  /// Its kind and its names, for example `index`, `public`, `orders_customer_idx`: equal for the
  /// same object alone, whatever its figures.
  List<String> path();

  private static List<String> path(String kind, QualifiedName name, List<String> parts) {
    List<String> path = new ArrayList<>(List.of(kind, name.schema(), name.name()));
    path.addAll(parts);
    return List.copyOf(path);
  }

  record OfTable(QualifiedName table) implements HealthSubject {
    @Override
    public String text() {
      return table.toString();
    }

    @Override
    public List<String> path() {
      return HealthSubject.path("table", table, List.of());
    }
  }

  /// @param index in the table's schema
  record OfIndex(QualifiedName table, String index) implements HealthSubject {
    public QualifiedName name() {
      return new QualifiedName(table.schema(), index);
    }

    @Override
    public String text() {
      return table + "." + index;
    }

    @Override
    public List<String> path() {
      return HealthSubject.path("index", name(), List.of());
    }
  }

  record OfColumns(QualifiedName table, List<String> columns) implements HealthSubject {
    public OfColumns {
      columns = List.copyOf(columns);
    }

    @Override
    public String text() {
      return table + " (" + String.join(", ", columns) + ")";
    }

    @Override
    public List<String> path() {
      return HealthSubject.path("columns", table, columns);
    }
  }

  record OfForeignKey(QualifiedName table, String constraint, List<String> columns)
      implements HealthSubject {
    public OfForeignKey {
      columns = List.copyOf(columns);
    }

    @Override
    public String text() {
      return table + "." + constraint;
    }

    @Override
    public List<String> path() {
      return HealthSubject.path("foreign-key", table, List.of(constraint));
    }
  }

  record OfSequence(QualifiedName sequence) implements HealthSubject {
    @Override
    public String text() {
      return sequence.toString();
    }

    @Override
    public List<String> path() {
      return HealthSubject.path("sequence", sequence, List.of());
    }
  }

  /// What holds a snapshot.
  ///
  /// @param kind `session`, `standby`, `slot` or `prepared`
  /// @param name a process id, a slot's name or a transaction's
  record OfHolder(String kind, String name) implements HealthSubject {
    @Override
    public String text() {
      return kind + " " + name;
    }

    @Override
    public List<String> path() {
      return List.of(kind, name);
    }
  }

  record OfDatabase(String database) implements HealthSubject {
    @Override
    public String text() {
      return "database " + database;
    }

    @Override
    public List<String> path() {
      return List.of("database", database);
    }
  }
}
