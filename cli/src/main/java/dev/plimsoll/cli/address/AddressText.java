package dev.plimsoll.cli.address;

import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.database.DatabaseAddress;

/// Addresses for people. A sealed password is called so and not shown.
public final class AddressText {
  private AddressText() {}

  /// `user@host:port/database`
  public static String address(DatabaseAddress address) {
    return address.user() + "@" + address.host() + ":" + address.port() + "/" + address.database();
  }

  /// Where the password is.
  public static String credential(DatabaseAddress address) {
    return address.credential().holdsPassword()
        ? "sealed with the installation's key"
        : Printable.line(address.credential().value());
  }
}
