package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.log.BatchAppended;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A file over HTTP, answered with the offsets of its batches.
public final class SynchronousIngress implements Ingress {
  private final FilePost post;

  /// @param pods bases of the services' APIs
  public SynchronousIngress(HttpClient http, List<URI> pods, String token) {
    this.post = new FilePost(http, pods, token, "?wait=offsets");
  }

  @Override
  public List<Answer> hand(List<BatchAppended> file) throws InterruptedException {
    Optional<JsonNode> body = post.send(file);
    return body.isPresent()
        ? answers(file, body.get().path("batches"))
        : Collections.nCopies(file.size(), new Answer.None());
  }

  private static List<Answer> answers(List<BatchAppended> file, JsonNode outcomes) {
    if (outcomes.size() != file.size()) {
      throw new IllegalStateException(file.size() + " batches were answered " + outcomes);
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < file.size(); i++) {
      answers.add(answer(file.get(i), outcomes.get(i)));
    }
    return answers;
  }

  private static Answer answer(BatchAppended batch, JsonNode outcome) {
    String what = outcome.path("outcome").asText();
    if (!what.equals("placed") && !what.equals("duplicate")) {
      throw new IllegalStateException("%s was answered %s".formatted(batch, outcome));
    }
    if (outcome.hasNonNull("baseOffset")) {
      return new Answer.Given(outcome.get("baseOffset").longValue());
    }
    if (what.equals("placed")) {
      throw new IllegalStateException("%s was answered no offset".formatted(batch));
    }
    // Too old for its offset to be remembered.
    return new Answer.Acknowledged();
  }

  @Override
  public Kind kind() {
    return Kind.SYNCHRONOUS;
  }

  @Override
  public void close() {}
}
