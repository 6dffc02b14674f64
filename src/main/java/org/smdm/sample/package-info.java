/** Drawing text from a trained model. */
package org.smdm.sample;
