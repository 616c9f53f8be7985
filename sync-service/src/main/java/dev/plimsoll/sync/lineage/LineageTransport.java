package dev.plimsoll.sync.lineage;

import java.io.IOException;

/// Transport of events, one after the other.
interface LineageTransport extends AutoCloseable {
  /// @param key of an event; those of one key keep their order
  /// @param event as JSON
  /// @throws IOException where it is not known to have arrived
  void send(String key, String event) throws IOException, InterruptedException;

  /// Its endpoint, without a credential.
  String where();

  @Override
  void close();
}
