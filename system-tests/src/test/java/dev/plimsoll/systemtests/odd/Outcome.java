package dev.plimsoll.systemtests.odd;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.systemtests.odd.OddTables.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What became of each want, by the plan and by the builds.
public final class Outcome {
  /// Deliberately not built although PostgreSQL would.
  private static final Set<ErrorCode> CAUTION =
      Set.of(ErrorCode.FOREIGN_INVALID_INDEX, ErrorCode.PRIMARY_KEY_EXISTS);

  /// PostgreSQL wants a NOT NULL constraint validated before; a build of ours validates it.
  private static final String UNPROVEN = "55000";

  private record Key(QualifiedName table, IndexDefinition definition) {}

  private final PlanView plan;
  private final Map<Key, PlanView.Refusal> refused = new HashMap<>();
  private final Map<Key, BuildView> built = new HashMap<>();

  public Outcome(PlanView plan, List<BuildView> builds) {
    this.plan = plan;
    plan.findings().refused().forEach(no -> refused.put(new Key(no.table(), no.definition()), no));
    builds.forEach(
        build -> built.put(new Key(build.planned().table(), build.planned().definition()), build));
  }

  /// Names of the indexes that are said to be there.
  public List<String> built() {
    return built.values().stream()
        .filter(build -> build.state() == BuildView.State.SUCCEEDED)
        .map(build -> build.planned().table().schema() + "." + build.planned().indexName())
        .toList();
  }

  /// Where it is not what PostgreSQL makes of it, or nothing is said of it.
  ///
  /// @param states from the [Oracle]
  public List<String> wrong(Map<Want, String> states) {
    List<String> wrong = new ArrayList<>();
    states.forEach(
        (want, state) -> {
          String problem = wrong(want, state);
          if (!problem.isEmpty()) {
            wrong.add(want.statement() + " (" + state + "): " + problem);
          }
        });
    wrong.sort(null);
    return wrong;
  }

  private String wrong(Want want, String state) {
    boolean possible = state.equals(Oracle.POSSIBLE);
    PlanView.Refusal no = refused.get(new Key(want.table(), want.definition()));
    if (no != null) {
      return possible && !CAUTION.contains(no.code())
          ? "refused, " + no.code().value() + ": " + no.reason()
          : no.reason().isBlank() ? "refused without a reason" : "";
    }
    BuildView build = built.get(new Key(want.table(), want.definition()));
    if (build == null) {
      return isSatisfied(want) || isUnmatched(want) ? "" : "nothing is said of it";
    }
    return switch (build.state()) {
      case SUCCEEDED -> possible || state.equals(UNPROVEN) ? "" : "built";
      case FAILED ->
          possible
                  || build.outcome().errorCode() == null
                  || build.outcome().errorCode() == ErrorCode.INTERNAL
              ? "failed, %s: %s".formatted(build.outcome().errorCode(), build.outcome().error())
              : "";
      // Behind a part that failed.
      case PLANNED -> possible ? "not begun: " + build.progress().waitingFor() : "";
      case DISPATCHED, RUNNING, CANCELLED -> build.state().toString();
    };
  }

  private boolean isSatisfied(Want want) {
    String said = want.table() + ": " + want.definition() + " is there: ";
    return plan.findings().satisfied().stream().anyMatch(text -> text.startsWith(said));
  }

  private boolean isUnmatched(Want want) {
    return plan.findings().warnings().contains("no table matches the rule " + want.rule().tables());
  }

  /// How many of each kind, for who reads along.
  @Override
  public String toString() {
    Map<String, Integer> kinds = new TreeMap<>();
    refused.values().forEach(no -> kinds.merge("refused " + no.code().value(), 1, Integer::sum));
    built
        .values()
        .forEach(
            build ->
                kinds.merge(
                    build.outcome().errorCode() == null
                        ? build.state().toString()
                        : build.state() + " " + build.outcome().errorCode().value(),
                    1,
                    Integer::sum));
    return kinds + ", there " + plan.findings().satisfied().size();
  }
}
