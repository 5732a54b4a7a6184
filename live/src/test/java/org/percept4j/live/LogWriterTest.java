package org.percept4j.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.frame.GradientLog;
import org.percept4j.sonify.frame.GradientTrack;

/** The Python writer of docs/, tried against PyTorch; skipped where there is none. */
class LogWriterTest {

  /** Trains, and prints the norms that PyTorch itself computes, then loses the training to NaN. */
  private static final String TRAINING =
      """
      import sys, torch
      sys.path.insert(0, sys.argv[1])
      from log_writer import GradientLog
      torch.manual_seed(1)
      model = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(),
          torch.nn.Flatten(), torch.nn.Linear(144, 3))
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
      log = GradientLog(sys.argv[2], model, optimizer)
      for step in range(6):
          x, y = torch.randn(8, 1, 8, 8), torch.randint(3, (8,))
          optimizer.zero_grad()
          loss = torch.nn.functional.cross_entropy(model(x), y)
          loss.backward()
          log.after_backward(loss, epoch=step // 3)
          print(loss.item(), *[torch.linalg.vector_norm(m.weight.grad).item() for m in (model[0], model[3])])
          optimizer.step()
          if step == 3:
              model[3].weight.data[0, 0] = float('nan')
      """;

  @TempDir private Path dir;

  private static Process python(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void logsFromPyTorchAreReadWithItsNorms() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "skipped: no python3");
    boolean torch = python("-c", "import torch").waitFor() == 0;
    assumeTrue(torch, "skipped: no PyTorch");
    Path log = dir.resolve("run.jsonl");
    Path docs = Path.of("../docs").toAbsolutePath().normalize();
    Process training = python("-B", "-c", TRAINING, docs.toString(), log.toString());
    String printed = new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(training.waitFor()).as(printed).isZero();
    List<String> lines = printed.lines().toList();
    try (GradientLog read = GradientLog.open(log)) {
      for (int i = 0; i < 6; i++) {
        GradientFrame frame = Objects.requireNonNull(read.next());
        String[] expected = lines.get(i).split(" ", -1);
        assertThat(frame.iteration()).isEqualTo(i);
        assertThat(frame.epoch()).isEqualTo(i / 3);
        assertThat(frame.learningRate()).isEqualTo(0.1);
        assertThat(frame.time()).isGreaterThan(1.7e9);
        assertThat(frame.tracks())
            .containsExactly(new GradientTrack(0, "0", false), new GradientTrack(1, "3", false));
        assertSame(frame.score(), expected[0]);
        assertSame(frame.norm(0), expected[1]);
        assertSame(frame.norm(1), expected[2]);
      }
      assertThat(read.next()).isNull();
      assertThat(read.truncated()).isFalse();
    }
  }

  /** PyTorch sums in single precision, the writer in double: 2⁻²³ for each of at most 432 terms. */
  private static void assertSame(double actual, String printed) {
    double expected = printed.equals("nan") ? Double.NaN : Double.parseDouble(printed);
    if (Double.isNaN(expected)) {
      assertThat(actual).isNaN();
    } else {
      assertThat(actual).isCloseTo(expected, within(432 * 0x1p-23 * expected));
    }
  }
}
