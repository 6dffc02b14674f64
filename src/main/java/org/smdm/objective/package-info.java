/** What is optimised: autoregressive cross-entropy and the masked-diffusion bound. */
package org.smdm.objective;
