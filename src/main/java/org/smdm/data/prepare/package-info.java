/** Text of any size to packed shards: streaming, parallel, resumable. */
package org.smdm.data.prepare;
