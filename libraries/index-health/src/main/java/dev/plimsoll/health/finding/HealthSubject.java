package dev.plimsoll.health.finding;

import dev.plimsoll.contracts.database.QualifiedName;
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

  record OfTable(QualifiedName table) implements HealthSubject {
    @Override
    public String text() {
      return table.toString();
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
  }

  record OfColumns(QualifiedName table, List<String> columns) implements HealthSubject {
    public OfColumns {
      columns = List.copyOf(columns);
    }

    @Override
    public String text() {
      return table + " (" + String.join(", ", columns) + ")";
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
  }

  record OfSequence(QualifiedName sequence) implements HealthSubject {
    @Override
    public String text() {
      return sequence.toString();
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
  }

  record OfDatabase(String database) implements HealthSubject {
    @Override
    public String text() {
      return "database " + database;
    }
  }
}
