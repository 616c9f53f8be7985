package dev.plimsoll.sync.lineage;

import java.io.IOException;

/// Transport of events, in order.
interface LineageTransport extends AutoCloseable {
  /// @param key events of one key keep their order
  /// @param event as JSON
  /// @throws IOException if it may not have arrived
  void send(String key, String event) throws IOException, InterruptedException;

  /// Endpoint, without credentials.
  String where();

  @Override
  void close();
}
