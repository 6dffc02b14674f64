/** What a run leaves behind: metrics, manifest, TensorBoard events and their folder. */
package org.smdm.record;
