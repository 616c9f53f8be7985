package dev.plimsoll.cli.build;

/// What a command acts on, by the noun before its verb.
enum Scope {
  BUILD("build"),
  PLAN("plan"),
  DATABASE("db");

  private final String noun;

  Scope(String noun) {
    this.noun = noun;
  }

  String noun() {
    return noun;
  }
}
