package dev.plimsoll.http.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
  private static final String NONCE = "000102030405060708090a0b0c0d0e0f";
  private static final TokenFilter.OpenPaths PATHS =
      new TokenFilter.OpenPaths(List.of("/", "/assets/*"));

  @ParameterizedTest
  @ValueSource(
      strings = {"/q/health", "/q/health/ready", "/q/metrics", "/q/openapi", "/", "/assets/a-b.js"})
  void opensWhatIsOnTheList(String path) {
    assertThat(PATHS.contains(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/api/v1/pipeline",
        "//",
        "/assets/../api/v1/pipeline",
        "/assets/%2e%2e/api",
        "/assets//api",
        "/q/health;/api",
        "/q/healthy",
        "/assets",
        "/ASSETS/a",
        "/assets/a\\b",
        "/q/dev"
      })
  void keepsEverythingElseShut(String path) {
    assertThat(PATHS.contains(path)).isFalse();
  }

  @Test
  void knowsTheTokenByItsHash() {
    // Given the SHA-256 of "abc" (FIPS 180-2, appendix B.1)
    TokenHash hash =
        new TokenHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hash.matches("abc")).isTrue();
    assertThat(hash.matches("abd")).isFalse();
    assertThat(hash.matches("")).isFalse();
    assertThatThrownBy(() -> new TokenHash("abc")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsWhatProvesTheTokenForOnePathAndOneStart() {
    TokenHash hash =
        new TokenHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // As the console's own test has it of the same token, nonce and path
    String proof = "b1bbbd874ce233056d336d4752b30a4030a05847307142c6542c0db812b83ae3";
    assertThat(hash.isProof(proof, NONCE, "/api/v1/pipeline?ended=40")).isTrue();
    assertThat(hash.isProof(proof, NONCE, "/api/v1/pipeline?ended=41")).isFalse();
    assertThat(hash.isProof(proof, "1" + NONCE.substring(1), "/api/v1/pipeline?ended=40"))
        .isFalse();
    assertThat(hash.isProof("", NONCE, "/api/v1/pipeline?ended=40")).isFalse();
  }

  @Test
  void answersOnlyToItsOwnNames() {
    TokenFilter.HostNames names = new TokenFilter.HostNames(List.of("Plimsoll.example"));
    assertThat(names.allow("LOCALHOST")).isTrue();
    assertThat(names.allow("plimsoll.example")).isTrue();
    assertThat(names.allow("evil.example")).isFalse();
    assertThat(names.allow(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "192.168.1.9", "[fd00::5]", "fd00::5", "::ffff:10.0.0.5"})
  void answersToAddressesByWhichProbesAndScrapersAsk(String address) {
    assertThat(new TokenFilter.HostNames(List.of()).allow(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.5.evil.example", "1.2.3", "face", "10-0-0-5.evil.example", "", "evil:x"})
  void aNameThatLooksLikeAnAddressIsAName(String name) {
    assertThat(new TokenFilter.HostNames(List.of()).allow(name)).isFalse();
  }
}
