package dev.plimsoll.connector.redshift;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Role with which the cluster reads the bucket, by reference: no key is ever part of a statement.
///
/// @param arns one, or a chain separated by commas; null for the cluster's default role
public record IamRole(@Nullable String arns) {
  private static final String ARN = "arn:aws[a-z-]*:iam::\\d{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}";
  private static final Pattern CHAIN = Pattern.compile(ARN + "(," + ARN + ")*");

  /// @throws PlimsollException INVALID_REQUEST
  public IamRole {
    if (arns != null && !CHAIN.matcher(arns).matches()) {
      throw PlimsollException.invalidRequest(
          "an IAM role is given as arn:aws:iam::123456789012:role/NAME, several separated by"
              + " commas, not as \""
              + arns
              + "\"");
    }
  }

  public String clause() {
    return arns == null ? "IAM_ROLE default" : "IAM_ROLE " + CopyStatements.literal(arns);
  }
}
