package org.percept4j.sonify.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.percept4j.core.Rounding;
import org.percept4j.sonify.frame.Frames;
import org.percept4j.sonify.frame.GradientFrame;
import org.percept4j.sonify.tone.Synthesizer;
import org.percept4j.sonify.tone.ToneMapping;

/** Recordings as files; the JDK's own reader is the oracle. */
class WavTest {

  private static final ToneMapping STEREO = ToneMapping.builder().stereo(true).build();

  @TempDir private Path dir;

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void otherReadersFindWhatWasWritten(SampleFormat format) throws Exception {
    Path path = dir.resolve("x.wav");
    Recordings.record(path, STEREO, format, Frames.of(0, 0.1, 20), Frames.of(1, Double.NaN, 0));
    double[] expected = new Synthesizer(STEREO).render(Frames.of(0, 0.1, 20));
    try (AudioInputStream in = AudioSystem.getAudioInputStream(path.toFile())) {
      AudioFormat read = in.getFormat();
      assertThat(read.getSampleRate()).isEqualTo(44_100);
      assertThat(read.getChannels()).isEqualTo(2);
      assertThat(read.getSampleSizeInBits()).isEqualTo(format.bits());
      assertThat(read.getEncoding())
          .isEqualTo(
              format == SampleFormat.FLOAT_32
                  ? AudioFormat.Encoding.PCM_FLOAT
                  : AudioFormat.Encoding.PCM_SIGNED);
      assertThat(in.getFrameLength()).isEqualTo(2L * STEREO.timing().frameSamples(2));
    }
    float[] samples = WavFile.read(path).samples();
    double step = format == SampleFormat.PCM_16 ? 1 / 32_767.0 : 1 / 8_388_607.0;
    for (int i = 0; i < 2 * STEREO.timing().frameSamples(2); i++) {
      assertThat(Math.abs(samples[i] - expected[i])).isLessThan(0.5 * step + Rounding.sum(3, 1));
    }
  }

  /** At 11,025 Hz a tone has 11 samples: 33 bytes of 24 bits, which RIFF wants padded. */
  @Test
  void oddLengthsArePadded() throws Exception {
    ToneMapping mapping =
        ToneMapping.builder().sampleRate(11_025).toneMillis(1).pauseMillis(0).build();
    for (int frames = 1; frames <= 2; frames++) {
      Path path = dir.resolve(frames + ".wav");
      GradientFrame[] odd = new GradientFrame[frames];
      Arrays.fill(odd, Frames.of(0, 1));
      float[] samples = Recordings.record(path, mapping, SampleFormat.PCM_24, odd).samples();
      assertThat(samples).hasSize(11 * frames);
      assertThat(Files.size(path)).isEqualTo(44 + 33L * frames + frames % 2);
      try (AudioInputStream in = AudioSystem.getAudioInputStream(path.toFile())) {
        assertThat(in.readAllBytes()).hasSize(33 * frames);
      }
    }
  }

  @Test
  void beforeTheLargestSizeANewFileBegins() throws IOException {
    Path path = dir.resolve("run.wav");
    double[] samples = new Random(3).doubles(1000, -1, 1).toArray();
    try (WavWriter writer = new WavWriter(path, SampleFormat.PCM_16, 8000, 1, false, 44 + 700)) {
      for (int at = 0; at < 1000; at += 100) {
        writer.write(Arrays.copyOfRange(samples, at, at + 100), 100);
      }
    }
    int at = 0;
    for (String name : new String[] {"run.wav", "run-2.wav", "run-3.wav", "run-4.wav"}) {
      float[] part = WavFile.read(dir.resolve(name)).samples();
      assertThat(part).hasSize(name.equals("run-4.wav") ? 100 : 300);
      for (float sample : part) {
        assertThat(Math.round(sample * 32_767)).isEqualTo((int) Math.round(samples[at++] * 32_767));
      }
    }
    assertThat(at).isEqualTo(1000);
  }

