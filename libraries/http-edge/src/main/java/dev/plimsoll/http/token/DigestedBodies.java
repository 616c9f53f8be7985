package dev.plimsoll.http.token;

import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Check of every body that comes with its digest. [TokenFilter] lets a proven request in by the
/// digest, before there is a body.
@Provider
public final class DigestedBodies implements ReaderInterceptor {
  /// @throws PlimsollException INVALID_REQUEST for another body
  @Override
  public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    List<String> digests =
        context.getHeaders().entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(BodyDigest.HEADER))
            .map(Map.Entry::getValue)
            .flatMap(List::stream)
            .filter(BodyDigest::isDigest) // by SHA-256: others are nobody's concern here
            .toList();
    if (!digests.isEmpty()) {
      byte[] body = context.getInputStream().readAllBytes();
      String digest = BodyDigest.of(body);
      if (!digests.stream().allMatch(digest::equals)) {
        throw PlimsollException.invalidRequest("its body is not what its Content-Digest says");
      }
      context.setInputStream(new ByteArrayInputStream(body));
    }
    return context.proceed();
  }
}
