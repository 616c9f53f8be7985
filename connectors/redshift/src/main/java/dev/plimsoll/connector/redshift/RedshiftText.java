package dev.plimsoll.connector.redshift;

import dev.plimsoll.contracts.problem.PlimsollException;

/// String constants as Redshift reads them: a backslash escapes there, and the form that PostgreSQL
/// has for that is not documented. Pure.
public final class RedshiftText {
  private RedshiftText() {}

  /// @throws PlimsollException INVALID_REQUEST for a backslash or a control character
  public static String literal(String value) {
    if (value.indexOf('\\') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
      throw PlimsollException.invalidRequest(
          "\""
              + value
              + "\" cannot be part of a statement for Redshift: it has a backslash or a"
              + " control character");
    }
    return "'" + value.replace("'", "''") + "'";
  }
}
