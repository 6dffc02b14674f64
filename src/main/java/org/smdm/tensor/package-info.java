/** Tensors: libtorch through DJL, the coarse kernels, safetensors, devices and random streams. */
package org.smdm.tensor;
