package dev.plimsoll.http.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RequestTraceTest {
  private static final String PATH = "/api/v1/sample/trace";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String FORM = "00-[0-9a-f]{32}-[0-9a-f]{16}-01";

  private static RequestSpecification request() {
    return given().auth().preemptive().oauth2("abc");
  }

  private static String ofReading() {
    return request().get(PATH).asString();
  }

  @Test
  void theTraceOfARequestIsThatOfItsWorkAndOfNoOther() {
    for (int i = 0; i < 50; i++) {
      assertThat(request().header("traceparent", TRACE).post(PATH).asString()).isEqualTo(TRACE);
      assertThat(request().header("traceparent", TRACE).get(PATH).asString()).isEqualTo(TRACE);
      assertThat(ofReading()).isEqualTo("null");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rubbish", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"})
  void aChangeWithoutOneBeginsAnother(String traceparent) {
    String first = request().header("traceparent", traceparent).post(PATH).asString();
    String second = request().post(PATH).asString();

    assertThat(first).matches(FORM);
    assertThat(second).matches(FORM).isNotEqualTo(first);
    assertThat(request().header("traceparent", traceparent).get(PATH).asString()).isEqualTo("null");
  }

  @Test
  void aRequestThatFailsLeavesNoTraceBehind() {
    for (int i = 0; i < 50; i++) {
      request().header("traceparent", TRACE).post("/api/v1/sample/defect").then().statusCode(500);
      assertThat(ofReading()).isEqualTo("null");
    }
  }
}
