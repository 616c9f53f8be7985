package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Collections;
import java.util.List;

/// A file over HTTP, acknowledged when it is durable.
public final class AsynchronousIngress implements Ingress {
  private final FilePost post;

  /// @param pods bases of the services' APIs
  public AsynchronousIngress(HttpClient http, List<URI> pods, String token) {
    this.post = new FilePost(http, pods, token, "");
  }

  @Override
  public List<Answer> hand(List<BatchAppended> file) throws InterruptedException {
    Answer answer = post.send(file).isPresent() ? new Answer.Acknowledged() : new Answer.None();
    return Collections.nCopies(file.size(), answer);
  }

  @Override
  public Kind kind() {
    return Kind.ASYNCHRONOUS;
  }

  @Override
  public void close() {}
}
