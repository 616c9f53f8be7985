package dev.plimsoll.demo.checks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/// Check of a figure against its bound. For readers of JSON, value and bound keep their kind:
/// number or text.
///
/// @param name of the comparison, for example `tpch.orders rows: source = target`
/// @param relation of value to bound when the check holds
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

  /// True when there is a check and all hold: no check proves nothing.
  public static boolean allHold(List<Check> checks) {
    return !checks.isEmpty() && checks.stream().allMatch(Check::holds);
  }

  @Override
  public String toString() {
    return "%s %s: %s, must be %s %s"
        .formatted(holds ? "ok  " : "FAIL", name, value, relation.sign(), bound);
  }
}
