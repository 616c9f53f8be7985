package dev.plimsoll.demo.checks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/// One figure that was demanded: what it is, what came out, what it is held against, whether it
/// holds. A machine reads it from JSON, so value and bound keep their kind: number or text.
///
/// @param name says what is compared, for example `tpch.orders rows: source = target`
/// @param relation how the value stands to its bound when the check holds
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Check(String name, Object value, Relation relation, Object bound, boolean holds) {

  public enum Relation {
    EQUAL("="),
    AT_MOST("<="),
    AT_LEAST(">=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    @JsonValue
    public String sign() {
      return sign;
    }
  }

  public static Check equal(String name, long value, long bound) {
    return new Check(name, value, Relation.EQUAL, bound, value == bound);
  }

  public static Check equal(String name, String value, String bound) {
    return new Check(name, value, Relation.EQUAL, bound, value.equals(bound));
  }

  public static Check isTrue(String name, boolean value) {
    return new Check(name, value, Relation.EQUAL, true, value);
  }

  public static Check atMost(String name, long value, long bound) {
    return new Check(name, value, Relation.AT_MOST, bound, value <= bound);
  }

  /// NaN never holds.
  public static Check atMost(String name, double value, double bound) {
    return new Check(name, value, Relation.AT_MOST, bound, value <= bound);
  }

  public static Check atLeast(String name, long value, long bound) {
    return new Check(name, value, Relation.AT_LEAST, bound, value >= bound);
  }

  /// NaN never holds.
  public static Check atLeast(String name, double value, double bound) {
    return new Check(name, value, Relation.AT_LEAST, bound, value >= bound);
  }

  /// True when there is a check and all of them hold: nothing checked is nothing shown.
  public static boolean allHold(List<Check> checks) {
    return !checks.isEmpty() && checks.stream().allMatch(Check::holds);
  }

  /// In a line, for people.
  @Override
  public String toString() {
    return "%s %s: %s, must be %s %s"
        .formatted(holds ? "ok  " : "FAIL", name, value, relation.sign(), bound);
  }
}
