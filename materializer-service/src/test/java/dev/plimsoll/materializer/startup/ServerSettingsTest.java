package dev.plimsoll.materializer.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.log.LogServer.Finding;
import dev.plimsoll.contracts.log.LogServer.Severity;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.startup.LogServerFacts.Setting;
import dev.plimsoll.materializer.startup.LogServerFacts.Slot;
import dev.plimsoll.postgres.connection.ServerVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {
  private static final int POOL = 12;
  private static final long GIB = 1L << 30;

  private static final Map<String, Setting> GOOD =
      Map.ofEntries(
          Map.entry("fsync", new Setting("on", 0)),
          Map.entry("synchronous_commit", new Setting("on", 0)),
          Map.entry("synchronous_standby_names", new Setting("", 0)),
          Map.entry("full_page_writes", new Setting("on", 0)),
          Map.entry("autovacuum", new Setting("on", 0)),
          Map.entry("track_counts", new Setting("on", 0)),
          Map.entry("default_transaction_isolation", new Setting("read committed", 0)),
          Map.entry("old_snapshot_threshold", new Setting("-1", -1)),
          Map.entry("max_wal_size", new Setting("1GB", GIB)),
          Map.entry("shared_buffers", new Setting("1GB", GIB)),
          Map.entry("max_connections", new Setting("15", 15)),
          Map.entry("superuser_reserved_connections", new Setting("3", 3)),
          Map.entry("reserved_connections", new Setting("0", 0)),
          Map.entry("max_slot_wal_keep_size", new Setting("-1", -1)));

  @Test
  void findsNothingWhereNothingHurts() {
    assertThat(findings(GOOD)).isEmpty();
    // and not where a version does not have the setting
    assertThat(findings(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, off, 0, DANGER",
    "full_page_writes, off, 0, DANGER",
    "synchronous_commit, off, 0, DANGER",
    "autovacuum, off, 0, WARNING",
    "track_counts, off, 0, WARNING",
    "default_transaction_isolation, repeatable read, 0, WARNING",
    "old_snapshot_threshold, 1h, 60, WARNING",
    "max_wal_size, 1023MB, 1072693248, WARNING",
    "shared_buffers, 128MB, 134217728, ADVICE",
    "max_connections, 14, 14, WARNING",
    "superuser_reserved_connections, 4, 4, WARNING",
    "reserved_connections, 1, 1, WARNING"
  })
  void namesEachThatHurts(String setting, String shown, long number, Severity severity) {
    List<Finding> findings = findings(with(Map.of(setting, new Setting(shown, number))));

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    assertThat(finding.severity()).isEqualTo(severity);
    if (!setting.endsWith("reserved_connections")) {
      assertThat(finding.setting()).isEqualTo(setting);
      assertThat(finding.value()).isEqualTo(shown);
    }
    assertThat(finding.why()).isNotBlank();
    assertThat(finding.fix()).isNotBlank();
  }

  @Test
  void holdsLocalCommitsAgainstAServerOnlyWhereAStandbyIsWaitedFor() {
    Setting local = new Setting("local", 0);

    assertThat(findings(with(Map.of("synchronous_commit", local)))).isEmpty();
    assertThat(
            findings(
                with(
                    Map.of(
                        "synchronous_commit",
                        local,
                        "synchronous_standby_names",
                        new Setting("standby", 0)))))
        .extracting(Finding::setting, Finding::severity)
        .containsExactly(tuple("synchronous_commit", Severity.DANGER));
  }

  @Test
  void namesSlotsThatKeepWalForNobody() {
    List<Slot> slots =
        List.of(
            new Slot("read", true, 5 * GIB),
            new Slot("forgotten", false, 5 * GIB),
            new Slot("never_used", false, 0));

    assertThat(ServerSettings.findings(facts(GOOD, slots), POOL))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.setting()).isEqualTo("replication slot forgotten");
              assertThat(finding.value()).isEqualTo("inactive, keeps 5120 MiB of WAL");
              assertThat(finding.why()).contains("until the disk is full");
              assertThat(finding.fix()).contains("pg_drop_replication_slot('forgotten')");
            });
    assertThat(
            ServerSettings.findings(
                facts(with(Map.of("max_slot_wal_keep_size", new Setting("8GB", 8 * GIB))), slots),
                POOL))
        .singleElement()
        .satisfies(finding -> assertThat(finding.why()).contains("max_slot_wal_keep_size"));
  }

  @Test
  void putsTheWorstFirst() {
    assertThat(
            findings(
                with(
                    Map.of(
                        "shared_buffers", new Setting("128MB", 1),
                        "autovacuum", new Setting("off", 0),
                        "fsync", new Setting("off", 0)))))
        .extracting(Finding::setting)
        .containsExactly("fsync", "autovacuum", "shared_buffers");
  }

  @Test
  void refusesToStartWhereWhatIsAcknowledgedCanBeLost() {
    List<Finding> withoutFsync = findings(with(Map.of("fsync", new Setting("off", 0))));
    List<Finding> asynchronous =
        findings(with(Map.of("synchronous_commit", new Setting("off", 0))));

    assertThatThrownBy(() -> ServerCheck.refuse(withoutFsync, config(false, true)))
        .hasMessageStartingWith("fsync is off: a crash")
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSAFE_SERVER));
    assertThatThrownBy(() -> ServerCheck.refuse(asynchronous, config(true, false)))
        .hasMessageStartingWith("synchronous_commit is off");
    assertThatCode(
            () -> {
              ServerCheck.refuse(withoutFsync, config(true, false));
              ServerCheck.refuse(asynchronous, config(false, true));
              ServerCheck.refuse(
                  findings(with(Map.of("full_page_writes", new Setting("off", 0)))),
                  config(false, false));
            })
        .doesNotThrowAnyException();
  }

  private static StartupConfig config(boolean allowFsyncOff, boolean allowAsynchronousCommit) {
    return new StartupConfig() {
      @Override
      public boolean allowFsyncOff() {
        return allowFsyncOff;
      }

      @Override
      public boolean allowAsynchronousCommit() {
        return allowAsynchronousCommit;
      }
    };
  }

  private static Map<String, Setting> with(Map<String, Setting> changed) {
    Map<String, Setting> settings = new HashMap<>(GOOD);
    settings.putAll(changed);
    return settings;
  }

  private static List<Finding> findings(Map<String, Setting> settings) {
    return ServerSettings.findings(facts(settings, List.of()), POOL);
  }

  private static LogServerFacts facts(Map<String, Setting> settings, List<Slot> slots) {
    return new LogServerFacts(new ServerVersion(180_004), settings, slots);
  }
}
