package dev.plimsoll.connector.column;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Column of an extract.
///
/// @param name as in the catalog
/// @param type form in which values are carried; of the base type for a domain
/// @param typmod of the base type; -1 for none
/// @param declaredType the base type as SQL writes it, for example `numeric(12,2)`
/// @param collation `C` or `POSIX`, which every database has; null for any other
/// @param notNull whether the source proves that it holds no NULL
/// @param fieldId of the Parquet column: the attribute number, never reused in the table; 0 for
///     the column's position
/// @param special rule for values that Parquet readers disagree on; null for none
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

  /// Digits after the point of a `numeric(p,s)`; negative ones exist from PostgreSQL 15 on.
  public int scale() {
    // Eleven bits, two's complement, since PostgreSQL 15; older scales read the same.
    return typmod < VARHDRSZ ? 0 : (((typmod - VARHDRSZ) & 0x7FF) ^ 1024) - 1024;
  }

  public Column withSpecial(SpecialValues rule) {
    boolean stays = notNull && rule != SpecialValues.NULL;
    return new Column(name, type, typmod, declaredType, collation, stays, fieldId, rule);
  }

  /// This column with the type's name in another database.
  public Column declaredAs(String name) {
    return new Column(this.name, type, typmod, name, collation, notNull, fieldId, special);
  }

  /// This column as text, which holds every value of its type.
  public Column asText() {
    PgType form = type == PgType.NUMERIC ? type : PgType.LITERAL;
    return new Column(name, form, NO_TYPMOD, declaredType, collation, notNull, fieldId, special);
  }

  /// Whether Parquet readers may disagree on some of its values.
  public boolean hasSpecialValues() {
    return type == PgType.NUMERIC ? precision() > 0 : type.isMoment();
  }

  boolean refusesSpecialValues() {
    return special == SpecialValues.REFUSE;
  }

  /// SQL expression that selects the carried value.
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

  /// Whether the carried value can be loaded only by COPY's text format.
  @JsonIgnore
  public boolean isLoadedAsText() {
    return type.castTo() != null;
  }

  /// Type for constants compared with this column, without a length that would cut them.
  public String castName() {
    return type.oid() == 0 ? declaredType : type.castName();
  }

  /// The columns of these names, in the order of the names.
  ///
  /// @throws java.util.NoSuchElementException for an unknown name
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
