package dev.plimsoll.builder.run;

import static dev.plimsoll.contracts.build.IndexDefinition.Kind.INDEX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.testkit.MachineRequirement;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A graph of vectors on a server whose `/dev/shm` is smaller than the build's memory.
@ExtendWith(StackExtension.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GraphBuildIT {
  /// More than a container of the tests has.
  private static final long MEMORY = 2L << 30;

  @Test
  void isMadeWithoutWorkersWhereTheyFindNoSharedMemory(Stack stack) throws SQLException {
    Target target = new Target(stack.createDatabase("builder_graph"));
    MachineRequirement.of(
        "pgvector",
        target.number("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'") > 0,
        "which builds graphs of vectors");
    target.sql(
        """
        CREATE EXTENSION vector;
        CREATE TABLE t (id int, v vector(8)) WITH (parallel_workers = 1);
        INSERT INTO t SELECT i, ARRAY[i, 1, 2, 3, 4, 5, 6, i % 7]::vector(8)
        FROM generate_series(1, 3000) i;
        ANALYZE t
        """);
    IndexDefinition definition =
        new IndexDefinition(INDEX, List.of("v"))
            .withMethod("hnsw")
            .withOperatorClasses(List.of("public.vector_l2_ops"))
            .withParameters(Map.of("m", "8"));
    BuildCommand build =
        Target.withMemory(
            Target.with(target.command("t", definition, "made"), definition, 1, false), MEMORY);

    BuildEvent end = target.run(build);

    assertThat(end).isInstanceOf(BuildEvent.Succeeded.class);
    assertThat(target.definitions())
        .containsExactly("CREATE INDEX made ON public.t USING hnsw (v vector_l2_ops) WITH (m='8')");
    assertThat(target.leftovers()).isEmpty();
  }
}
