package dev.plimsoll.vectors.search;

import dev.plimsoll.contracts.problem.PlimsollException;

/// Text form of vectors of numbers: `[1,2.5]`, or `{1,2.5}` as PostgreSQL writes an array.
public final class QueryVector {
  private QueryVector() {}

  /// @throws PlimsollException INVALID_REQUEST for another text, no number, or one that is no
  ///     finite `real`
  public static float[] floats(String text) {
    String trimmed = text.strip();
    boolean vector = trimmed.startsWith("[") && trimmed.endsWith("]");
    boolean array = trimmed.startsWith("{") && trimmed.endsWith("}");
    if (!vector && !array) {
      throw PlimsollException.invalidRequest("a vector is written as [1,2.5]");
    }
    String[] parts = trimmed.substring(1, trimmed.length() - 1).split(",", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        values[i] = Float.parseFloat(parts[i].strip());
      } catch (NumberFormatException e) {
        throw notANumber(i);
      }
      if (!Float.isFinite(values[i])) {
        throw notANumber(i);
      }
    }
    return values;
  }

  private static PlimsollException notANumber(int index) {
    return PlimsollException.invalidRequest(
        "element %d of the vector is no number within the range of a real".formatted(index + 1));
  }

  /// As an array's text.
  public static String array(float[] values) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(values[i]);
    }
    return text.append('}').toString();
  }
}
