package dev.plimsoll.devstack.process;

/// A program that is a stack: it speaks as [dev.plimsoll.devstack.StackHost] says.
///
/// @param module its folder in the project; jar and libraries are in `target` below it
public record StackProgram(String module, String mainClass) {
  /// Kafka, PostgreSQL and S3 in one JVM.
  public static final StackProgram EMBEDDED =
      new StackProgram("dev-stack", "dev.plimsoll.devstack.StackMain");
}
