/**
 * What notebooks say: experiments, runs, and how they are shown. {@link org.smdm.notebook.Notebook}
 * has the words; the kernel is in {@code kernel}.
 */
package org.smdm.notebook;
