package org.percept4j.core.probe;

import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.layers.objdetect.YoloUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What YOLO v2 makes of maps [N, B·(5+C), H, W], for each of B boxes: σ(x), σ(y), prior·e^w,
 * prior·e^h, σ(confidence) and the softmax of C classes. Its backward pass follows from the output:
 * σ' = σ(1−σ), (e^w)' = e^w, and of the softmax p·(ε − Σ ε·p). DL4J's layer has the loss in it.
 */
final class YoloOperation implements ProbeGraph.Operation {
  private final INDArray priors;
  private final boolean channelsFirst;
  private @Nullable INDArray output;

  YoloOperation(Yolo2OutputLayer conf) {
    priors = conf.getBoundingBoxes();
    channelsFirst = conf.getFormat() == CNN2DFormat.NCHW;
  }

  @Override
  public INDArray forward(INDArray[] inputs) {
    INDArray activated = YoloUtils.activate(priors, inputs[0], channelsFirst);
    output = activated;
    return activated;
  }

  @Override
  public INDArray[] backward(INDArray epsilon) {
    INDArray y = boxes(Objects.requireNonNull(output));
    INDArray gradient = boxes(epsilon);
    long channels = y.size(2);
    INDArrayIndex[] centre = channels(NDArrayIndex.interval(0, 2));
    INDArrayIndex[] size = channels(NDArrayIndex.interval(2, 4));
    INDArrayIndex[] confidence = channels(NDArrayIndex.interval(4, 5));
    for (INDArrayIndex[] sigmoid : new INDArrayIndex[][] {centre, confidence}) {
      INDArray s = y.get(sigmoid);
      gradient.get(sigmoid).muli(s.mul(s.rsub(1)));
    }
    gradient.get(size).muli(y.get(size));
    if (channels > 5) {
      INDArrayIndex[] classes = channels(NDArrayIndex.interval(5, channels));
      INDArray p = y.get(classes);
      INDArray e = gradient.get(classes);
      INDArray total = e.mul(p).sum(true, 2);
      e.subi(total.broadcast(e.shape())).muli(p);
    }
    INDArray maps = gradient.reshape('c', gradient.size(0), -1, gradient.size(3), gradient.size(4));
    return new INDArray[] {channelsFirst ? maps : maps.permute(0, 2, 3, 1)};
  }

  private static INDArrayIndex[] channels(INDArrayIndex some) {
    INDArrayIndex all = NDArrayIndex.all();
    return new INDArrayIndex[] {all, all, some, all, all};
  }

  /** A copy as [N, B, 5+C, H, W]. */
  private INDArray boxes(INDArray maps) {
    INDArray nchw = (channelsFirst ? maps : maps.permute(0, 3, 1, 2)).dup('c');
    long boxes = priors.size(0);
    return nchw.reshape('c', nchw.size(0), boxes, nchw.size(1) / boxes, nchw.size(2), nchw.size(3));
  }

  @Override
  public void release() {
    output = null;
  }
}
