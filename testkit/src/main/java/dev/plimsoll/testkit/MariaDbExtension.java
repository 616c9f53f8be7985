package dev.plimsoll.testkit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// JUnit extension for parameters of type [MariaDb]. Where this machine cannot have one, tests are
/// skipped with a message, or fail where [MachineRequirement] requires it.
public final class MariaDbExtension implements ExecutionCondition, ParameterResolver {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    try {
      MariaDb.get();
      return ConditionEvaluationResult.enabled("MariaDB runs");
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.SERVER_NOT_INSTALLED || MachineRequirement.isRequired("mariadb")) {
        throw e;
      }
      System.err.println(
          "SKIPPED " + context.getDisplayName() + ": " + e.getMessage() + ". " + e.code().fix());
      return ConditionEvaluationResult.disabled(e.getMessage());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MariaDb.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return MariaDb.get();
  }
}
