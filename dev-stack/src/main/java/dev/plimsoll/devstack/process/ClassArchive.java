package dev.plimsoll.devstack.process;

import java.util.List;

/// Classes that a JVM has loaded and linked in an earlier run and maps at its start: an archive
/// (CDS) or an AOT cache, of 70 to 150 MB here.
public final class ClassArchive {
  /// JVM options that map it at the address it was made for. By default the JVM takes another one,
  /// at random, and then writes to each page that has a pointer: that takes time at every start,
  /// and memory of its own for most of the archive, whose pages would else be read as they are
  /// needed, and shared. What is given up is that nobody knows where class metadata lies; heap,
  /// stacks, code and libraries stay where chance puts them. Where the address is taken, the
  /// archive is moved after all.
  public static final List<String> MAPPED_IN_PLACE =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

  private ClassArchive() {}
}
