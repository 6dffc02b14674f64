/** Files, folders, locks, lines, JSON and the errors that users see: the ground floor. */
package org.smdm.io;
