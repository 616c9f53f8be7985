package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceProgramTest {
  private static final Pattern METHOD = Pattern.compile("([a-zA-Z0-9.]+)::([a-zA-Z0-9]+)");

  @Test
  void theSearchHasTheVectorInstructionsAndTheCompilerThatUsesThem(@TempDir Path folder) {
    // given
    LocalSettings settings = LocalSettings.of(folder, new DataHome(folder), Map.of());

    for (ServiceName service : ServiceName.values()) {
      // when
      ServiceProgram program = new ServiceProgram(service, settings);

      // then
      boolean search = service == ServiceName.QUERY;
      for (List<String> options : List.of(program.jvmOptions(), program.optionsElsewhere())) {
        assertThat(options.contains("--add-modules=jdk.incubator.vector"))
            .as("%s: %s", service, options)
            .isEqualTo(search);
        if (search) {
          // Its scoring loops need the optimizing compiler.
          assertThat(options).noneMatch(option -> option.startsWith("-XX:TieredStopAtLevel="));
        }
      }
    }
  }

  @Test
  void theCompilerIsToldOfMethodsThatThisJdkHas(@TempDir Path folder) throws Exception {
    // The JVM says nothing of others, and would do without.
    LocalSettings settings = LocalSettings.of(folder, new DataHome(folder), Map.of());
    List<MatchResult> named =
        new ServiceProgram(ServiceName.SYNC, settings)
            .jvmOptions().stream()
                .filter(option -> option.startsWith("-XX:CompileCommand="))
                .flatMap(option -> METHOD.matcher(option).results())
                .toList();

    assertThat(named).hasSize(4);
    for (MatchResult one : named) {
      assertThat(Stream.of(Class.forName(one.group(1)).getDeclaredMethods()).map(Method::getName))
          .contains(one.group(2));
    }
  }
}
