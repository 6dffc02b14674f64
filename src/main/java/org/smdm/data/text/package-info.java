/** Documents: the embedded speeches, text files, JSON lines, and their split by share or year. */
package org.smdm.data.text;
