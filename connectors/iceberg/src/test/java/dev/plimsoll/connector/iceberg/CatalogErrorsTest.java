package dev.plimsoll.connector.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CatalogErrorsTest {
  static Stream<Arguments> meanings() {
    return Stream.of(
        Arguments.of(new NotAuthorizedException("who?"), ErrorCode.AUTHENTICATION_FAILED, "who?"),
        Arguments.of(new ForbiddenException("no"), ErrorCode.INSUFFICIENT_PRIVILEGE, "no"),
        Arguments.of(new ServiceUnavailableException("503"), ErrorCode.CONNECTION_LOST, "503"),
        Arguments.of(new ServiceFailureException("500"), ErrorCode.CONNECTION_LOST, "500"),
        Arguments.of(
            new RESTException(new IOException("cut"), "no answer"),
            ErrorCode.CONNECTION_LOST,
            "cut"),
        Arguments.of(
            new IllegalStateException("outside", new ForbiddenException("no\nat all")),
            ErrorCode.INSUFFICIENT_PRIVILEGE,
            "no"));
  }

  @ParameterizedTest
  @MethodSource("meanings")
  void whatACatalogAnswersHasACodeOfItsOwn(
      RuntimeException failure, ErrorCode code, String message) {
    assertThat(CatalogErrors.meaning(failure))
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message)
        .hasCause(failure);
  }

  @Test
  void theRestIsLeftAsItIs() {
    Stream.of(
            new PlimsollException(ErrorCode.STORAGE_REFUSED, "no", new ForbiddenException("no")),
            new IllegalStateException("a defect"),
            // The bucket's, not the catalog's.
            new UncheckedIOException(new IOException("cut")),
            // An answer that is not trusted: that lasts.
            new RESTException(
                new IOException("handshake", new IllegalArgumentException("expired")), "none"))
        .forEach(e -> assertThat((Throwable) CatalogErrors.meaning(e)).isSameAs(e));
  }
}
