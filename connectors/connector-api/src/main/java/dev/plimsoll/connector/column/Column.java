package dev.plimsoll.connector.column;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of an extract.
///
/// @param name as in the catalog
/// @param type how its type is carried; of its base type, where it is a domain
/// @param typmod of the base type; -1 for none
/// @param declaredType the base type as SQL writes it, for example `numeric(12,2)`
/// @param collation `C` or `POSIX` where the column has one of them, which every database knows;
///     else null for the database's own
/// @param notNull proven to hold no NULL
/// @param fieldId of the Parquet column: its number in the catalog, which another column never gets
///     in the table's life; 0 for its place among the columns
/// @param special what becomes of values that readers of Parquet do not agree on; null where
///     nobody has said
public record Column(
    String name,
    PgType type,
    int typmod,
    String declaredType,
    @Nullable String collation,
    boolean notNull,
    int fieldId,
    @Nullable SpecialValues special) {
  private static final int VARHDRSZ = 4;
  private static final int NO_TYPMOD = -1;

  /// Digits of a `numeric(p,s)`; 0 where it has none.
  public int precision() {
    return typmod < VARHDRSZ ? 0 : ((typmod - VARHDRSZ) >> 16) & 0xFFFF;
  }

  /// Digits after the point of a `numeric(p,s)`; may be negative from PostgreSQL 15 on.
  public int scale() {
    // Eleven bits, two's complement, since PostgreSQL 15; the same for what older ones can have.
    return typmod < VARHDRSZ ? 0 : (((typmod - VARHDRSZ) & 0x7FF) ^ 1024) - 1024;
  }

  /// The same, with a rule for its special values.
  public Column withSpecial(SpecialValues rule) {
    boolean mayBecomeNull = rule == SpecialValues.NULL;
    return new Column(
        name, type, typmod, declaredType, collation, notNull && !mayBecomeNull, fieldId, rule);
  }

  /// The same, of a type that another database has under this name.
  public Column declaredAs(String name) {
    return new Column(this.name, type, typmod, name, collation, notNull, fieldId, special);
  }

  /// The same, in a form that holds every value of its type, which readers get as text.
  public Column asText() {
    PgType form = type == PgType.NUMERIC ? type : PgType.LITERAL;
    return new Column(name, form, NO_TYPMOD, declaredType, collation, notNull, fieldId, special);
  }

  /// Whether readers of Parquet may not agree on some of its values.
  public boolean hasSpecialValues() {
    return type == PgType.NUMERIC ? precision() > 0 : type.isMoment();
  }

  boolean refusesSpecialValues() {
    return special == SpecialValues.REFUSE;
  }

  /// How a query selects what is carried of it.
  ///
  /// @param quotedName the column, as an expression
  public String carried(String quotedName) {
    String cast = type.castTo();
    String rule = cast == null && hasSpecialValues() ? bySpecialRule(quotedName) : null;
    if (rule != null) {
      return rule;
    }
    return cast == null ? quotedName : quotedName + "::" + cast;
  }

  private @Nullable String bySpecialRule(String quotedName) {
    if (special == SpecialValues.NULL) {
      return type == PgType.NUMERIC
          ? "nullif(%s, 'NaN'::%s)".formatted(quotedName, castName())
          : "CASE WHEN %1$s >= %2$s AND %1$s <= %3$s THEN %1$s END"
              .formatted(quotedName, first(), last());
    }
    return special == SpecialValues.CLAMP && type.isMoment()
        ? "CASE WHEN %1$s < %2$s THEN %2$s WHEN %1$s > %3$s THEN %3$s ELSE %1$s END"
            .formatted(quotedName, first(), last())
        : null;
  }

  // Sessions that read are in UTC.
  private String first() {
    return "'0001-01-01'::" + castName();
  }

  private String last() {
    String time = type == PgType.DATE ? "" : " 23:59:59.999999";
    return "'9999-12-31" + time + "'::" + castName();
  }

  /// Whether binary COPY cannot load what is carried of it, and text is needed.
  @JsonIgnore
  public boolean isLoadedAsText() {
    return type.castTo() != null;
  }

  /// The type to cast a constant to that is to be compared with it, without a length that would cut
  /// it.
  public String castName() {
    return type.oid() == 0 ? declaredType : type.castName();
  }

  /// Those columns that have the given names, in the order of the names.
  ///
  /// @throws java.util.NoSuchElementException for a name that none has
  public static List<Column> named(List<String> names, List<Column> columns) {
    return names.stream()
        .map(
            name ->
                columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }
}
