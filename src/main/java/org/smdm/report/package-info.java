/** Tables and charts of runs. */
package org.smdm.report;
