package dev.plimsoll.query.use;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names that a query's expressions may use: what its FROM lists, then the queries around it.
final class Scope {
  final int query;
  final @Nullable Scope outer;
  final List<Relation> relations = new ArrayList<>();
  final Map<String, Derived> commonTables = new LinkedHashMap<>();
  final Set<String> merged = new LinkedHashSet<>();

  /// `excluded` of an INSERT that updates what is there: no bare name means its columns.
  @Nullable Derived excluded;

  Scope(int query, @Nullable Scope outer) {
    this.query = query;
    this.outer = outer;
  }

  @Nullable Derived commonTable(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Derived found = scope.commonTables.get(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// What a column's name stands for, by PostgreSQL's rules: the innermost query that has it.
  Meaning find(List<String> names) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Meaning meaning =
          names.size() == 1 ? scope.findBare(names.getFirst()) : scope.findQualified(names);
      if (!(meaning instanceof Absent)) {
        return meaning;
      }
    }
    return new Unknown();
  }

  private Meaning findQualified(List<String> names) {
    String table = names.get(names.size() - 2);
    String column = names.getLast();
    if (excluded != null && table.equals("excluded")) {
      return excluded.column(column);
    }
    for (Relation relation : relations) {
      boolean meant =
          names.size() == 2
              ? relation.alias().equals(table)
              : relation instanceof Stored stored
                  && stored.table().isNamed(names.get(names.size() - 3), table);
      if (meant) {
        Meaning meaning = relation.column(column);
        return meaning instanceof Absent ? new Unknown() : meaning;
      }
    }
    return new Absent();
  }

  private Meaning findBare(String column) {
    Meaning found = new Absent();
    boolean open = false;
    for (Relation relation : relations) {
      Meaning meaning = relation.column(column);
      if (meaning instanceof Unknown
          || meaning instanceof Column c && !c.table().isKnown() && relation.open()) {
        open = true;
      } else if (!(meaning instanceof Absent)) {
        if (found instanceof Absent) {
          found = meaning;
        } else if (!merged.contains(column)) {
          return new Unknown(); // the server would refuse it: the catalog is of another time
        }
      }
    }
    if (found instanceof Absent && relations.stream().anyMatch(r -> r.alias().equals(column))) {
      return new Row(column);
    }
    return found instanceof Absent && open ? new Unknown() : found;
  }

  /// What stands in FROM.
  sealed interface Relation {
    String alias();

    /// Whether it may have columns that are not known.
    boolean open();

    Meaning column(String name);
  }

  record Stored(TableDraft table) implements Relation {
    @Override
    public String alias() {
      return table.alias;
    }

    @Override
    public boolean open() {
      return !table.isKnown();
    }

    @Override
    public Meaning column(String name) {
      return !table.isKnown() || table.has(name) ? new Column(table, name, true) : new Absent();
    }
  }

  /// A sub-query, a CTE, a function.
  ///
  /// @param columns what each stands for; [Computed] for what is no column of a table
  record Derived(String alias, boolean open, Map<String, Meaning> columns) implements Relation {
    Derived as(String other) {
      return new Derived(other, open, columns);
    }

    @Override
    public Meaning column(String name) {
      Meaning meaning = columns.get(name);
      return meaning != null ? meaning : open ? new Unknown() : new Absent();
    }
  }

  /// What a name means.
  sealed interface Meaning {}

  /// @param plain whether a condition on it is one on the table's rows, too
  record Column(TableDraft table, String name, boolean plain) implements Meaning {}

  /// Of a derived relation, and no table's.
  record Computed() implements Meaning {}

  /// A whole row of a relation.
  record Row(String alias) implements Meaning {}

  /// It can't be told.
  record Unknown() implements Meaning {}

  record Absent() implements Meaning {}
}
