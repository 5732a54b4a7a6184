/** Networks from PyTorch and others, read from ONNX files as DL4J's {@code ComputationGraph}. */
@NullMarked
package org.percept4j.onnx;

import org.jspecify.annotations.NullMarked;