  @Test
  void nothingIsOverwrittenUnasked() throws IOException {
    Path taken = Files.writeString(dir.resolve("taken.wav"), "mine");
    ToneMapping mapping = ToneMapping.perceptual();
    assertThatThrownBy(() -> GradientSinks.wav(taken, mapping))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("taken.wav: expected no file there");
    assertThatThrownBy(() -> GradientSinks.wav(dir.resolve("no/such.wav"), mapping))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("expected an existing folder");
    assertThatThrownBy(() -> GradientSinks.wav(dir, mapping, SampleFormat.PCM_16, true))
        .hasMessageContaining("expected a file to write, got a folder");
    assertThat(taken).hasContent("mine");
    Recordings.record(taken, mapping, SampleFormat.PCM_16, Frames.of(0, 1));
    assertThat(WavFile.read(taken).samples()).isNotEmpty();
  }

  @Test
  void takenNamesAreLeftOutWhenANewFileBegins() throws IOException {
    Path second = Files.writeString(dir.resolve("run-2.wav"), "mine");
    Path path = dir.resolve("run.wav");
    try (WavWriter writer = new WavWriter(path, SampleFormat.PCM_16, 8000, 1, true, 44 + 700)) {
      writer.publish();
      for (int i = 0; i < 5; i++) {
        writer.write(new double[100], 100);
      }
    }
    assertThat(second).hasContent("mine");
    assertThat(WavFile.read(path).samples()).hasSize(300);
    assertThat(WavFile.read(dir.resolve("run-3.wav")).samples()).hasSize(200);
  }

  /** What the RIFF specification asks of formats other than PCM. */
  @Test
  void floatsHaveAnExtensionSizeAndACountOfSamples() throws IOException {
    Path path = dir.resolve("f.wav");
    Recordings.record(path, STEREO, SampleFormat.FLOAT_32, Frames.of(0, 1, 2));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(4)).isEqualTo(bytes.capacity() - 8);
    assertThat(bytes.getInt(16)).isEqualTo(18);
    assertThat(bytes.getShort(20)).isEqualTo((short) 3);
    assertThat(bytes.getShort(36)).isZero();
    assertThat(bytes.getInt(38)).isEqualTo(0x74636166); // "fact"
    assertThat(bytes.getInt(42)).isEqualTo(4);
    assertThat(bytes.getInt(46)).isEqualTo(STEREO.timing().frameSamples(2));
    assertThat(bytes.getInt(50)).isEqualTo(0x61746164); // "data"
    assertThat(bytes.getInt(54)).isEqualTo(bytes.capacity() - 58);
  }

  @Test
  void integersAreReadWithinOne() throws IOException {
    Path path = dir.resolve("low.wav");
    ToneMapping mapping = ToneMapping.builder().sampleRate(8000).toneMillis(1).build();
    for (SampleFormat format : new SampleFormat[] {SampleFormat.PCM_16, SampleFormat.PCM_24}) {
      Recordings.record(path, mapping, format, Frames.of(0, 1));
      byte[] bytes = Files.readAllBytes(path);
      bytes[44 + format.bytes() - 1] = (byte) 0x80; // the lowest value, -32768 of 16 bits
      Files.write(path, bytes);
      assertThat(WavFile.read(path).samples()[0]).isBetween(-1f, -0.9f);
    }
  }

  @Test
  void everyTruncationIsRefusedAndNamed() throws IOException {
    ToneMapping mapping = ToneMapping.builder().sampleRate(8000).toneMillis(1).build();
    Path whole = dir.resolve("whole.wav");
    Recordings.record(whole, mapping, SampleFormat.PCM_16, Frames.of(0, 1));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = dir.resolve("cut.wav");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> WavFile.read(cut))
          .isInstanceOf(IOException.class)
          .hasMessage(cut + ": expected a whole WAV file, got one that ends too early");
    }
  }

  @Test
  void corruptFilesAreReadOrRefusedButDoNoHarm() throws IOException {
    ToneMapping mapping = ToneMapping.builder().sampleRate(8000).toneMillis(1).build();
    Path whole = dir.resolve("whole.wav");
    Recordings.record(whole, mapping, SampleFormat.FLOAT_32, Frames.of(0, 1));
    byte[] bytes = Files.readAllBytes(whole);
    Path bad = dir.resolve("bad.wav");
    int refused = 0;
    for (int at = 0; at < 44; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] mutated = bytes.clone();
        mutated[at] ^= (byte) (1 << bit);
        Files.write(bad, mutated);
        try {
          WavFile.read(bad);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("bad.wav: expected");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(150);
    Files.write(bad, "no sound in here at all".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> WavFile.read(bad)).hasMessageContaining("begins with RIFF");
  }
}
