/** Code that researchers write in Java beside the program. */
package org.smdm.code;
