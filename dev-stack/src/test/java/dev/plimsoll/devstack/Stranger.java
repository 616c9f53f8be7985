package dev.plimsoll.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A user of the machine who speaks Kafka's protocol and has no password.
final class Stranger {
  private Stranger() {}

  /// Asks Kafka something without having logged in, at the port of clients or of the controller.
  ///
  /// @return whether it was answered
  static boolean isAnswered(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request);
      return socket.getInputStream().read() >= 0;
    }
  }

  /// `Metadata`, version 1: all topics.
  static byte[] metadata() {
    return message(
        ByteBuffer.allocate(64)
            .putShort((short) 3)
            .putShort((short) 1)
            .putInt(1)
            .putShort((short) -1)
            .putInt(-1));
  }

  /// `DescribeQuorum`, version 0: who keeps the cluster's metadata.
  static byte[] describeQuorum() {
    byte[] topic = "__cluster_metadata".getBytes(StandardCharsets.US_ASCII);
    return message(
        ByteBuffer.allocate(64)
            .putShort((short) 55)
            .putShort((short) 0)
            .putInt(1)
            .putShort((short) -1)
            .put((byte) 0) // tagged fields, as each 0 below
            .put((byte) 2) // one topic
            .put((byte) (topic.length + 1))
            .put(topic)
            .put((byte) 2) // one partition
            .putInt(0)
            .put(new byte[3]));
  }

  private static byte[] message(ByteBuffer content) {
    content.flip();
    return ByteBuffer.allocate(Integer.BYTES + content.remaining())
        .putInt(content.remaining())
        .put(content)
        .array();
  }
}
