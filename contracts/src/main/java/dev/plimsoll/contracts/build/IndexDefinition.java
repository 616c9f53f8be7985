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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The definition of an index, whatever its name. In JSON everything but kind and columns is left
/// out where it is the default.
///
/// @param columns key columns in order, at least one; an empty text stands for an expression
/// @param method access method, `btree` by default
/// @param expressions SQL without outer parentheses, one for each empty column; see [SqlFragment]
/// @param predicate SQL after WHERE, without outer parentheses; empty for an index of all rows
/// @param operatorClasses one for each column, `name` or `schema.name`, empty for the type's
///     default; an empty list where all are the default
/// @param fillfactor percent, 10 to 100; 0 for the access method's default
/// @param orders one for each column; an empty list where all are ascending, NULLs last
/// @param nullsNotDistinct two NULLs are duplicates; unique indexes from PostgreSQL 15 on
/// @param tablespace empty for the database's default
/// @param parameters storage parameters besides the fillfactor, by name: `pages_per_range` of BRIN,
///     `m` of HNSW; null for none
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
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.TABLESPACE) String tablespace,
    @JsonInclude(Include.NON_NULL) @Nullable @Within(Bound.STORAGE_PARAMETERS)
        Map<String, String> parameters) {

  public static final String BTREE = "btree";

  private static final String FILLFACTOR = "fillfactor";
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  // Of a number, a switch or a choice, which all of PostgreSQL's own are.
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.+-]{1,40}");

  public enum Kind {
    PRIMARY_KEY,
    UNIQUE,
    INDEX
  }

  /// The order of a key column and of its NULLs.
  public enum Order {
    ASC(""),
    ASC_NULLS_FIRST("NULLS FIRST"),
    DESC("DESC"),
    DESC_NULLS_LAST("DESC NULLS LAST");

    private final String sql;

    Order(String sql) {
      this.sql = sql;
    }

    /// SQL behind a key part; empty for the default.
    public String sql() {
      return sql;
    }
  }

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
    // Sorted: a plan's hash is of the text.
    parameters =
        parameters == null || parameters.isEmpty()
            ? null
            : Collections.unmodifiableMap(new TreeMap<>(parameters));
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("an index has at least one column");
    }
    if (!NAME.matcher(method).matches()) {
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
    if (tablespace.length() > 63 || tablespace.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a tablespace's name has at most 63 bytes");
    }
    if (parameters != null) {
      parameters.forEach(IndexDefinition::checkParameter);
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

  /// A B-tree with defaults.
  ///
  /// @param expressions one for each empty column
  public IndexDefinition(Kind kind, List<String> columns, String... expressions) {
    this(
        kind,
        columns,
        BTREE,
        List.of(),
        List.of(expressions),
        "",
        List.of(),
        0,
        List.of(),
        false,
        "",
        null);
  }

  private static void checkParameter(String name, String value) {
    if (!NAME.matcher(name).matches() || value == null || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s = %s' is not a storage parameter: names have letters, digits and _, values also . + -"
              .formatted(name, value));
    }
    if (name.equals(FILLFACTOR)) {
      throw new IllegalArgumentException("the fillfactor has a field of its own");
    }
  }

  private static List<String> copy(@Nullable List<String> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  public IndexDefinition withMethod(String other) {
    return with(other, included, predicate, operatorClasses, fillfactor, orders, parameters);
  }

  public IndexDefinition withIncluded(List<String> others) {
    return with(method, others, predicate, operatorClasses, fillfactor, orders, parameters);
  }

  public IndexDefinition withPredicate(String other) {
    return with(method, included, other, operatorClasses, fillfactor, orders, parameters);
  }

  public IndexDefinition withOperatorClasses(List<String> others) {
    return with(method, included, predicate, others, fillfactor, orders, parameters);
  }

  public IndexDefinition withFillfactor(int other) {
    return with(method, included, predicate, operatorClasses, other, orders, parameters);
  }

  public IndexDefinition withOrders(List<Order> others) {
    return with(method, included, predicate, operatorClasses, fillfactor, others, parameters);
  }

  public IndexDefinition withParameters(Map<String, String> others) {
    return with(method, included, predicate, operatorClasses, fillfactor, orders, others);
  }

  private IndexDefinition with(
      String how,
      List<String> more,
      String where,
      List<String> classes,
      int fill,
      List<Order> by,
      @Nullable Map<String, String> storage) {
    return new IndexDefinition(
        kind,
        columns,
        how,
        more,
        expressions,
        where,
        classes,
        fill,
        by,
        nullsNotDistinct,
        tablespace,
        storage);
  }

  /// True for a primary key too.
  @JsonIgnore
  public boolean isUnique() {
    return kind != Kind.INDEX;
  }

  /// A partial or an expression index: while one is built concurrently, every other concurrent
  /// build in its database waits.
  @JsonIgnore
  public boolean isUnsafePeer() {
    return !predicate.isEmpty() || !expressions.isEmpty();
  }

  /// A B-tree of all rows on columns with their default operator classes.
  @JsonIgnore
  public boolean isPlain() {
    return method.equals(BTREE) && !isUnsafePeer() && operatorClasses.isEmpty();
  }

  /// Key columns without expressions, in order.
  public List<String> namedColumns() {
    return columns.stream().filter(column -> !column.isEmpty()).toList();
  }

  /// The table's columns that it needs: of the key in order, then the included ones; each once.
  public List<String> allColumns() {
    return Stream.concat(namedColumns().stream(), included.stream()).distinct().toList();
  }

  public Order order(int position) {
    return orders.isEmpty() ? Order.ASC : orders.get(position);
  }

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
        + (storage().isEmpty() ? "" : " with (" + storage() + ")")
        + (tablespace.isEmpty() ? "" : " tablespace " + tablespace)
        + (predicate.isEmpty() ? "" : " where " + predicate);
  }

  /// Storage parameters besides the fillfactor, by name.
  public Map<String, String> storageParameters() {
    return parameters == null ? Map.of() : parameters;
  }

  /// What stands in parentheses behind WITH; empty for defaults.
  public String storage() {
    return Stream.concat(
            fillfactor == 0 ? Stream.empty() : Stream.of(FILLFACTOR + " = " + fillfactor),
            storageParameters().entrySet().stream()
                .map(one -> one.getKey() + " = " + one.getValue()))
        .collect(Collectors.joining(", "));
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

  /// A filter that leaves `btree` out of JSON.
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
