/**
 * What the command line and the notebooks share: experiments, studies, places of runs, processes.
 */
package org.smdm.lab;
