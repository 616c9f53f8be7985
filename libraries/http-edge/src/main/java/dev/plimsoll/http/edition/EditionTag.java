package dev.plimsoll.http.edition;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.jspecify.annotations.Nullable;

/// `ETag` of an edition, and the condition on it that an edit has in `If-Match` (RFC 9110, 13.1.1):
/// a quoted edition, `*` for any, or none.
public final class EditionTag {
  private static final String ANY = "*";

  private EditionTag() {}

  public static String of(long edition) {
    return "\"" + edition + "\"";
  }

  /// Whether the condition names one edition.
  public static boolean isOfOne(@Nullable String ifMatch) {
    return ifMatch != null && !ifMatch.equals(ANY);
  }

  /// @param name of what is edited
  /// @throws PlimsollException EDITED_MEANWHILE where the condition names another edition
  public static void require(String name, long edition, @Nullable String ifMatch) {
    if (isOfOne(ifMatch) && !of(edition).equals(ifMatch)) {
      throw new PlimsollException(
          ErrorCode.EDITED_MEANWHILE,
          "%s is at edition %d, and not at %s".formatted(name, edition, ifMatch));
    }
  }
}
