package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// A physical standby of a registered database. Database, role, password and TLS settings are the
/// primary's.
///
/// @param host name or IP address, no port; without the brackets of an IPv6 address, so that one
///     server is one value
public record StandbyAddress(@Within(Bound.HOST) String host, @Within(Bound.PORT) int port) {
  public StandbyAddress {
    host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    DatabaseAddress.checkServer(host, port);
  }

  /// @param server `host` or `host:port`; an IPv6 address with a port is in brackets
  /// @param usualPort where none is given
  /// @throws IllegalArgumentException for what is neither
  public static StandbyAddress parse(String server, int usualPort) {
    int colon = server.lastIndexOf(':');
    boolean hasPort = colon > 0 && (server.indexOf(':') == colon || server.contains("]:"));
    return hasPort
        ? new StandbyAddress(
            server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)))
        : new StandbyAddress(server, usualPort);
  }

  /// `host:port`, as [#parse] takes it.
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
