package dev.plimsoll.contracts.build;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The definition of an index that must exist, whatever its name. In JSON everything but kind and
/// columns is left out where it is the default, and absent means the default.
///
/// @param kind what it is for
/// @param columns key columns in order, as the catalog has their names; at least one. An expression
///     stands as an empty text here, as `pg_index.indkey` has a 0 for it
/// @param method access method, `btree` by default
/// @param included columns after INCLUDE
/// @param expressions SQL without the outer parentheses, one for each empty text in `columns`; see
///     [SqlFragment] for what is let through
/// @param predicate SQL after WHERE, without outer parentheses; empty for an index of all rows
/// @param operatorClasses one for each of `columns`, `name` or `schema.name`, empty for the type's
///     default; an empty list where all are the default
/// @param fillfactor percent, 10 to 100; 0 for the access method's default
/// @param orders one for each of `columns`; an empty list where all are ascending, NULLs last
/// @param nullsNotDistinct two NULLs are duplicates; of a unique index only, from PostgreSQL 15 on
/// @param tablespace where it is to lie; empty for the database's default
public record IndexDefinition(
    Kind kind,
    @Within(Bound.KEY_PARTS) List<@Within(Bound.KEY_COLUMN) String> columns,
    @JsonInclude(value = Include.CUSTOM, valueFilter = DefaultMethod.class) @Within(Bound.CHOICE)
        String method,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.KEY_PARTS)
        List<@Within(Bound.IDENTIFIER) String> included,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.KEY_PARTS)
        List<@Within(Bound.SQL) String> expressions,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.SQL) String predicate,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.KEY_PARTS)
        List<@Within(Bound.OPERATOR_CLASS) String> operatorClasses,
    @JsonInclude(Include.NON_DEFAULT) @Within(Bound.FILLFACTOR) int fillfactor,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.KEY_PARTS) List<Order> orders,
    @JsonInclude(Include.NON_DEFAULT) boolean nullsNotDistinct,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.TABLESPACE) String tablespace) {

  public static final String BTREE = "btree";

  private static final Pattern METHOD = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public enum Kind {
    PRIMARY_KEY,
    UNIQUE,
    INDEX
  }

  /// How a key column is ordered, and where its NULLs are.
  public enum Order {
    ASC("", false, false),
    ASC_NULLS_FIRST("NULLS FIRST", false, true),
    DESC("DESC", true, true),
    DESC_NULLS_LAST("DESC NULLS LAST", true, false);

    private final String sql;
    private final boolean descending;
    private final boolean nullsFirst;

    Order(String sql, boolean descending, boolean nullsFirst) {
      this.sql = sql;
      this.descending = descending;
      this.nullsFirst = nullsFirst;
    }

    /// As a statement has it behind a key part; empty for the default.
    public String sql() {
      return sql;
    }

    public boolean descending() {
      return descending;
    }

    public boolean nullsFirst() {
      return nullsFirst;
    }
  }

  private static final int LONGEST_NAME = 63;

  public IndexDefinition {
    Objects.requireNonNull(kind, "kind");
    columns = List.copyOf(columns);
    method = Objects.requireNonNullElse(method, BTREE);
    included = copy(included);
    expressions = copy(expressions);
    predicate = Objects.requireNonNullElse(predicate, "");
    operatorClasses = copy(operatorClasses);
    orders =
        orders == null || orders.stream().allMatch(Order.ASC::equals)
            ? List.of()
            : List.copyOf(orders);
    tablespace = Objects.requireNonNullElse(tablespace, "");
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an index has at least one column");
    }
    if (!METHOD.matcher(method).matches()) {
      throw new IllegalArgumentException("'" + method + "' is not an access method's name");
    }
    if (Collections.frequency(columns, "") != expressions.size()) {
      throw new IllegalArgumentException("an index has one empty column for each expression");
    }
    expressions.forEach(SqlFragment::check);
    if (!predicate.isEmpty()) {
      SqlFragment.check(predicate);
    }
    if (!operatorClasses.isEmpty() && operatorClasses.size() != columns.size()) {
      throw new IllegalArgumentException("an operator class for each column, or none at all");
    }
    if (fillfactor != 0 && (fillfactor < 10 || fillfactor > 100)) {
      throw new IllegalArgumentException("fillfactor is 10 to 100, not " + fillfactor);
    }
    if (kind != Kind.INDEX && !method.equals(BTREE)) {
      throw new IllegalArgumentException("only a B-tree can be unique, not " + method);
    }
    if (!orders.isEmpty() && (orders.size() != columns.size() || !method.equals(BTREE))) {
      throw new IllegalArgumentException("an order for each column of a B-tree, or none at all");
    }
    if (nullsNotDistinct && kind != Kind.UNIQUE) {
      throw new IllegalArgumentException("NULLs are only told apart in a unique index");
    }
    if (tablespace.length() > LONGEST_NAME || tablespace.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a tablespace's name has at most 63 bytes");
    }
    boolean special =
        !expressions.isEmpty()
            || !predicate.isEmpty()
            || !operatorClasses.isEmpty()
            || !orders.isEmpty();
    if (kind == Kind.PRIMARY_KEY && special) {
      throw new IllegalArgumentException(
          "a primary key has neither expression nor predicate nor operator class nor order");
    }
  }

  /// A B-tree on columns, with nothing special about it.
  public IndexDefinition(Kind kind, List<String> columns) {
    this(kind, columns, BTREE, List.of(), List.of(), "", List.of(), 0, List.of(), false, "");
  }

  private static List<String> copy(@Nullable List<String> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  public IndexDefinition withMethod(String method) {
    return with(draft -> draft.method = method);
  }

  public IndexDefinition withIncluded(List<String> included) {
    return with(draft -> draft.included = included);
  }

  public IndexDefinition withPredicate(String predicate) {
    return with(draft -> draft.predicate = predicate);
  }

  public IndexDefinition withOperatorClasses(List<String> operatorClasses) {
    return with(draft -> draft.operatorClasses = operatorClasses);
  }

  public IndexDefinition withFillfactor(int fillfactor) {
    return with(draft -> draft.fillfactor = fillfactor);
  }

  public IndexDefinition withOrders(List<Order> orders) {
    return with(draft -> draft.orders = orders);
  }

  public IndexDefinition withTablespace(String tablespace) {
    return with(draft -> draft.tablespace = tablespace);
  }

  public IndexDefinition withNullsNotDistinct() {
    return with(draft -> draft.nullsNotDistinct = true);
  }

  /// The same with one more key part, an expression.
  public IndexDefinition withExpression(String expression) {
    return with(
        draft -> {
          draft.columns = and(columns, "");
          draft.expressions = and(expressions, expression);
          draft.orders = orders.isEmpty() ? orders : and(orders, Order.ASC);
        });
  }

  private static <T> List<T> and(List<T> some, T another) {
    return Stream.concat(some.stream(), Stream.of(another)).toList();
  }

  private IndexDefinition with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new IndexDefinition(
        kind,
        draft.columns,
        draft.method,
        draft.included,
        draft.expressions,
        draft.predicate,
        draft.operatorClasses,
        draft.fillfactor,
        draft.orders,
        draft.nullsNotDistinct,
        draft.tablespace);
  }

  /// A copy that may be changed.
  private static final class Draft {
    private List<String> columns;
    private String method;
    private List<String> included;
    private List<String> expressions;
    private String predicate;
    private List<String> operatorClasses;
    private int fillfactor;
    private List<Order> orders;
    private boolean nullsNotDistinct;
    private String tablespace;

    private Draft(IndexDefinition of) {
      columns = of.columns;
      method = of.method;
      included = of.included;
      expressions = of.expressions;
      predicate = of.predicate;
      operatorClasses = of.operatorClasses;
      fillfactor = of.fillfactor;
      orders = of.orders;
      nullsNotDistinct = of.nullsNotDistinct;
      tablespace = of.tablespace;
    }
  }

  /// An index on expressions alone.
  public static IndexDefinition ofExpression(Kind kind, String expression) {
    return new IndexDefinition(
        kind,
        List.of(""),
        BTREE,
        List.of(),
        List.of(expression),
        "",
        List.of(),
        0,
        List.of(),
        false,
        "");
  }

  /// True for a primary key too.
  @JsonIgnore
  public boolean isUnique() {
    return kind != Kind.INDEX;
  }

  /// While such a one is built concurrently, every other concurrent build in its database waits: a
  /// partial or an expression index.
  @JsonIgnore
  public boolean isUnsafePeer() {
    return !predicate.isEmpty() || !expressions.isEmpty();
  }

  /// A B-tree of all rows on columns with their default operator classes.
  @JsonIgnore
  public boolean isPlain() {
    return method.equals(BTREE) && !isUnsafePeer() && operatorClasses.isEmpty();
  }

  /// Key columns that are no expressions, in order.
  public List<String> namedColumns() {
    return columns.stream().filter(column -> !column.isEmpty()).toList();
  }

  /// Columns of the table that it needs: those of the key that are no expressions, in order, then
  // the
  /// included ones; each once.
  public List<String> allColumns() {
    return Stream.concat(namedColumns().stream(), included.stream()).distinct().toList();
  }

  /// Of a key part.
  public Order order(int position) {
    return orders.isEmpty() ? Order.ASC : orders.get(position);
  }

  /// For people and logs, not for SQL.
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case PRIMARY_KEY -> "primary key";
          case UNIQUE -> "unique";
          case INDEX -> "index";
        };
    return what
        + (method.equals(BTREE) ? "" : " using " + method)
        + " ("
        + String.join(", ", parts())
        + ")"
        + (included.isEmpty() ? "" : " include (" + String.join(", ", included) + ")")
        + (nullsNotDistinct ? " nulls not distinct" : "")
        + (fillfactor == 0 ? "" : " with fillfactor " + fillfactor)
        + (tablespace.isEmpty() ? "" : " tablespace " + tablespace)
        + (predicate.isEmpty() ? "" : " where " + predicate);
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    int expression = 0;
    for (int i = 0; i < columns.size(); i++) {
      String part =
          columns.get(i).isEmpty() ? "(" + expressions.get(expression++) + ")" : columns.get(i);
      String operatorClass = operatorClasses.isEmpty() ? "" : operatorClasses.get(i);
      String order = order(i).sql().toLowerCase(Locale.ROOT);
      parts.add(
          part
              + (operatorClass.isEmpty() ? "" : " " + operatorClass)
              + (order.isEmpty() ? "" : " " + order));
    }
    return parts;
  }

  /// Leaves `btree` out of JSON.
  static final class DefaultMethod {
    @Override
    public boolean equals(@Nullable Object other) {
      return BTREE.equals(other);
    }

    @Override
    public int hashCode() {
      return BTREE.hashCode();
    }
  }
}
