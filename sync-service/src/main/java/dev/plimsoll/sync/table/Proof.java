package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// What a file is compared with before anybody is told of it.
public enum Proof {
  /// With nothing: the receipt compares later.
  NONE,
  /// With the rows that the source has sent: the file is read back.
  FILE,
  /// With what the source says of its rows in the same snapshot: both are read once more.
  SOURCE;

  /// @param name as a request has it; null where it has none
  /// @throws PlimsollException INVALID_REQUEST
  public static Proof of(@Nullable String name) {
    return switch (name) {
      case "source" -> SOURCE;
      case "file" -> FILE;
      case "none" -> NONE;
      case null -> NONE;
      default -> throw PlimsollException.invalidRequest("proof is none, file or source");
    };
  }
}
