package org.percept4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.percept4j.benchmarks.compare.Networks;
import org.percept4j.core.LayerRef;
import org.percept4j.core.Norm;
import org.percept4j.core.Norms;
import org.percept4j.core.probe.NetworkProbe;

/**
 * The kernels by themselves, with the vector module that {@code mvn -Pjmh} adds. What a JVM without
 * it does: {@code -jvmArgsAppend -Dpercept4j.vector=false}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class KernelBenchmark {

  private static final LayerRef LAST = LayerRef.index(39);

  private INDArray values;
  private NetworkProbe crop;
  private INDArray crops;
  private NetworkProbe trunk;
  private INDArray image;

  /** Arrays and networks of random values. */
  @Setup
  public void setUp() {
    values = Nd4j.rand(400_000).subi(0.5);
    MultiLayerNetwork chain = Networks.chain(40, 16, 16, 111, 1);
    crop = NetworkProbe.unpadded(chain, LAST, true).orElseThrow();
    crops = Nd4j.rand(1, 16, 81, 81).subi(0.5);
    trunk = NetworkProbe.of(Networks.vggTrunk(224));
    image = Nd4j.rand(1, 3, 224, 224).subi(0.5);
  }

  /** Takes the L2 norm of 400,000 values. */
  @Benchmark
  public double norm() {
    return Norms.of(values, Norm.L2);
  }

  /** Runs 40 convolutions of 16 channels forward and back, from 81² to one pixel. */
  @Benchmark
  public INDArray chain() {
    return crop.inputGradient(LAST, Nd4j::onesLike, crops).inputGradients().get(0);
  }

  /** Runs the convolutions and pools of VGG-16 on one image. */
  @Benchmark
  public void trunk() {
    trunk.activations(List.of(LayerRef.index(16)), image).forEach(INDArray::close);
  }
}
