/** Token ids in files and blocks: the packed format, its readers, the order of a run. */
package org.smdm.data.packed;
