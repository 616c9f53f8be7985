package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.MaintenanceView.MaintenanceWarning;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.maintenance.RelationSizes.SizePoint;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The walk of every verb of maintenance.
final class MaintenanceCases {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final String ID = "1f6e0000-0000-0000-0000-000000000000";
  private static final String OF_SHOP = "/databases/shop/maintenance";
  private static final MaintenanceWarning HELD =
      new MaintenanceWarning(
          "snapshot-held", "session 4711", 2, "session 4711 holds a snapshot.", "end it");

  private MaintenanceCases() {}

  private static MaintenanceActionView action(State state, @Nullable Instant ended) {
    return new MaintenanceActionView(
        ID,
        7,
        "reindex",
        "shop.orders",
        "shop.orders_pkey",
        "it is far too large.",
        "10 MiB are free again",
        3,
        OpenEnum.of(state),
        "",
        1,
        state == State.PROPOSED ? "" : "shop.orders_pkey is built anew",
        20 << 20,
        10 << 20,
        NOW,
        NOW,
        ended);
  }

  private static MaintenanceView view(boolean running, List<MaintenanceActionView> open) {
    return new MaintenanceView(
        "shop",
        running,
        47,
        235,
        NOW,
        NOW,
        running ? NOW : null,
        running ? "" : "ann",
        "",
        MaintenanceSettings.DEFAULT,
        open,
        List.of(HELD));
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    String list = "GET /maintenance";
    cases.add(ok("list", p -> p.on(list, List.of(view(true, List.of()))), "shop  runs, 47 looks"));
    cases.add(
        new Case(
            "empty",
            "maintenance list",
            p -> p.on(list, List.of()),
            0,
            "No database is maintained."));
    cases.add(refused("list", list, ErrorCode.UNAUTHENTICATED, 4));
    String show = "GET " + OF_SHOP;
    List<MaintenanceActionView> proposed = List.of(action(State.PROPOSED, null));
    cases.add(ok("show shop", p -> p.on(show, view(true, proposed)), "indexes maintained   235"));
    cases.add(
        new Case(
            "empty",
            "maintenance show shop",
            p -> p.on(show, view(false, List.of())),
            0,
            "is stopped by ann"));
    cases.add(refused("show shop", show, ErrorCode.NOT_FOUND, 3));

    String run = "POST " + OF_SHOP + "/run";
    MaintenanceRunView found = new MaintenanceRunView(true, proposed, List.of(HELD));
    cases.add(ok("run shop --dry-run", p -> p.on(run + "?dryRun=true", found), "once approved"));
    cases.add(
        new Case(
            "empty",
            "maintenance run shop",
            p -> p.on(run, new MaintenanceRunView(false, List.of(), List.of())),
            0,
            "There is nothing to do."));
    cases.add(refused("run shop", run, ErrorCode.CONFLICT, 1));

    String resume = "POST " + OF_SHOP + "/resume";
    cases.add(ok("resume shop", p -> p.on(resume, view(true, List.of())), "maintenance runs"));
    cases.add(refused("resume shop", resume, ErrorCode.NOT_FOUND, 3));
    String pause = "POST " + OF_SHOP + "/pause";
    cases.add(ok("pause shop", p -> p.on(pause, view(false, List.of())), "stopped by ann"));
    cases.add(refused("pause shop", pause, ErrorCode.NOT_FOUND, 3));

    String actions = "GET " + OF_SHOP + "/actions";
    cases.add(
        ok(
            "history shop",
            p -> p.on(actions, List.of(action(State.DONE, NOW))),
            "20.0 MiB → 10.0 MiB"));
    cases.add(
        new Case(
            "empty",
            "maintenance history shop",
            p -> p.on(actions, List.of()),
            0,
            "Nothing is remembered"));
    cases.add(refused("history shop", actions, ErrorCode.NOT_FOUND, 3));
    RelationSizes sizes =
        new RelationSizes(
            "shop.orders",
            false,
            List.of(new SizePoint(NOW, 10 << 20, 100, 0), new SizePoint(NOW, 20 << 20, 200, 50)));
    cases.add(
        ok("history shop --sizes", p -> p.on("GET " + OF_SHOP + "/sizes", List.of(sizes)), "▄█"));

    String edit = "PUT " + OF_SHOP;
    cases.add(
        ok(
            "edit shop --every 10m --no-auto-vacuum --approval reindex=ask --keep shop.events=90d",
            p -> p.on(show, view(false, List.of())).on(edit, view(false, List.of())),
            "every                5m"));
    cases.add(
        new Case(
            "error",
            "maintenance edit shop --every 10m",
            p ->
                p.on(show, view(false, List.of()))
                    .refuse(edit, ErrorCode.EDITED_MEANWHILE, "because of this"),
            1,
            "because of this"));

    String approve = "POST %s/actions/%s/approve".formatted(OF_SHOP, ID);
    cases.add(
        ok(
            "approve shop 1f6e",
            p -> p.on(show, view(true, proposed)).on(approve, action(State.QUEUED, null)),
            "queued"));
    cases.add(
        new Case(
            "error",
            "maintenance approve shop 1f6e",
            p ->
                p.on(show, view(true, proposed))
                    .refuse(approve, ErrorCode.CONFLICT, "because of this"),
            1,
            "because of this"));
    cases.add(
        ok(
            "reject shop 1f6e",
            p ->
                p.on(show, view(true, proposed))
                    .on(
                        "POST %s/actions/%s/reject".formatted(OF_SHOP, ID),
                        action(State.CANCELED, NOW)),
            "canceled"));
    return cases;
  }

  private static Case ok(String arguments, Consumer<FakeApi> given, String says) {
    return new Case("ok", "maintenance " + arguments, given, 0, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        "maintenance " + arguments,
        api -> api.refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }
}
