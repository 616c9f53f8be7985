package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.http.edition.EditionTag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Edit of a registration: author, reason and expected edition.
///
/// @param by empty where unknown
/// @param ifMatch `If-Match` header: a quoted edition, or `*` for any; null without a condition
/// @param ifNoneMatch `If-None-Match` header: `*` where none may exist yet
public record RegistrationEdit(
    String by, @Nullable String reason, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
  /// Text of an edit as a whole, by which the same one is known when it is sent again.
  String request(DatabaseRegistration registration) {
    return Json.write(List.of(this, registration));
  }

  /// Whether it is of one edition, so that it is refused once it was made.
  boolean isOfOneEdition() {
    return EditionTag.isOfOne(ifMatch);
  }

  /// @param edition current one; null for none
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
    EditionTag.require(name, edition, ifMatch);
  }
}
