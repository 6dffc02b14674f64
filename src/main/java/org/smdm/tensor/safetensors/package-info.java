/** The safetensors file format: read by position, written aside. */
package org.smdm.tensor.safetensors;
