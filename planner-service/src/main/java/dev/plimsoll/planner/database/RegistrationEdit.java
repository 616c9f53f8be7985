package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// Who changes a registration and why, and which one he means to change.
///
/// @param by empty where nobody says
/// @param ifMatch `If-Match` of the request: an edition in quotes, `*` for any that is there; null
///     for whatever is there or not
/// @param ifNoneMatch `If-None-Match` of the request: `*` where none may be there yet
public record RegistrationEdit(
    String by, @Nullable String reason, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
  /// An edition as an `ETag`.
  public static String tag(long edition) {
    return "\"" + edition + "\"";
  }

  /// @param edition that is there; null for none
  /// @throws PlimsollException EDITED_MEANWHILE
  void check(String name, @Nullable Long edition) {
    if ("*".equals(ifNoneMatch) && edition != null) {
      throw new PlimsollException(
          ErrorCode.EDITED_MEANWHILE, name + " is registered already, at edition " + edition);
    }
    if (ifMatch == null) {
      return;
    }
    if (edition == null) {
      throw new PlimsollException(ErrorCode.EDITED_MEANWHILE, name + " is not registered");
    }
    if (!ifMatch.equals("*") && !ifMatch.equals(tag(edition))) {
      throw new PlimsollException(
          ErrorCode.EDITED_MEANWHILE,
          "%s is at edition %d, and not at %s".formatted(name, edition, ifMatch));
    }
  }
}
