package dev.plimsoll.systemtests.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikenessTest {
  private static final String WRITTEN =
      """
      {"id": 1, "at": "2026-01-31T12:00:00Z", "new": false,
       "parts": [{"what": "placed"}, {"what": "gone", "why": "late"}]}
      """;

  private static List<String> differences(String answered) throws IOException {
    return Likeness.differences(Example.documents(WRITTEN), Example.documents(answered));
  }

  @Test
  void numbersAndTimesMayBeOthers() throws IOException {
    assertThat(
            differences(
                """
                {"parts": [{"what": "placed"}, {"what": "gone", "why": "late"}],
                 "id": 27, "at": "2026-02-01T00:00:00.5Z", "new": false}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"id": 1, "at": "2026-01-31T12:00:00Z", "new": false, "parts": []}
        """,
        """
        {"id": 1, "at": "2026-01-31T12:00:00Z", "new": false,
         "parts": [{"what": "placed"}, {"what": "gone", "why": "early"}]}
        """,
        """
        {"id": 1, "at": "2026-01-31T12:00:00Z", "new": false,
         "parts": [{"what": "placed", "more": 1}, {"what": "gone", "why": "late"}]}
        """,
        """
        {"id": 1, "at": "2026-01-31T12:00:00Z", "new": true,
         "parts": [{"what": "placed"}, {"what": "gone", "why": "late"}]}
        """,
        """
        {"id": "1", "at": "2026-01-31T12:00:00Z", "new": false,
         "parts": [{"what": "placed"}, {"what": "gone", "why": "late"}]}
        """,
        """
        {"id": 1, "at": "soon", "new": false,
         "parts": [{"what": "placed"}, {"what": "gone", "why": "late"}]}
        """,
        "{\"id\": 1}",
        WRITTEN + WRITTEN
      })
  void everythingElseIsADifference(String answered) throws IOException {
    assertThat(differences(answered)).hasSize(1);
  }
}
