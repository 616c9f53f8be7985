package dev.plimsoll.http.token;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.http.problem.ProblemMappers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Filter that denies, before any routing, requests without the token, except for a few open paths.
/// It also refuses unknown Host names, so that a web page cannot rebind its own name to 127.0.0.1.
///
/// A reading page does not send the token, since the port may no longer be ours. It proves its
/// knowledge for one path and this start's nonce, which a refusal contains.
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
  private final Set<String> readingPosts;
  private final String nonce = newNonce();

  public TokenFilter(ApiTokenConfig token, EdgeConfig edge) {
    this.tokens = new KnownTokens(token, System::nanoTime);
    this.openPaths = new OpenPaths(edge.openPaths().orElse(List.of()));
    this.hostNames = new HostNames(edge.hosts().orElse(List.of()));
    this.readingPosts = Set.copyOf(edge.readingPosts().orElse(List.of()));
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
    @Nullable String read = header.startsWith(PROOF) ? read(request.request()) : null;
    if (read == null) {
      return false;
    }
    String proof = header.substring(PROOF.length()).strip();
    return tokens.anyMatches(known -> known.isProof(proof, nonce, read));
  }

  /// What a proof has to be of; null where none is taken. Only for reading: another process at our
  /// port must not be able to replay changes.
  private @Nullable String read(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      return request.uri();
    }
    if (!request.method().equals(HttpMethod.POST) || !readingPosts.contains(request.path())) {
      return null;
    }
    // DigestedBodies refuses another body than this.
    @Nullable String digest = request.getHeader(BodyDigest.HEADER);
    return BodyDigest.isDigest(digest) ? "POST " + request.uri() + "\n" + digest : null;
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

  /// Paths without a token. Unusual spellings (encoded, doubled or backward slashes, dot segments,
  /// matrix parameters) never match, whatever they would route to.
  static final class OpenPaths {
    private static final List<String> ALWAYS =
        List.of("/q/health", "/q/health/*", "/q/metrics", "/q/openapi");

    private final List<String> patterns;

    OpenPaths(List<String> more) {
      List<String> all = new ArrayList<>(ALWAYS);
      all.addAll(more);
      patterns = List.copyOf(all);
    }

    boolean contains(@Nullable String path) {
      if (path == null || !isPlain(path)) {
        return false;
      }
      return patterns.stream().anyMatch(pattern -> matches(pattern, path));
    }

    private static boolean matches(String pattern, String path) {
      return pattern.endsWith("/*")
          ? path.startsWith(pattern.substring(0, pattern.length() - 1))
          : path.equals(pattern);
    }

    private static boolean isPlain(String path) {
      return path.startsWith("/")
          && !path.contains("//")
          && !path.contains("..")
          && path.chars()
              .allMatch(
                  c ->
                      c < 128
                          && (Character.isLetterOrDigit(c)
                              || c == '/'
                              || c == '-'
                              || c == '_'
                              || c == '.'));
    }
  }

  /// Host names that requests may use for this service.
  static final class HostNames {
    private static final Pattern ADDRESS =
        Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

    private final Set<String> names;

    HostNames(List<String> more) {
      Set<String> all = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1", "[::1]"));
      more.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
      names = Set.copyOf(all);
    }

    /// Whether a request may be for this host. An address is answered whichever it is, since
    /// probes and scrapers ask by it: only a name can be made to lead elsewhere (DNS rebinding).
    boolean allow(@Nullable String host) {
      return host != null
          && (ADDRESS.matcher(host).matches() || names.contains(host.toLowerCase(Locale.ROOT)));
    }
  }
}
