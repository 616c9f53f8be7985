package dev.plimsoll.cli.receipt;

import dev.plimsoll.cli.watch.Wording;
import dev.plimsoll.contracts.sync.Receipt.TableReceipt;
import java.util.ArrayList;
import java.util.List;

/// How the progress of a receipt reads: a line for each table, as it is compared.
final class ReceiptWording implements Wording<ReceiptProgress> {
  @Override
  public List<String> block(ReceiptProgress now, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(ReceiptText.progress(now.extract(), now.receipt()));
    now.receipt().tables().stream().map(ReceiptText::line).forEach(lines::add);
    return lines;
  }

  @Override
  public List<Line> lines(ReceiptProgress now) {
    List<Line> lines = new ArrayList<>();
    for (TableReceipt table : now.receipt().tables()) {
      String text = ReceiptText.line(table);
      lines.add(new Line(table.table(), text, text));
    }
    return lines;
  }
}
