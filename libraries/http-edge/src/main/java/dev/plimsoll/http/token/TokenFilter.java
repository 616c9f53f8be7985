package dev.plimsoll.http.token;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.http.problem.ProblemMappers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Denies at one place, before any routing, whatever is not on the short list of open paths or
/// carries the token. Also refuses requests whose Host is a name we do not go by: a web page that
/// rebinds its own name to 127.0.0.1 gets nothing.
///
/// A page that reads does not send the token, since it cannot know whether the port is still ours:
/// it proves that it has it, for one path and for the nonce of this start, which a refusal tells.
@Singleton
public final class TokenFilter {
  private static final int BEFORE_EVERYTHING = 1000;
  private static final String BEARER = "Bearer ";
  private static final String PROOF = "Plimsoll ";
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final int NONCE_BYTES = 16;

  private final KnownTokens tokens;
  private final OpenPaths openPaths;
  private final HostNames hostNames;
  private final String nonce = newNonce();

  public TokenFilter(ApiTokenConfig token, EdgeConfig edge) {
    this.tokens = new KnownTokens(token);
    this.openPaths = new OpenPaths(edge.openPaths().orElse(List.of()));
    this.hostNames = new HostNames(edge.hosts().orElse(List.of()));
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_EVERYTHING);
  }

  private void check(RoutingContext request) {
    HostAndPort authority = request.request().authority();
    if (!hostNames.allow(authority == null ? null : authority.host())) {
      refuse(request, ErrorCode.NOT_PERMITTED, "not a name this service goes by");
    } else if (openPaths.contains(request.request().path()) || authorized(request)) {
      request.next();
    } else {
      refuse(request, ErrorCode.UNAUTHENTICATED, null);
    }
  }

  private boolean authorized(RoutingContext request) {
    String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return false;
    }
    if (header.startsWith(BEARER)) {
      String token = header.substring(BEARER.length()).strip();
      return tokens.anyMatches(known -> known.matches(token));
    }
    // Only for reading: whoever listens at a port that was ours has it do nothing.
    if (!header.startsWith(PROOF) || !request.request().method().equals(HttpMethod.GET)) {
      return false;
    }
    String proof = header.substring(PROOF.length()).strip();
    return tokens.anyMatches(known -> known.isProof(proof, nonce, request.request().uri()));
  }

  private static String newNonce() {
    byte[] random = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private void refuse(RoutingContext request, ErrorCode code, @Nullable String detail) {
    if (code == ErrorCode.UNAUTHENTICATED) {
      request
          .response()
          .headers()
          .add(CHALLENGE, "Bearer realm=\"plimsoll\"")
          .add(CHALLENGE, PROOF + "nonce=\"" + nonce + "\"");
    }
    ProblemMappers.end(request.response(), code, detail);
  }
}
