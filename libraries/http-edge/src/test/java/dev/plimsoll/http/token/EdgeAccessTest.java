package dev.plimsoll.http.token;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, by what, and to what.
@QuarkusTest
class EdgeAccessTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sample",
        "/api/v1/nothing",
        "//api/v1/sample",
        "/api/v1/sample;x=/q/health",
        "/q/health/..%2f..%2fapi/v1/sample",
        "/%61pi/v1/sample",
        "/anything"
      })
  void asksForATokenBeforeItLooksAtThePath(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("code", equalTo("unauthenticated"))
        .body("fix", containsString("Authorization"));
  }

  @Test
  void letsTheTokenIn() {
    known().get("/api/v1/sample").then().statusCode(200);
    given().auth().preemptive().oauth2("abd").get("/api/v1/sample").then().statusCode(401);
  }

  @Test
  void letsWhatProvesTheTokenReadOnePathOfThisStart() throws Exception {
    String proof = proof(session(nonce()), "/api/v1/sample?x=1");

    given().header("Authorization", proof).get("/api/v1/sample?x=1").then().statusCode(200);
    given().header("Authorization", proof).get("/api/v1/sample?x=2").then().statusCode(401);
    given().header("Authorization", proof).get("/api/v1/sample").then().statusCode(401);
    given().header("Authorization", proof).delete("/api/v1/sample?x=1").then().statusCode(401);
    String early = proof(session("0"), "/api/v1/sample");
    given().header("Authorization", early).get("/api/v1/sample").then().statusCode(401);
  }

  @Test
  void letsWhatProvesTheTokenReadByPostWithOneBody() throws Exception {
    // Given a proof of a path and a body
    String body = address("h");
    String digest = digest(body);
    byte[] session = session(nonce());
    String proof = proof(session, "POST /api/v1/sample?x=1\n" + digest);

    // Then it is good for these alone
    proven(proof, digest, body).post("/api/v1/sample?x=1").then().statusCode(200);
    proven(proof, digest, address("i"))
        .post("/api/v1/sample?x=1")
        .then()
        .statusCode(400)
        .body("detail", equalTo("its body is not what its Content-Digest says"));
    proven(proof, digest(address("i")), address("i"))
        .post("/api/v1/sample?x=1")
        .then()
        .statusCode(401);
    proven(proof, digest, body).post("/api/v1/sample?x=2").then().statusCode(401);
    // And at a path that may change something, and without a digest, none is
    proven(proof(session, "POST /api/v1/sample/trace\n" + digest), digest, body)
        .post("/api/v1/sample/trace")
        .then()
        .statusCode(401);
    proven(proof(session, "PUT /api/v1/sample\n" + digest), digest, body)
        .put("/api/v1/sample")
        .then()
        .statusCode(401);
    proven(proof(session, "/api/v1/sample"), digest, body)
        .post("/api/v1/sample")
        .then()
        .statusCode(401);
    given()
        .header("Authorization", proof(session, "POST /api/v1/sample\nnull"))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/sample")
        .then()
        .statusCode(401);
  }

  @Test
  void refusesABodyThatIsNotWhatItsDigestSays() {
    String body = address("h");
    known()
        .header("content-digest", digest(body))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/sample")
        .then()
        .statusCode(200);
    known()
        .header("content-digest", digest(body))
        .contentType("application/json")
        .body(address("i"))
        .post("/api/v1/sample")
        .then()
        .statusCode(400);
    // Of two, each counts; one by another method says nothing.
    known()
        .header("Content-Digest", "md5=:AAAA:", digest(body), digest(address("i")))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/sample")
        .then()
        .statusCode(400);
    known()
        .header("Content-Digest", "md5=:AAAA:")
        .contentType("application/json")
        .body(body)
        .post("/api/v1/sample")
        .then()
        .statusCode(200);
  }

  @Test
  void refusesANameItDoesNotGoBy() {
    known()
        .header("Host", "evil.example")
        .get("/api/v1/sample")
        .then()
        .statusCode(403)
        .body("code", equalTo("not-permitted"));
  }

  @Test
  void describesItselfToWhoHasNoToken() {
    given()
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .contentType("application/yaml")
        .body(equalTo("openapi: 3.1.0\n"));
    given().head("/q/openapi").then().statusCode(200);
  }

  private static RequestSpecification proven(String proof, String digest, String body) {
    return given()
        .header("Authorization", proof)
        .header("Content-Digest", digest)
        .contentType("application/json")
        .body(body);
  }

  private static String address(String host) {
    return """
    {"host": "%s", "port": 1, "database": "d", "user": "u", "sslMode": "prefer",
     "credential": "pgpass"}
    """
        .formatted(host);
  }

  private static String digest(String body) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String nonce() {
    String challenge =
        given().get("/api/v1/sample").getHeaders().getValues("WWW-Authenticate").stream()
            .filter(header -> header.startsWith("Plimsoll "))
            .findFirst()
            .orElseThrow();
    return challenge.replaceAll(".*nonce=\"([0-9a-f]{32})\"", "$1");
  }

  private static byte[] session(String nonce) throws GeneralSecurityException {
    return hmac(sha256("abc"), nonce);
  }

  private static String proof(byte[] session, String of) throws GeneralSecurityException {
    return "Plimsoll " + HexFormat.of().formatHex(hmac(session, of));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  /// A request with the token.
  private static RequestSpecification known() {
    return given().auth().preemptive().oauth2("abc");
  }
}
