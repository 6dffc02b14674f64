/** Notebook files (nbformat 4): reading, parameters, running without a front end, HTML pages. */
package org.smdm.jupyter.file;
